import { fromHex, fromUtf8 } from '../crypto/octets.ts';
import { fromBase64, toUtf8 } from './text.ts';

/** The longest AAD that is taken. Bytes. */
export const longestAad = 65_536;

/** How a person may write down an AAD. */
export type AadWish =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'base64'; readonly text: string }
  | { readonly kind: 'hex'; readonly text: string }
  /** `{name}` stands for the file's name without its ".enc". */
  | { readonly kind: 'template'; readonly text: string };

/**
 * The octets of an AAD as it is written down, whatever their count.
 * @param fileName the file's own name without folder and without the ending of the encrypted form
 * @returns undefined where it is not spelled as it should be
 */
export function aadOctets(wish: AadWish, fileName: string): Uint8Array | undefined {
  const octets = {
    text: () => toUtf8(wish.text),
    base64: () => fromBase64(wish.text),
    hex: () => fromHex(wish.text),
    template: () => toUtf8(wish.text.replaceAll('{name}', () => fileName)),
  };
  return octets[wish.kind]();
}

/** An AAD as it is shown: the classic mistake is one invisible byte. */
export interface AadDescription {
  readonly length: number;
  /** The text, where it is well-formed UTF-8. */
  readonly text: string | undefined;
  /** What the eye would miss, in words. */
  readonly oddities: readonly string[];
}

const oddities: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/\r\n$/, 'ends with a Windows line break (2 bytes)'],
  [/(?<!\r)\n$/, 'ends with a line break (1 byte)'],
  [/^\uFEFF/, 'begins with a byte order mark (3 bytes)'],
  [/^[ \t]/, 'begins with a space or tab'],
  [/[ \t]$/, 'ends with a space or tab'],
  [/\0/, 'contains a zero byte'],
  [/[\u00A0\u2007\u202F]/, 'contains a no-break space'],
  [/[\u200B-\u200F\u202A-\u202E\u2060-\u2069]/, 'contains invisible characters'],
  [/[\u2010-\u2015]/, 'contains a dash that is not the minus sign of a keyboard'],
];

/** Says exactly what an AAD is, byte count included. */
export function describeAad(aad: Uint8Array): AadDescription {
  const text = fromUtf8(aad);
  return {
    length: aad.length,
    text,
    oddities:
      text === undefined
        ? ['is not text']
        : oddities.filter(([pattern]) => pattern.test(text)).map(([, words]) => words),
  };
}
