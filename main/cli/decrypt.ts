import fs from 'node:fs';
import path from 'node:path';
import { wordsFor } from '../../app/errors.ts';
import { formats } from '../../app/formats/formats.ts';
import { type Failure, fail, type Result } from '../../app/result.ts';
import type { DecryptEngine, RunningJob } from '../decrypt/engine.ts';
import type { Errand } from '../decrypt/errand.ts';
import type { DecryptJob, DecryptResult } from '../decrypt/protocol.ts';
import { tryKeys } from '../decrypt/try-keys.ts';
import type { DecryptCommand } from './arguments.ts';
import { ProgressLine, printable } from './progress.ts';
import { askSecret, readSecret } from './secret-input.ts';
import { type OpenToken, openToken } from './token-keys.ts';
import type { TokenWorld } from './token-world.ts';

/** Small files spend their time waiting for the disk: several at once keep it busy. */
const atOnce = 4;

interface Line {
  readonly file: string;
  readonly result: Result<DecryptResult>;
}

/** `keydock decrypt`. @returns the exit code: 0 all done, 1 some failed */
export async function decryptCommand(
  command: DecryptCommand,
  engine: DecryptEngine,
  tokens: TokenWorld,
): Promise<0 | 1> {
  const keys = await openKeys(command, engine, tokens);
  try {
    const lines = keys.ok
      ? await decryptAll(command, engine, keys.value.keys)
      : command.files.map((file) => ({ file, result: keys }));
    if (!keys.ok && !command.json) sayFailure(keys.error);
    if (command.json) process.stdout.write(`${JSON.stringify({ results: lines.map(jsonLine) })}\n`);
    return lines.every(({ result }) => result.ok) ? 0 : 1;
  } finally {
    if (keys.ok) keys.value.end();
  }
}

async function openKeys(
  { key, pinFd }: DecryptCommand,
  engine: DecryptEngine,
  tokens: TokenWorld,
): Promise<Result<OpenToken>> {
  if (key.kind === 'token') return openToken(key, pinFd, engine, tokens);
  const secret = pinFd === undefined ? undefined : readSecret(pinFd);
  let opened = await engine.openKey(path.resolve(key.file), secret);
  secret?.fill(0);
  if (!opened.ok && opened.error.code === 'decrypt.key-locked' && secret === undefined) {
    const typed = await askSecret('Pass phrase of the private key');
    if (typed !== undefined) opened = await engine.openKey(path.resolve(key.file), typed);
    typed?.fill(0);
  }
  return opened.ok
    ? { ok: true, value: { keys: [{ key: opened.value.key, label: '', wantsPin: false }], end: () => undefined } }
    : opened;
}

function jobFor(command: DecryptCommand, file: string, key: number): DecryptJob {
  const source = path.resolve(file);
  return {
    source,
    folder: command.out === undefined ? path.dirname(source) : path.resolve(command.out),
    overwrite: command.overwrite,
    key,
    floor: command.floor,
    kdf: command.kdf,
    ...(command.envelope === undefined ? {} : { envelope: path.resolve(command.envelope) }),
    ...(command.aad === undefined ? {} : { aad: command.aad }),
    ...(command.iv === undefined ? {} : { iv: command.iv }),
    ...(command.format === undefined ? {} : { format: command.format }),
    ...(command.record === undefined ? {} : { record: path.resolve(command.record) }),
  };
}

async function decryptAll(
  command: DecryptCommand,
  engine: DecryptEngine,
  opened: OpenToken['keys'],
): Promise<readonly Line[]> {
  const progress = new ProgressLine(process.stderr);
  const running = new Set<RunningJob>();
  const stopping = new AbortController();
  const stop = () => {
    stopping.abort();
    for (const job of running) job.cancel();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const lines: Line[] = [];
  const waiting = command.files.map((file, index) => ({ file, index }));
  const keys = opened.map(({ key }) => key);
  const rest = { isStopped: false };
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { file, index } = next;
      const since = performance.now();
      const name = printable(path.basename(file));
      const start = (key: number) => {
        const errand: Errand = {
          file: path.basename(file),
          fileTurn: { which: index + 1, of: command.files.length },
          rest,
          signal: stopping.signal,
          whileAsking() {
            progress.clear();
            return () => undefined;
          },
        };
        const onProgress = (done: number, total: number) => progress.show(name, done, total, since);
        const job = engine.decrypt(jobFor(command, file, key), onProgress, errand);
        running.add(job);
        void job.done.then(() => running.delete(job));
        return job;
      };
      const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      const { result } = stopping.signal.aborted
        ? { result: fail('app.cancelled') }
        : await tryKeys(keys, size, (key) => start(key).done);
      lines[index] = { file, result };
      progress.clear();
      if (!command.json) sayLine(file, result);
    }
  };
  // One after the other where a person is asked about each.
  const workers = opened.some(({ wantsPin }) => wantsPin) ? 1 : Math.min(atOnce, command.files.length);
  await Promise.all(Array.from({ length: workers }, worker));
  process.off('SIGINT', stop).off('SIGTERM', stop);
  return lines;
}

function sayLine(file: string, result: Result<DecryptResult>): void {
  if (!result.ok) {
    process.stderr.write(`${printable(file)}: failed\n`);
    sayFailure(result.error);
    return;
  }
  const { output, format, grade, authenticated, provenBy, sha256, bytes, caution, chain } = result.value;
  const proof = authenticated ? `proven by ${provenBy}` : 'NOT AUTHENTICATED';
  process.stderr.write(`${printable(file)}: ${printable(output)}\n`);
  process.stderr.write(`  ${formats[format].name}, grade ${grade} (${chain.join(' → ')}), ${proof}\n`);
  if (caution !== null) process.stderr.write(`  ${caution}\n`);
  process.stderr.write(`  ${bytes} bytes, SHA-256 ${sha256}\n`);
}

function sayFailure(error: Failure): void {
  const { title, means, todo } = wordsFor(error);
  process.stderr.write(`  ${printable(title)}. ${printable(means)}\n  ${printable(todo)} (${error.code})\n`);
}

/** One entry of `results`; every field is always there. */
function jsonLine({ file, result }: Line) {
  const nothing = { output: null, format: null, grade: null, authenticated: false, sha256: null, bytes: null };
  if (!result.ok) return { file, ...nothing, error: { code: result.error.code, ...wordsFor(result.error) } };
  const { output, format, grade, authenticated, sha256, bytes } = result.value;
  return { file, output, format, grade, authenticated, sha256, bytes, error: null };
}
