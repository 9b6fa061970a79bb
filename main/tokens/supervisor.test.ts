import { beforeEach, describe, expect, test } from 'vitest';
import type { LaunchedProcess } from './process-launcher.ts';
import { ModuleSupervisor } from './supervisor.ts';

/** A process that says what a test makes it say. The real ones are in e2e/tokens; this one is for what they never do. */
class ScriptedProcess implements LaunchedProcess {
  readonly posted: Record<string, unknown>[] = [];
  isKilled = false;
  say: (message: unknown) => void = () => undefined;
  exit: (how: string) => void = () => undefined;
  post(message: unknown) {
    this.posted.push(message as Record<string, unknown>);
  }
  onMessage(listener: (message: unknown) => void) {
    this.say = listener;
  }
  onExit(listener: (how: string) => void) {
    this.exit = listener;
  }
  kill() {
    this.isKilled = true;
  }
  /** Once the supervisor has asked for a job: its number. */
  async job(): Promise<number> {
    for (;;) {
      const job = this.posted.find(({ kind }) => kind === 'job');
      if (job !== undefined) return job['id'] as number;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const processes: ScriptedProcess[] = [];
const ends: string[] = [];
const bugs: string[] = [];
let supervisor: ModuleSupervisor;
const module = { path: '/opt/vendor.so', sha256: '0'.repeat(64) };
const described = { description: '', manufacturer: '', version: '1', cryptoki: '2.40', tokens: [] };

beforeEach(() => {
  processes.length = 0;
  ends.length = 0;
  bugs.length = 0;
  supervisor = new ModuleSupervisor(
    module,
    {
      launch() {
        const process = new ScriptedProcess();
        processes.push(process);
        return process;
      },
    },
    '/native',
    {
      ended: (how) => ends.push(how.ok ? '' : how.error.code),
      bug: (text) => bugs.push(text),
    },
    () => 200,
  );
});

/** Runs `describe` on a started process, and what the process then does. */
async function describeThen(act: (process: ScriptedProcess, job: number) => void) {
  const result = supervisor.run('describe', {});
  const process = processes.at(-1)!;
  process.say({ kind: 'started' });
  act(process, await process.job());
  const answer = await result;
  return answer.ok ? 'done' : answer.error.code;
}

describe('a process', () => {
  test('is not started before it is needed, and then told its module first', async () => {
    expect(supervisor.isRunning).toBe(false);
    expect(await describeThen((process, id) => process.say({ kind: 'done', id, value: described }))).toBe('done');
    expect(processes[0]?.posted[0]).toMatchObject({ kind: 'start', module });
    expect(processes).toHaveLength(1);
  });

  test.each<[string, (process: ScriptedProcess, job: number) => void, string]>([
    ['that says nothing is ended at its deadline', () => undefined, 'token.module-silent'],
    ['that ends by itself', (process) => process.exit('signal SIGSEGV'), 'token.module-crashed'],
    ['that talks nonsense', (process) => process.say('hello'), 'token.module-unreadable'],
    [
      'that sends an unknown kind',
      (process) => process.say({ kind: 'secret-key', value: 1 }),
      'token.module-unreadable',
    ],
    [
      'whose answer is not of the schema',
      (process, id) => process.say({ kind: 'done', id, value: { ...described, tokens: 'many' } }),
      'token.module-unreadable',
    ],
    [
      'whose answer is too long',
      (process, id) => process.say({ kind: 'done', id, value: { ...described, description: 'x'.repeat(1000) } }),
      'token.module-unreadable',
    ],
    ['with a bug of ours', (process, id) => process.say({ kind: 'bug', id, text: 'TypeError' }), 'app.unexpected'],
  ])('%s', async (_name, act, expected) => {
    expect(await describeThen(act)).toBe(expected);
    expect(processes[0]?.isKilled).toBe(true);
    expect(ends).toEqual([expected]);
    expect(supervisor.isRunning).toBe(false);
  });

  test('a bug is for the log', async () => {
    await describeThen((process, id) => process.say({ kind: 'bug', id, text: 'TypeError: x' }));
    expect(bugs).toEqual(['TypeError: x']);
  });

  test('that answers a job of before does not answer this one', async () => {
    expect(await describeThen((process, id) => process.say({ kind: 'done', id: id - 1, value: described }))).toBe(
      'token.module-silent',
    );
  });

  test('that refuses its module answers the job with the reason', async () => {
    const result = supervisor.run('describe', {});
    processes[0]!.say({ kind: 'not-started', error: { code: 'token.module-changed', facts: { file: 'vendor.so' } } });
    expect(await result).toMatchObject({ ok: false, error: { code: 'token.module-changed' } });
  });
});

describe('jobs', () => {
  test('are sent one at a time, in order', async () => {
    const [first, second] = [supervisor.run('describe', {}), supervisor.run('describe', {})];
    const process = processes[0]!;
    process.say({ kind: 'started' });
    const id = await process.job();
    expect(process.posted.filter(({ kind }) => kind === 'job')).toHaveLength(1);
    process.say({ kind: 'done', id, value: described });
    expect((await first).ok).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    const jobs = process.posted.filter(({ kind }) => kind === 'job');
    expect(jobs).toHaveLength(2);
    process.say({ kind: 'done', id: jobs[1]!['id'], value: described });
    expect((await second).ok).toBe(true);
  });

  test('that wait when the token is locked are answered, not started again', async () => {
    const results = [supervisor.run('describe', {}), supervisor.run('describe', {})];
    processes[0]!.say({ kind: 'started' });
    await processes[0]!.job();
    supervisor.end();
    for (const result of await Promise.all(results))
      expect(result).toMatchObject({ error: { code: 'token.process-ended' } });
    expect(processes).toHaveLength(1);
  });

  test('after a crash go to a new process; a late word of the old one is not heard', async () => {
    await describeThen((process) => process.exit('exit code 7'));
    const again = await describeThen((process, id) => {
      processes[0]!.say({ kind: 'done', id, value: 'from the grave' });
      process.say({ kind: 'done', id, value: described });
    });
    expect(again).toBe('done');
    expect(processes).toHaveLength(2);
    expect(ends).toEqual(['token.module-crashed']);
  });
});

test('a secret that came before anybody listened is not missed, and is told once', async () => {
  await describeThen((process, id) => process.say({ kind: 'done', id, value: described }));
  const port = await supervisor.givePort('a port');
  const number = port.ok ? port.value : 0;
  processes[0]!.say({ kind: 'secret', port: number });
  expect(await supervisor.secretArrived(number)).toBe(true);
  const next = supervisor.secretArrived(number);
  processes[0]!.say({ kind: 'port-closed', port: number });
  expect(await next).toBe(false);
});

test('somebody who waits for a secret is told when the process ends', async () => {
  await describeThen((process, id) => process.say({ kind: 'done', id, value: described }));
  const port = await supervisor.givePort('a port');
  const arrived = supervisor.secretArrived(port.ok ? port.value : 0);
  supervisor.end();
  expect(await arrived).toBe(false);
});
