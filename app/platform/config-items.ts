import { fromHex } from '../crypto/octets.ts';
import { fromBase64 } from '../formats/text.ts';

/** The configuration items that have published names, and what each is. @see platform-api.md sections 4 and 6 */
export const configItems = {
  'KEK-IVCustomEncryption': 'the IV of the CBC and PSKEK modes of this product',
  SRKHash: 'the digest of the super root keys, burnt into the fuses of the chip',
  SRKTable: 'the super root keys that the chip checks signatures with',
} as const satisfies Record<string, string>;

/** How a value is written, with its length: "base64 of 16 bytes". Hex is looked for first: its digits are base64 too. */
function spellingOf(value: string): string {
  if (value === '') return 'empty';
  const hex = fromHex(value);
  if (hex !== undefined && hex.length >= 4) return `hex of ${hex.length} bytes`;
  const base64 = value.length >= 8 ? fromBase64(value) : undefined;
  if (base64 !== undefined) return `base64 of ${base64.length} bytes`;
  return value.startsWith('-----BEGIN ') ? 'PEM text' : 'text';
}

/** What a configuration item is and how it is written, as a note beside it. */
export function configItemNote(name: string, value: string): string {
  const items: Readonly<Record<string, string>> = configItems;
  const known = Object.hasOwn(items, name) ? items[name] : undefined;
  return [known, spellingOf(value)].filter((part) => part !== undefined).join('; ');
}
