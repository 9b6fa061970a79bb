import fs from 'node:fs';
import path from 'node:path';
import { aadOf } from '../../../app/formats/aad.ts';
import {
  alsoPossible,
  type Candidate,
  candidatesFor,
  type FormatId,
  formatIds,
  formats,
  type NamedFormat,
  namedFormat,
} from '../../../app/formats/formats.ts';
import { outputNameFor } from '../../../app/formats/output-name.ts';
import type { RequestRecord } from '../../../app/formats/sidecar.ts';
import { fromBase64 } from '../../../app/formats/text.ts';
import { type Failure, fail, ok, type Result } from '../../../app/result.ts';
import type { DecryptJob, DecryptResult } from '../protocol.ts';
import { openEnvelope } from './envelope.ts';
import type { KeyHolder } from './key-holder.ts';
import type { Opening, OpeningContext } from './opening.ts';
import { allow, octetsOf } from './openings/common.ts';
import { openings } from './openings/openings.ts';
import { createOutput, type OutputWorld } from './output.ts';
import { type JobControl, run } from './pipeline.ts';
import { recordFor } from './record.ts';
import { directSink, type Sink } from './sink.ts';
import { evidenceOf, openSource, sha256Of } from './source.ts';
import { expectedFailure, reasonOf, Stopped } from './stopped.ts';
import type { ThreadedSink } from './threaded-sink.ts';

/** What jobs share. */
export interface JobWorld extends OutputWorld {
  /** The second thread, when it is free and the file is worth it. */
  borrowThread(size: number): ThreadedSink | undefined;
  returnThread(thread: ThreadedSink): void;
}

/** Failures after which the next candidate may still be right: the key was tried and did not fit. */
const tryNext: ReadonlySet<Failure['code']> = new Set<Failure['code']>([
  'decrypt.not-authentic',
  'decrypt.key-check',
  'decrypt.key-wrong-kind',
  'decrypt.malformed',
]);

/** Decrypts one file: find its format, reach its key, send it through, prove it, give it its name. */
export async function decryptFile(
  job: DecryptJob,
  key: KeyHolder,
  world: JobWorld,
  control: JobControl,
): Promise<Result<DecryptResult>> {
  let holder = key;
  const closing: (() => void)[] = [];
  try {
    const source = openSource(job.source);
    closing.push(() => source.close());
    const record = recordFor(job.source, job.record);
    const named = nameOf(job.format ?? record?.aesMode);
    const name = outputNameFor(source.name);
    assertFree(path.join(job.folder, name), name, job.overwrite);
    if (job.envelope !== undefined) {
      allow(job, key.grade);
      holder = await openEnvelope(key, job.envelope);
      closing.push(() => holder.dispose());
    }
    const evidence = evidenceOf(source);
    const aad = aadFor(job, record, name);
    const iv = ivFor(job, record);
    const candidates = candidatesFor(evidence, named?.format);
    if (candidates.length === 0) {
      const possible = alsoPossible(evidence).map((id) => formats[id].name);
      throw new Stopped('decrypt.unknown-format', { possible: possible.join(', ') || 'none' });
    }
    const context: OpeningContext = {
      source,
      evidence,
      holder,
      aad,
      iv,
      kdf: job.kdf ?? {},
      record,
      named,
      floor: job.floor,
    };
    return ok(await openOrExplain(candidates, context, { job, name, world, control }));
  } catch (error) {
    const failure = expectedFailure(error);
    if (failure === undefined) throw error;
    return fail(failure.code, failure.facts);
  } finally {
    for (const close of closing.reverse()) close();
  }
}

interface Target {
  readonly job: DecryptJob;
  readonly name: string;
  readonly world: JobWorld;
  readonly control: JobControl;
}

/** What a changed file looks like; with the record of its digest it can be called by its name. */
const looksChanged: ReadonlySet<Failure['code']> = new Set<Failure['code']>([
  'decrypt.not-authentic',
  'decrypt.padding',
  'decrypt.malformed',
  'decrypt.key-check',
  'decrypt.no-candidate-fits',
  'decrypt.digest-differs',
]);

async function openOrExplain(
  candidates: readonly Candidate[],
  context: OpeningContext,
  target: Target,
): Promise<DecryptResult> {
  try {
    return await firstThatOpens(candidates, context, target);
  } catch (error) {
    const failure = expectedFailure(error);
    const recorded = context.record?.modifiedSHA256;
    if (failure === undefined || recorded === undefined || !looksChanged.has(failure.code)) throw error;
    if ((await sha256Of(context.source)) === recorded) throw error;
    throw new Stopped('decrypt.source-not-as-recorded', { name: context.source.name });
  }
}

async function firstThatOpens(
  candidates: readonly Candidate[],
  context: OpeningContext,
  target: Target,
): Promise<DecryptResult> {
  let fault: unknown;
  for (const { format } of candidates) {
    try {
      return await open(format, context, target);
    } catch (error) {
      const failure = expectedFailure(error);
      if (failure === undefined || !tryNext.has(failure.code)) throw error;
      fault = weightier(fault, error);
    }
  }
  if (candidates.length === 1 || expectedFailure(fault)?.code === 'decrypt.key-wrong-kind') throw fault;
  const tried = candidates.map(({ format }) => formats[format].name).join(', ');
  throw new Stopped('decrypt.no-candidate-fits', { tried, aadLength: context.aad.length });
}

/** A tag that was really tried says more than a key that did not even have the right length. */
function weightier(a: unknown, b: unknown): unknown {
  return a === undefined || expectedFailure(a)?.code === 'decrypt.key-wrong-kind' ? b : a;
}

async function open(
  format: FormatId,
  context: OpeningContext,
  { job, name, world, control }: Target,
): Promise<DecryptResult> {
  const { source, record } = context;
  const opening = await openings[format](context);
  const output = orDispose(opening, () => createOutput(job.folder, world));
  const thread = world.borrowThread(opening.length);
  thread?.begin(output.fd);
  const sink: Sink = thread ?? directSink(output.fd);
  try {
    await run(source, opening, format, sink, control);
    const { sha256, bytes } = await sink.finish();
    source.assertUnchanged();
    const provenBy = proofOf(format, record, sha256);
    const file = await output.publish(name, job.overwrite);
    const { grade, chain, caution } = opening;
    return {
      output: file,
      format,
      grade,
      authenticated: provenBy !== null,
      provenBy,
      sha256,
      bytes,
      // One that differs has stopped the job: proofOf.
      equalsOriginal: record?.originalSHA256 === undefined ? null : true,
      chain: chain.map((step) => step.slice(0, 300)), // as the report takes them: it comes after the result is there
      caution: cautionOf(format, provenBy, caution),
    };
  } finally {
    opening.cipher.dispose();
    await sink.abort();
    output.discard();
    if (thread !== undefined) world.returnThread(thread);
  }
}

/** A tag is made with the key; the record's digest by anybody who can write beside the file. */
function cautionOf(format: FormatId, provenBy: string | null, caution: string | undefined): string | null {
  if (provenBy === null) return caution ?? null;
  if (formats[format].authenticatedBy !== null) return null;
  return 'Only the record says so, and the format has no tag: whoever could change both could have made them fit.';
}

function orDispose<T>({ cipher }: Opening, make: () => T): T {
  try {
    return make();
  } catch (error) {
    cipher.dispose();
    throw error;
  }
}

/** What proves the plaintext. @throws Stopped when the record promises another one */
function proofOf(format: FormatId, record: RequestRecord | undefined, sha256: string): string | null {
  const promised = record?.originalSHA256;
  if (promised !== undefined && promised !== sha256) throw new Stopped('decrypt.digest-differs');
  const digest = promised === undefined ? null : 'the SHA-256 that the record promises';
  const { authenticatedBy } = formats[format];
  return authenticatedBy !== null && digest !== null
    ? `${authenticatedBy}, and ${digest}`
    : (authenticatedBy ?? digest);
}

function nameOf(text: string | undefined): NamedFormat | undefined {
  if (text === undefined) return undefined;
  const named = namedFormat(text);
  if (named === undefined)
    throw new Stopped('decrypt.unknown-format-name', { name: text, names: formatIds.join(', ') });
  return named;
}

/** Said before hours of work; the real guard is the link at the end. */
function assertFree(file: string, name: string, overwrite: boolean): void {
  if (overwrite) return;
  let isTaken: boolean;
  try {
    isTaken = fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw new Stopped('decrypt.folder-refused', { reason: reasonOf(error) });
  }
  if (isTaken) throw new Stopped('decrypt.output-exists', { name });
}

function aadFor(job: DecryptJob, record: RequestRecord | undefined, name: string): Uint8Array {
  if (job.aad === undefined) return record?.aad === undefined ? new Uint8Array(0) : octetsOf(record.aad);
  const aad = aadOf(job.aad, name);
  if (!aad.ok) throw new Stopped(aad.error.code, aad.error.facts);
  return aad.value;
}

function ivFor(job: DecryptJob, record: RequestRecord | undefined): Uint8Array | undefined {
  const text = job.iv ?? record?.kekIv;
  if (text === undefined) return undefined;
  const iv = fromBase64(text);
  if (iv?.length !== 16) throw new Stopped('decrypt.iv-needed');
  return iv;
}
