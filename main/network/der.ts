/**
 * The little of DER (X.690) that the certificate check needs: tags below 31, definite lengths in their shortest form.
 * Anything else throws, and a certificate that throws is refused.
 */
export interface Element {
  /** The identifier octet, class and constructed bit included. */
  readonly tag: number;
  readonly content: Uint8Array;
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  objectIdentifier: 0x06,
  sequence: 0x30,
  /** `[n]` constructed. */
  context: (n: number): number => 0xa0 | n,
  /** `[n]` primitive. */
  contextPrimitive: (n: number): number => 0x80 | n,
} as const;

class DerError extends Error {
  override readonly name = 'DerError';
}

/** Reads the elements that fill `bytes` exactly. */
export function elementsOf(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = byteAt(bytes, at);
    if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several octets');
    const { length, start } = lengthAt(bytes, at + 1);
    if (start + length > bytes.length) throw new DerError('an element longer than its frame');
    elements.push({ tag, content: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return elements;
}

/** Reads the one element that fills `bytes` exactly, which must have this tag, and answers what is inside. */
export function inside(bytes: Uint8Array, tag: number): Element[] {
  const [element, ...rest] = elementsOf(bytes);
  if (element === undefined || rest.length > 0) throw new DerError('not one element');
  return elementsOf(contentOf(element, tag));
}

/** The content of an element that must be there and have this tag. */
export function contentOf(element: Element | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag) throw new DerError('another element than expected');
  return element.content;
}

/** Lower-case hex, for comparing identifiers as they are encoded. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new DerError('cut off');
  return byte;
}

function lengthAt(bytes: Uint8Array, at: number): { length: number; start: number } {
  const first = byteAt(bytes, at);
  if (first < 0x80) return { length: first, start: at + 1 };
  const octets = first & 0x7f;
  if (octets === 0 || octets > 3) throw new DerError('a length that DER or reason does not allow');
  let length = 0;
  for (let i = 0; i < octets; i += 1) length = length * 256 + byteAt(bytes, at + 1 + i);
  if (length < 0x80 || length < 256 ** (octets - 1)) throw new DerError('a length not in its shortest form');
  return { length, start: at + 1 + octets };
}
