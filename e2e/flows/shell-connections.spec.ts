import { Approver } from '../support/approver.ts';
import { readTraffic } from '../support/net-log.ts';
import { expect, test } from '../support/test.ts';

// From the first process to the last: whom did the app talk to? Chromium's network stack keeps its own log of every
// session, and Node tells of each socket that main opens beside it.

test('from start to quit only the hosts of the profile are contacted', async ({ launch, practice }, testInfo) => {
  const file = testInfo.outputPath('net-log.json');
  const name = `connections-${process.pid}`;
  await practice.control('addRequest', { name, aad: 'build=1' });
  const keydock = await launch({ profile: practice.profile, args: [`--log-net-log=${file}`] });
  await keydock.app.evaluate(() => {
    const sockets: unknown[] = [];
    Object.assign(globalThis, { sockets });
    process
      .getBuiltinModule('node:diagnostics_channel')
      .subscribe('net.client.socket', (message) => sockets.push(String(Object.keys(message ?? {}))));
  });

  const jonas = new Approver(keydock, practice);
  await jonas.signIn('jonas');
  await jonas.open(name);
  const confirmation = await jonas.ask('Approve');
  await confirmation.confirm('Approve');
  await expect(jonas.notice('Approved.')).toBeVisible();
  // A few rounds of the watcher, and time for whatever Chromium does by itself after a start.
  await keydock.window.waitForTimeout(6_000);
  const sockets = () => keydock.app.evaluate(() => Reflect.get(globalThis, 'sockets').length);
  expect(await sockets()).toBe(0);
  // The count counts: a socket that the test itself has main open is seen.
  await keydock.app.evaluate(
    () =>
      void process
        .getBuiltinModule('node:net')
        .connect(9, '127.0.0.1')
        .on('error', () => undefined),
  );
  expect(await sockets()).toBe(1);
  await keydock.close();

  const hosts = [practice.apiUrl, practice.issuer].map((url) => new URL(url).host);
  const traffic = readTraffic(file);
  expect([...traffic.requested].sort()).toEqual([...hosts].sort());
  expect([...traffic.resolved].sort()).toEqual([...hosts].sort());
  const ports = hosts.map((host) => host.split(':')[1]);
  for (const address of traffic.connected)
    expect(address).toMatch(new RegExp(`^(?:127\\.0\\.0\\.1|\\[::1\\]):(?:${ports.join('|')})$`));
  expect(traffic.connected.size).toBeGreaterThan(0);
  expect(traffic.packets).toBe(0);
});

test('without a profile nobody is contacted at all', async ({ launch }, testInfo) => {
  const file = testInfo.outputPath('net-log.json');
  const keydock = await launch({ args: [`--log-net-log=${file}`] });
  await keydock.window.waitForTimeout(3_000);
  await keydock.close();
  const { requested, resolved, connected, packets } = readTraffic(file);
  expect({ requested: [...requested], resolved: [...resolved], connected: [...connected], packets }).toEqual({
    requested: [],
    resolved: [],
    connected: [],
    packets: 0,
  });
});
