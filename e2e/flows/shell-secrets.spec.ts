import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Approver } from '../support/approver.ts';
import type { Keydock } from '../support/launch.ts';
import { expect, test } from '../support/test.ts';

// Secrets go into every way that leads to a log; then every log, every argument and every environment is searched.

const secrets = {
  pin: '73914682',
  password: 'correct-horse-7391',
  signature: 'fedcba9876543210fedcba9876543210',
  key: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
  jwt: 'eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiJzZWNyZXQifQ.c2VjcmV0c2VjcmV0',
} as const;
const all = `PIN ${secrets.pin} password=${secrets.password} https://store.example.com/o?X-Amz-Signature=${secrets.signature} key ${secrets.key} Bearer ${secrets.jwt}`;

const call = (keydock: Keydock, topic: string, name: string, input: unknown): Promise<unknown> =>
  keydock.window.evaluate((asked) => Reflect.get(window, 'keydock').call(...asked), [topic, name, input] as const);

/** Everything the app has said: its log, its standard streams, and what other programs see of its processes. */
async function said(keydock: Keydock): Promise<string> {
  const pids = await keydock.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid));
  const seen = pids.flatMap((pid) =>
    ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'latin1')),
  );
  return [keydock.logs(), keydock.output(), ...seen].join('\n');
}

test('secrets sent through every way leave no trace in a log, an argument or an environment', async ({
  launch,
  practice,
}) => {
  const keydock = await launch({ profile: practice.profile });
  // The page: faults, hostile calls, names and files.
  await call(keydock, 'app', 'reportFault', { where: all.slice(0, 200), message: all });
  await call(keydock, all, all, { [all]: all });
  await call(keydock, 'approvals', 'open', { queue: 'clients', id: all });
  await call(keydock, 'approvals', 'open', { queue: all, id: 'a' });
  await call(keydock, 'requests', 'page', { page: 0, name: all.slice(0, 190), state: null });
  await call(keydock, 'profiles', 'importDropped', { fileId: secrets.pin });
  // Main: exceptions nobody caught, with a cause.
  await keydock.app.evaluate((_electron, text) => {
    setTimeout(() => void Promise.reject(new Error(text, { cause: new Error(text) })), 0);
    setTimeout(() => void Promise.reject(text), 0);
  }, all);
  // A file that is no profile, with a secret in its name and in its text.
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'import-')), `${secrets.password}.json`);
  writeFileSync(file, JSON.stringify({ keydockProfile: 1, name: all, apiBase: `https://a.example/?${all}` }));
  await keydock.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [chosen] })) as typeof dialog.showOpenDialog;
  }, file);
  expect(await call(keydock, 'profiles', 'import', {})).toMatchObject({ ok: false });

  const text = await said(keydock);
  expect(text).toContain('main.rejection');
  expect(text).toContain('door.refused');
  for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
});

test('a session with a decision leaves no token, code, link or password in any log', async ({ launch, practice }) => {
  const name = `secrets-${process.pid}`;
  await practice.control('addRequest', { name, aad: 'build=1' });
  const keydock = await launch({ profile: practice.profile });
  const jonas = new Approver(keydock, practice);
  await jonas.signIn('jonas');
  // An error document of the platform that repeats what it should not.
  await practice.control('fault', { kind: 'status', status: 400, detail: all.slice(0, 900), path: 'products' });
  await jonas.open(name);
  await (await jonas.ask('Approve')).confirm('Approve');
  await expect(jonas.notice('Approved.')).toBeVisible();

  const text = await said(keydock);
  expect(text).toContain('session.signed-in');
  expect(text).not.toMatch(/eyJ[\w-]{10,}/);
  expect(text).not.toMatch(/Bearer\s/i);
  for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
  for (const { password } of practice.users) expect(text).not.toContain(password);
  // Codes, links and refresh tokens are long words; ids of requests and profiles are the only ones a log may have.
  const words = keydock.logs().match(/[\w+/=-]{24,}/g) ?? [];
  const ids = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})$/;
  expect(words.filter((word) => !ids.test(word))).toEqual([]);
  // Nor does any file of the data folder hold one in the clear.
  for (const entry of readdirSync(keydock.userData, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = readFileSync(path.join(entry.parentPath, entry.name), 'latin1');
    expect(content, entry.name).not.toMatch(/eyJ[\w-]{20,}\.eyJ/);
  }
});

test('the window holds no token: its heap is searched for the very ones that were sent', async ({
  launch,
  practice,
}, testInfo) => {
  const name = `heap-${process.pid}`;
  await practice.control('addRequest', { name, aad: 'build=1' });
  const file = testInfo.outputPath('net-log.json');
  // The network's own log, with what it otherwise leaves out: the only place outside main that sees the tokens.
  const keydock = await launch({
    profile: practice.profile,
    args: [`--log-net-log=${file}`, '--net-log-capture-mode=IncludeSensitive'],
  });
  const jonas = new Approver(keydock, practice);
  await jonas.signIn('jonas');
  await jonas.open(name);
  await (await jonas.ask('Approve')).confirm('Approve');
  await expect(jonas.notice('Approved.')).toBeVisible();

  const session = await keydock.window.context().newCDPSession(keydock.window);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  await keydock.close();

  const heap = chunks.join('');
  // What the window was told is found, so what is not found is not there.
  expect(heap).toContain(name);
  const tokens = new Set(readFileSync(file, 'utf8').match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? []);
  expect(tokens.size).toBeGreaterThan(0);
  for (const token of tokens) {
    // Strings may lie in pieces: any of the three parts would do.
    for (const part of token.split('.').slice(1)) expect(heap).not.toContain(part.slice(0, 60));
  }
  expect(heap).not.toMatch(/Bearer eyJ/);
});
