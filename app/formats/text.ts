import { fromBase64Url } from '../crypto/octets.ts';

/** UTF-8 of a text. @returns undefined for a text with half a surrogate pair, which has none */
export function toUtf8(text: string): Uint8Array | undefined {
  if (/\p{Surrogate}/u.test(text)) return undefined;
  const escaped = encodeURIComponent(text);
  const octets: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] === '%') {
      octets.push(Number.parseInt(escaped.slice(i + 1, i + 3), 16));
      i += 2;
    } else octets.push(escaped.charCodeAt(i));
  }
  return Uint8Array.from(octets);
}

/**
 * Strict base64 (RFC 4648 section 4): padded, standard alphabet, no white space, no stray bits.
 * @returns undefined for anything else
 */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  return fromBase64Url(text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'));
}

/** The characters of octets that are ASCII; undefined when one is not. Reads no more than it is given. */
export function fromAscii(octets: Uint8Array): string | undefined {
  let text = '';
  for (const octet of octets) {
    if (octet > 0x7f) return undefined;
    text += String.fromCharCode(octet);
  }
  return text;
}

/** Whether the octets at the front are these ASCII characters. */
export function startsWith(octets: Uint8Array, mark: string): boolean {
  if (octets.length < mark.length) return false;
  for (let i = 0; i < mark.length; i++) if (octets[i] !== mark.charCodeAt(i)) return false;
  return true;
}
