import { fail, ok, type Result } from '../result.ts';
import { type AadWish, aadOctets, longestAad } from './aad-octets.ts';

/**
 * The octets of an AAD.
 * @param fileName the file's own name without folder and without the ending of the encrypted form
 */
export function aadOf(wish: AadWish, fileName: string): Result<Uint8Array> {
  const octets = aadOctets(wish, fileName);
  if (octets === undefined || octets.length > longestAad) return fail('decrypt.aad-unreadable', { kind: wish.kind });
  return ok(octets);
}
