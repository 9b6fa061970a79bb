import { type Failure, fail, type Result } from '../../app/result.ts';
import type { DecryptResult } from './protocol.ts';

/** What says at the front of a file that it is for another key. */
const otherKey: ReadonlySet<Failure['code']> = new Set<Failure['code']>([
  'decrypt.key-wrong-kind',
  'decrypt.key-check',
  'decrypt.key-not-recipient',
]);
/** What says so only after the whole file: tried again with the next key where that is cheap. */
const perhapsOtherKey: ReadonlySet<Failure['code']> = new Set<Failure['code']>([
  'decrypt.not-authentic',
  'decrypt.no-candidate-fits',
]);

/** Files up to this size are read once more for the next key. Bytes. */
export const cheapToTry = 1024 * 1024;

/**
 * Tries keys one by one on a file. Of several failures the one of a key that was really tried is told.
 * @param keys the likeliest first
 * @param size bytes of the file
 * @returns what became of it, and the key that it became of
 */
export async function tryKeys<Key>(
  keys: readonly Key[],
  size: number,
  open: (key: Key) => Promise<Result<DecryptResult>>,
): Promise<{ readonly result: Result<DecryptResult>; readonly key: Key | undefined }> {
  let told: { result: Result<DecryptResult>; key: Key | undefined } = {
    result: fail('decrypt.key-needed', { format: 'file', needs: 'a key' }),
    key: undefined,
  };
  for (const [i, key] of keys.entries()) {
    const result = await open(key);
    if (result.ok) return { result, key };
    const { code } = result.error;
    if (i === 0 || code !== 'decrypt.key-wrong-kind') told = { result, key };
    if (!otherKey.has(code) && !(perhapsOtherKey.has(code) && size <= cheapToTry)) return { result, key };
  }
  return told;
}
