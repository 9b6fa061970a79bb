import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toHex } from '../../app/crypto/octets.ts';

/** Google's Wycheproof vectors, read in place where they lie beside the checkout. */
const folder = fileURLToPath(new URL('../../../shared/vectors/wycheproof/', import.meta.url));
const isHere = existsSync(folder);
if (!isHere) console.warn('WYCHEPROOF VECTORS ARE NOT HERE: none of their cases was run.');

const Verdict = z.enum(['valid', 'invalid', 'acceptable']);

/** What every case has. */
export const base = {
  tcId: z.number(),
  comment: z.string().default(''),
  flags: z.array(z.string()).default([]),
  result: Verdict,
};

/** The groups of one file. @param shape of a group, its tests included */
export const groupsOf = <Shape extends z.ZodRawShape>(file: string, shape: Shape) =>
  z
    .object({ testGroups: z.array(z.object(shape)) })
    .parse(JSON.parse(readFileSync(`${folder}${file}_test.json`, 'utf8'))).testGroups;

/** A suite over the vectors; one loud test that runs nothing where they are missing. */
export function overVectors(name: string, suite: () => void): void {
  if (isHere) describe(name, () => suite());
  else test(`${name}: NOT RUN`, () => undefined);
}

export const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** What an act gives, in hex; undefined when it refuses. */
export const attempt = (act: () => Uint8Array): string | undefined => {
  try {
    return toHex(act());
  } catch {
    return undefined;
  }
};

/** Valid: our answer is theirs. Invalid: we have none. Acceptable: one of the two. */
export function judge(verdict: z.infer<typeof Verdict>, ours: string | undefined, theirs: string) {
  if (verdict === 'valid') expect(ours).toBe(theirs);
  else if (verdict === 'invalid') expect(ours).toBeUndefined();
  else expect([undefined, theirs]).toContain(ours);
}
