/** Octet strings, for code that has neither Node's Buffer nor the browser's TextEncoder. */

/**
 * Zeros, for values that may be secret. Small arrays without a buffer of their own live in V8's heap, and leave their
 * content behind there when anybody asks for their buffer (a subarray is enough): seen in a process's memory, and not to
 * be wiped by anyone.
 */
export function zeros(length: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(length));
}

/** The parts in a row, in a new array of their own. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = zeros(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/**
 * A copy of the octets from `start` up to `end`. Not `slice`: where the caller hands in a Node Buffer, that is a view,
 * and zeroing it would zero the caller's own octets.
 */
export function copyOf(octets: Uint8Array, start = 0, end = octets.length): Uint8Array {
  const copy = zeros(end - start);
  copy.set(octets.subarray(start, end));
  return copy;
}

/** Whether two octet strings are the same, in a time that depends on their lengths alone. */
export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= at(a, i) ^ at(b, i);
  return difference === 0;
}

/** The octet at an index that the caller knows to exist; outside it is a bug, and said. */
export function at(octets: Uint8Array, index: number): number {
  const octet = octets[index];
  if (octet === undefined) throw new RangeError(`no octet at ${index} of ${octets.length}`);
  return octet;
}

/** A 32-bit number, most significant octet first. */
export function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** The octets of an ASCII text; any other character is a bug. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    if (character.length !== 1 || code > 0x7f) throw new RangeError('not an ASCII text');
    return code;
  });
}

const hexDigits = '0123456789abcdef';

/** Lower-case hexadecimal, two digits an octet. */
export function toHex(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += hexDigits.charAt(octet >> 4) + hexDigits.charAt(octet & 15);
  return text;
}

/** @returns the octets, or undefined when the text is not an even number of hexadecimal digits */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const digitOf = new Map([...alphabet].map((character, digit) => [character, digit]));

/** base64url without padding (RFC 7515 section 2). */
export function toBase64Url(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i += 3) {
    const group = [octets[i] ?? 0, octets[i + 1] ?? 0, octets[i + 2] ?? 0] as const;
    const bits = (group[0] << 16) | (group[1] << 8) | group[2];
    const digits = Math.min(4, octets.length - i + 1);
    for (let d = 0; d < digits; d++) text += alphabet.charAt((bits >> (18 - 6 * d)) & 63);
  }
  return text;
}

/**
 * base64url without padding, in its one canonical spelling: no white space, and no set bits after the last octet, so
 * that no two texts stand for the same octets.
 * @returns undefined for anything else
 */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const octets = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let written = 0;
  for (const character of text) {
    const digit = digitOf.get(character);
    if (digit === undefined) return undefined;
    bits = ((bits << 6) | digit) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      octets[written++] = (bits >> held) & 0xff;
    }
  }
  return (bits & ((1 << held) - 1)) === 0 ? octets : undefined;
}

/** @returns the text of well-formed UTF-8, else undefined */
export function fromUtf8(octets: Uint8Array): string | undefined {
  try {
    return decodeURIComponent(toHex(octets).replace(/../g, '%$&'));
  } catch {
    return undefined; // decodeURIComponent throws on exactly the sequences RFC 3629 forbids
  }
}
