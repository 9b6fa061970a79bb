import { fromHex } from '../../../app/crypto/octets.ts';
import { fromBase64 } from '../../../app/formats/text.ts';

/** Bytes of an IV of AES-CBC, and of the sealed one-time keys. */
export const IV_LENGTH = 16;

/** An IV as it is typed: hex where it is all hex and long enough to be one, else base64. Main takes base64 alone. */
export function ivOctets(typed: string): { readonly length: number; readonly base64: string } | undefined {
  const hex = typed.length === IV_LENGTH * 2 ? fromHex(typed) : undefined;
  const octets = hex ?? fromBase64(typed);
  if (octets === undefined) return undefined;
  return { length: octets.length, base64: hex === undefined ? typed : btoa(String.fromCharCode(...hex)) };
}
