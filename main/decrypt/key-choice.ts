import type { BatchFile } from './batch-file.ts';
import { namedFor, needsOf } from './file-words.ts';
import type { RingKey } from './key-ring.ts';
import { cheapToTry } from './try-keys.ts';

/**
 * Keys whose kind and length a file could be opened with, the one that its record names first. Those that ask a person
 * for a PIN each time come after those that do not.
 */
export function fitting({ inspection, choice }: BatchFile, keys: readonly RingKey[]): readonly RingKey[] {
  if (inspection === null || !inspection.ok) return keys;
  const needs = new Set(needsOf(inspection.value));
  // A wrapped key in a file of its own is opened by a key of another kind than the file.
  const isAny = needs.size === 0 || choice.envelope !== null;
  const length = namedFor(inspection.value, choice.format)?.keyLength;
  const named = inspection.value.record?.keyName;
  return keys
    .filter((key) => isAny || key.needs.some((need) => needs.has(need)))
    .filter((key) => isAny || length === undefined || key.length === undefined || key.length === length)
    .toSorted(
      (a, b) => Number(isNamed(b, named)) - Number(isNamed(a, named)) || Number(a.wantsPin) - Number(b.wantsPin),
    );
}

/** Tokens hold keys under names such as `Gateway G2 / Key for image encryption`. */
function isNamed({ name }: RingKey, named: string | undefined): boolean {
  return named !== undefined && named !== '' && (name === named || name.endsWith(`/ ${named}`));
}

/** Formats whose front says whether a key is the right one, however long the file is. */
const saysSoAtTheFront = /^(jwe-|aws-|cosmian-)/;

/**
 * Whether keys may be tried one by one: there is one, the file is small, or its front tells. Of a large file that only
 * its end can judge, the person says which; and where several would each ask for a PIN.
 */
export function mayTry({ size, inspection }: BatchFile, keys: readonly RingKey[]): boolean {
  const format = inspection?.ok ? inspection.value.candidates[0]?.format : undefined;
  if (keys.filter(({ wantsPin }) => wantsPin).length > 1) return false;
  return keys.length === 1 || size <= cheapToTry || (format !== undefined && saysSoAtTheFront.test(format));
}
