import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hostOf, type Profile } from '../../app/profile.ts';
import { profileIdOf } from '../../main/identity/profile-id.ts';
import { days, type Issued, issue, makeRoot } from '../../main/network/test-authority.ts';
import { Approver } from '../support/approver.ts';
import { placeProfile } from '../support/profile.ts';
import { expect, test } from '../support/test.ts';

const root = makeRoot('Corp Root');

interface BadServer {
  readonly what: string;
  readonly make: (root: Issued) => Promise<Issued>;
  readonly reason: string;
}

const badServers: readonly BadServer[] = [
  {
    what: 'another authority',
    make: async () => issue(await makeRoot('Other')),
    reason: 'its issuer is not trusted here',
  },
  {
    what: 'the same name over another key',
    make: async () => issue(await makeRoot('Corp Root')),
    reason: 'its issuer is not trusted here',
  },
  {
    what: 'expired',
    make: (ca) => issue(ca, { from: days(-9), to: days(-1) }),
    reason: 'it has expired or is not valid yet',
  },
  {
    what: 'for another host',
    make: (ca) => issue(ca, { dns: ['other.test'], ip: [] }),
    reason: 'it was made for another host',
  },
  { what: 'a common name alone', make: (ca) => issue(ca, { dns: [], ip: [] }), reason: 'it was made for another host' },
  {
    what: 'for clients',
    make: (ca) => issue(ca, { usages: ['1.3.6.1.5.5.7.3.2'] }),
    reason: 'it is not made for servers',
  },
  {
    what: 'a weak key',
    make: (ca) => issue(ca, { algorithm: 'RSA-1024' }),
    reason: 'its key or signature is too weak',
  },
];

/** A server that counts what reaches it over TLS. */
async function serve({ pem, keyPem }: Issued): Promise<{ host: string; requests: () => number; close: () => void }> {
  let requests = 0;
  const server = createServer({ key: keyPem, cert: pem, ciphers: 'DEFAULT@SECLEVEL=0' }, (_request, response) => {
    requests += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    host: `localhost:${port}`,
    requests: () => requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function signsInAt(profile: Profile, host: string, extraCaPem: string): Profile {
  const tenant = new URL(profile.authority).pathname;
  return { ...profile, authority: `https://${host}${tenant}`, knownAuthorities: [host], extraCaPem };
}

test('a sign-in service with a bad certificate is not talked to', async ({ launch, practice }) => {
  const ca = await root;
  const servers = await Promise.all(badServers.map(async ({ make }) => serve(await make(ca))));
  const intermediate = await issue(ca, { isCa: true, name: 'Corp Issuing CA' });
  const leaf = await issue(intermediate);
  const good = await serve({ ...leaf, pem: leaf.pem + intermediate.pem });
  const profileAt = (host: string, number: number): Profile => ({
    ...signsInAt(practice.profile, host, ca.pem),
    name: `Server ${number}`,
    clientId: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  });
  const userData = mkdtempSync(path.join(tmpdir(), 'keydock-data-'));
  const profiles = [...servers, good].map(({ host }, number) => profileAt(host, number));
  for (const profile of profiles) placeProfile(userData, profile);
  const keydock = await launch({ userData });
  const { window } = keydock;
  const signInAt = async (profile: Profile | undefined): Promise<void> => {
    if (profile === undefined) throw new Error('no such profile');
    await window.evaluate(
      (id) => Reflect.get(globalThis, 'keydock').call('profiles', 'activate', { id }),
      profileIdOf(profile),
    );
    await expect(window.getByText(`opens the sign-in page at ${hostOf(profile.authority)}`)).toBeVisible();
    await window.getByRole('button', { name: 'Sign in with the browser' }).click();
  };
  try {
    for (const [number, { what, reason }] of badServers.entries()) {
      await test.step(what, async () => {
        const server = servers[number];
        await signInAt(profiles[number]);
        await expect(window.getByText(`The certificate of ${server?.host} is not trusted`)).toBeVisible();
        await expect(window.getByText(`Reason: ${reason}.`)).toBeVisible();
        expect(server?.requests()).toBe(0);
      });
    }
    expect(keydock.visits()).toEqual([]);
    await test.step('the same with a good certificate over an intermediate is talked to', async () => {
      await signInAt(profiles.at(-1));
      await expect.poll(good.requests).toBeGreaterThan(0);
    });
  } finally {
    for (const server of [...servers, good]) server.close();
  }
});

test('no switch and no variable turns the checks off, or writes down the keys of a connection', async ({
  launch,
  practice,
}) => {
  const ca = await root;
  const stranger = await serve(await issue(await makeRoot('Other')));
  const good = await serve(await issue(ca));
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-keys-'));
  const [variable, argument] = [path.join(folder, 'variable'), path.join(folder, 'argument')];
  const options = {
    env: { SSLKEYLOGFILE: variable },
    args: ['--ignore-certificate-errors', '--allow-insecure-localhost', `--ssl-key-log-file=${argument}`],
  };
  try {
    const first = await launch({ profile: signsInAt(practice.profile, stranger.host, ca.pem), ...options });
    await first.window.getByRole('button', { name: 'Sign in with the browser' }).click();
    await expect(first.window.getByText('Reason: its issuer is not trusted here.')).toBeVisible();
    expect(stranger.requests()).toBe(0);
    await first.close();
    const second = await launch({ profile: signsInAt(practice.profile, good.host, ca.pem), ...options });
    await second.window.getByRole('button', { name: 'Sign in with the browser' }).click();
    await expect.poll(good.requests).toBeGreaterThan(0);
    await second.close();
    expect([variable, argument].filter((file) => existsSync(file))).toEqual([]);
  } finally {
    for (const server of [stranger, good]) server.close();
  }
});

test('a redirect is not followed, not even to a host of the profile', async ({ launch, practice }) => {
  const elsewhere = await serve(await issue(await root));
  try {
    const location = `https://${elsewhere.host}/`;
    const extraCaPem = (practice.profile.extraCaPem ?? '') + (await root).pem;
    const keydock = await launch({ profile: { ...practice.profile, objectStoreHosts: [elsewhere.host], extraCaPem } });
    await practice.control('fault', { kind: 'redirect', at: 'idp', path: 'openid-configuration', location });
    await keydock.window.getByRole('button', { name: 'Sign in with the browser' }).click();
    await expect(keydock.window.getByText(/localhost:\d+ points elsewhere/)).toBeVisible();
    expect(elsewhere.requests()).toBe(0);
  } finally {
    elsewhere.close();
    await practice.control('clearFaults', {});
  }
});

test('the proxy of the system is used, and a wrong host behind it is still refused', async ({ launch, practice }) => {
  const ca = await root;
  const servers = {
    good: await serve(await issue(ca, { dns: ['idp.northwind.test'], ip: [] })),
    wrong: await serve(await issue(ca, { dns: ['other.northwind.test'], ip: [] })),
  };
  const asked: string[] = [];
  // Resolves every name to this machine, as a company's proxy resolves the names inside.
  const proxy = createHttpServer().on('connect', ({ url = '' }, client) => {
    asked.push(url);
    const upstream = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [upstream, client]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    for (const [name, server] of Object.entries(servers)) {
      const host = `idp.northwind.test:${server.host.split(':')[1]}`;
      const { port } = proxy.address() as AddressInfo;
      const keydock = await launch({
        profile: signsInAt(practice.profile, host, ca.pem),
        env: { https_proxy: `http://127.0.0.1:${port}` },
        // The settings of a desktop would go before the variable.
        keyring: false,
      });
      await keydock.window.getByRole('button', { name: 'Sign in with the browser' }).click();
      await expect.poll(() => asked).toContain(host);
      if (name === 'good') await expect.poll(server.requests).toBeGreaterThan(0);
      else {
        await expect(keydock.window.getByText('Reason: it was made for another host.')).toBeVisible();
        expect(server.requests()).toBe(0);
      }
      await keydock.close();
    }
  } finally {
    proxy.close();
    proxy.closeAllConnections();
    for (const server of Object.values(servers)) server.close();
  }
});

test('an authority in the trust store of the system needs no place in the profile', async ({ launch, practice }) => {
  const ca = await makeRoot('System CA');
  const server = await serve(await issue(ca));
  const home = mkdtempSync(path.join(tmpdir(), 'keydock-home-'));
  const { extraCaPem: _none, ...profile } = signsInAt(practice.profile, server.host, '');
  const store = path.join(home, '.pki', 'nssdb');
  const certutil = (...args: string[]) =>
    execFileSync('certutil', ['-d', `sql:${store}`, ...args], { stdio: 'ignore' });
  mkdirSync(store, { recursive: true });
  writeFileSync(path.join(home, 'ca.pem'), ca.pem);
  certutil('-N', '--empty-password');
  try {
    const before = await launch({ profile, env: { HOME: home } });
    await before.window.getByRole('button', { name: 'Sign in with the browser' }).click();
    await expect(before.window.getByText('Reason: its issuer is not trusted here.')).toBeVisible();
    await before.close();

    certutil('-A', '-t', 'C,,', '-n', 'ca', '-i', path.join(home, 'ca.pem'));
    const after = await launch({ profile, env: { HOME: home } });
    await after.window.getByRole('button', { name: 'Sign in with the browser' }).click();
    await expect.poll(server.requests).toBeGreaterThan(0);
  } finally {
    server.close();
  }
});

test('a decision whose answer is lost reaches the platform once, though the connection was used before', async ({
  launch,
  practice,
}) => {
  const name = `identity-once-${process.pid}`;
  const { id } = (await practice.control('addRequest', { name })) as { id: string };
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  await jonas.open(name);
  await practice.control('fault', { kind: 'drop-after', method: 'POST' });
  await (await jonas.ask('Approve')).confirm('Approve');
  await expect(jonas.notice('Approved.')).toBeVisible();
  // The one whose answer was lost leaves no line; a second one would, as a decision that changed nothing.
  const decisions = (await practice.control('audit', { type: 'DecisionApprove' })) as readonly Record<
    string,
    unknown
  >[];
  expect(decisions.filter(({ originalID }) => originalID === id)).toEqual([]);
  await practice.control('clearFaults', {});
});
