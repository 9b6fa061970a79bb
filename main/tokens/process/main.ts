import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Failure, fail } from '../../../app/result.ts';
import { loadNativeAddon, type NativeAddon } from '../native-addon.ts';
import { type FromProcess, type JobName, jobs, type ModuleSpec, ToProcess } from '../protocol.ts';
import { CkError } from './ck-error.ts';
import { Cryptoki } from './cryptoki.ts';
import { Desk } from './desk.ts';
import { failureOf } from './job-failure.ts';
import { type JobBench, jobHandlers } from './jobs.ts';
import { parentLink } from './parent-link.ts';
import { SecretPorts } from './secret-ports.ts';

/**
 * One token process: one PKCS#11 module, one job at a time. Everything below here is synchronous native code that may
 * hang or crash; the parent keeps the clock and ends this process when it does.
 */

const link = parentLink();
const post = (message: FromProcess) => link.post(message);

let native: NativeAddon | undefined;
let bench: JobBench | undefined;
const ports = new SecretPorts(() => native);

link.onMessage((raw, port) => {
  const message = ToProcess.safeParse(raw);
  if (!message.success) throw new Error('the parent sent what is no message');
  switch (message.data.kind) {
    case 'start':
      start(message.data.module, message.data.nativeAddon);
      return;
    case 'port':
      if (port === undefined) throw new Error('the parent announced a port and sent none');
      ports.add(
        message.data.port,
        port,
        (id) => post({ kind: 'secret', port: id }),
        (id) => post({ kind: 'port-closed', port: id }),
      );
      return;
    case 'job':
      run(message.data.id, message.data.name, message.data.params);
      return;
    default:
      message.data satisfies never;
  }
});

/** Loads the module, if it is still the file that was allowed. Loading it runs its code. */
function start(module: ModuleSpec, nativeAddon: string): void {
  native = loadNativeAddon(nativeAddon);
  native?.forbidCoreDumps(); // a core file would hold PINs and KEKs
  const opened = open(module);
  if (opened instanceof Desk) {
    bench = { desk: opened, ports };
    post({ kind: 'started' });
  } else {
    post({ kind: 'not-started', error: opened });
  }
}

function open(module: ModuleSpec): Desk | Failure {
  const file = path.basename(module.path);
  const digest = digestOf(module.path);
  if (digest === undefined) return fail('token.module-missing', { file }).error;
  if (digest !== module.sha256) return fail('token.module-changed', { file }).error;
  try {
    return new Desk(Cryptoki.open(module.path, module.parameters, native), native);
  } catch (error) {
    const problem = error instanceof CkError ? error.code : 'that it is no PKCS#11 module of this system';
    return fail('token.module-unusable', { file, problem }).error;
  }
}

function digestOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return undefined;
  }
}

function run(id: number, name: JobName, rawParams: unknown): void {
  try {
    if (bench === undefined) throw new Error('a job came before the module was started');
    post({ kind: 'done', id, value: perform(bench, name, rawParams) });
  } catch (error) {
    const failure = failureOf(error);
    if (failure !== undefined) post({ kind: 'failed', id, error: failure });
    // Our own words and the places in our code; values never stand in them.
    else post({ kind: 'bug', id, text: String(error instanceof Error ? error.stack : error).slice(0, 4000) });
  }
}

/** Parses what the job takes and does it. The table pairs each schema with its handler, which TypeScript cannot follow. */
function perform(tools: JobBench, name: JobName, rawParams: unknown): unknown {
  const handler = jobHandlers[name] as (bench: JobBench, params: unknown) => unknown;
  return handler(tools, jobs[name].params.parse(rawParams));
}
