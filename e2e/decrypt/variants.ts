import { expect } from 'vitest';
import type { DecryptLab } from './engine.ts';
import type { Sample } from './samples.ts';

/** What is different from the sample as it was made. */
interface Change {
  readonly encrypted?: Uint8Array;
  readonly key?: Uint8Array | string;
  readonly aad?: Sample['wrongAad'];
  readonly envelope?: Uint8Array;
}

/** Decrypts a sample, with what belongs beside it. */
export async function openSample(lab: DecryptLab, sample: Sample, change: Change = {}) {
  const envelope = change.envelope ?? sample.envelope;
  const wish = {
    ...sample.job,
    ...(change.aad === undefined ? {} : { aad: change.aad }),
    ...(sample.record === undefined ? {} : { record: lab.file('record', sample.record) }),
    ...(envelope === undefined ? {} : { envelope: lab.file('envelope', envelope) }),
  };
  return lab.decrypt(change.encrypted ?? sample.encrypted, await lab.key(change.key ?? sample.key), wish);
}

/** It opens, says rightly whether that is proven, and is the plaintext to the last byte. @returns the format */
export async function expectOpens(lab: DecryptLab, sample: Sample): Promise<string> {
  const { result, plaintext, files } = await openSample(lab, sample);
  expect(result, sample.name).toMatchObject({
    ok: true,
    value: { authenticated: sample.authenticated, grade: 'C', bytes: sample.plaintext.length },
  });
  expect(Buffer.from(plaintext ?? []).equals(sample.plaintext), sample.name).toBe(true);
  expect(files, sample.name).toEqual(['firmware.bin']);
  return result.ok ? result.value.format : '';
}

/** Without a tag or digest a change may go unnoticed; then the result must not call itself proven. */
export async function expectRefused(lab: DecryptLab, sample: Sample, what: string, change: Change): Promise<void> {
  const { result, files } = await openSample(lab, sample, change);
  const label = `${sample.name}: ${what}`;
  if (result.ok) {
    expect(sample.authenticated, label).toBe(false);
    expect(result.value, label).toMatchObject({ authenticated: false, provenBy: null });
  } else {
    expect(result.error.code, label).toMatch(/^decrypt\./);
    expect(files, label).toEqual([]);
  }
}

/**
 * As `expectRefused`; but what a JWE in JSON says outside its protected header is no part of the message (RFC 7516 section
 * 7.2.1), so a change there may pass when it leaves the plaintext as it was.
 */
export async function expectRefusedOrTheSame(lab: DecryptLab, sample: Sample, at: number): Promise<void> {
  const encrypted = flipped(sample.encrypted, at);
  const isJson = sample.encrypted[0] === 0x7b && sample.record === undefined;
  if (!isJson) return expectRefused(lab, sample, `bit at ${at}`, { encrypted });
  const { result, plaintext, files } = await openSample(lab, sample, { encrypted });
  if (result.ok)
    expect(Buffer.from(plaintext ?? []).equals(sample.plaintext), `${sample.name}: bit at ${at}`).toBe(true);
  else expect(files, `${sample.name}: bit at ${at}`).toEqual([]);
}

/**
 * Where a bit is changed: the middle of every region that the file's layout has; `everywhere`, also both ends of each and
 * some fixed places.
 */
export async function placesIn(
  lab: DecryptLab,
  { encrypted, job }: Sample,
  everywhere = true,
): Promise<readonly number[]> {
  const source = lab.file('x', encrypted);
  const inspection = await lab.engine.inspect(source, job.format === undefined ? {} : { format: job.format });
  const regions = inspection.ok ? inspection.value.regions.filter(({ length }) => length > 0) : [];
  const { length: size } = encrypted;
  const places = [
    ...regions.map(({ offset, length }) => offset + (length >> 1)),
    ...(everywhere ? regions.flatMap(({ offset, length }) => [offset, offset + length - 1]) : []),
    ...(everywhere ? [0, 1, 2, 8, 12, 40, 60, size >> 1, size - 17, size - 2, size - 1] : []),
  ];
  return [...new Set(places)].filter((at) => at >= 0 && at < size);
}

/** A copy with one bit changed. */
export function flipped(octets: Uint8Array, at: number): Uint8Array {
  const changed = Uint8Array.from(octets);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

/** A file cut short, or with something behind it. */
export const resizings: readonly (readonly [what: string, resize: (octets: Uint8Array) => Uint8Array])[] = [
  ['one byte short', (octets) => octets.subarray(0, -1)],
  ['16 bytes short', (octets) => octets.subarray(0, -16)],
  ['half', (octets) => octets.subarray(0, octets.length >> 1)],
  ['one byte', (octets) => octets.subarray(0, 1)],
  ['nothing', () => new Uint8Array(0)],
  ['one byte longer', (octets) => Buffer.concat([octets, Uint8Array.of(0x41)])],
  ['16 bytes longer', (octets) => Buffer.concat([octets, Buffer.alloc(16, 0x41)])],
];

/** Several at a time, as the command line does: the engine waits for its parent most of the time. */
export async function each(samples: readonly Sample[], act: (sample: Sample) => Promise<void>): Promise<void> {
  const waiting = [...samples];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await act(next);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}
