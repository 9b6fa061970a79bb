import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { Client } from './testing/client.ts';
import type { Practice } from './world.ts';

// A process for each test: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 60_000 });

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keydock-practice-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  readonly practice: Practice;
  /** Everything that was printed. */
  readonly printed: () => string;
}

async function run(...options: string[]): Promise<Run> {
  const child = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    printed += text;
  });
  while (!printed.includes('\n')) await once(child.stdout, 'data');
  return { child, practice: JSON.parse(printed) as Practice, printed: () => printed };
}

async function stop({ child }: Run, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  const exited = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await exited)[0];
}

test('prints one JSON line that is enough to sign in, and leaves nothing behind when it is told to stop', async () => {
  const world = await run();
  const client = await Client.signedIn(world.practice, 'anna');
  expect((await client.get('/approvals')).status).toBe(200);
  expect(world.practice.users.map(({ role }) => role).join()).toMatch(/writer.*approver.*engineer.*analyst.*none/);
  const own = dirname(world.practice.caFile);
  expect(statSync(own).mode & 0o777).toBe(0o700);
  expect(await stop(world)).toBe(0);
  expect(world.printed().trim().split('\n')).toHaveLength(1);
  expect(existsSync(own)).toBe(false);
});

test('npm run practice hands the stop on, and waits for the end', async () => {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn('npm', ['run', '--silent', 'practice'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], env });
  onTestFinished(() => {
    child.kill('SIGTERM');
  });
  await once(child.stdout, 'data');
  // npm keeps a cache of its own in the same place.
  const worlds = () => readdirSync(temporary).filter((name) => name.startsWith('keydock-practice-'));
  expect(worlds()).toHaveLength(1);
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
  expect(worlds()).toEqual([]);
});

test.each([150, 300, 450, 600])('a stop %i ms after it was started leaves nothing behind either', async (ms) => {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const child = spawn(process.execPath, [main], { stdio: 'ignore', env: { ...process.env, TMPDIR: temporary } });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill('SIGTERM');
  const [code, signal] = await exited;
  // Before its first line ran, the signal itself ended it.
  expect(code === 0 || signal === 'SIGTERM').toBe(true);
  expect(readdirSync(temporary)).toEqual([]);
});

test('keeps its data, its certificate authority and its sessions in the folder it is given', async () => {
  const data = join(folder, 'kept');
  const first = await run('--data', data, '--requests', '25');
  const anna = await Client.signedIn(first.practice, 'anna');
  const { items } = (await anna.get('/imagesignings/approvals')).json<{ items: { id: string }[] }>();
  const id = items[0]?.id ?? '';
  await anna.post('/imagesignings/approvals', { requestId: id, decision: 'REJECT' });
  expect(await stop(first)).toBe(0);

  const second = await run('--data', data, '--requests', '25');
  const again = new Client(second.practice);
  expect(again.ca).toBe(anna.ca);
  again.refreshToken = anna.refreshToken;
  await again.refresh();
  expect((await again.get(`/imagesignings/${id}`)).json()['state']).toBe(32);
  expect(await stop(second)).toBe(0);
});

test.each(['--port=-1', '--requests=many', '--latency=1.5', '--nonsense'])('%s ends with 2', async (option) => {
  const child = spawn(process.execPath, [main, option], { stdio: 'ignore' });
  expect((await once(child, 'exit'))[0]).toBe(2);
});
