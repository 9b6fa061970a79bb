import { malformed } from '../../../app/formats/malformed.ts';
import type { Spelling } from './opening.ts';

/** Turns the bytes of a file into those of its ciphertext. */
export interface Speller {
  decode(piece: Uint8Array): Uint8Array;
  /** @throws Malformed when the text ends in the middle of a group */
  end(): Uint8Array;
}

const nothing = new Uint8Array(0);

/** base64 in any cut: whole groups of four are decoded, the rest waits. Node's decoder skips what it does not know, so lengths are compared. */
function base64(encoding: 'base64' | 'base64url', clean: (text: string) => string, format: string): Speller {
  let held = '';
  let isPadded = false;
  const decodeGroups = (letters: string): Uint8Array => {
    if (letters.length === 0) return nothing;
    const padding = letters.endsWith('==') ? 2 : letters.endsWith('=') ? 1 : 0;
    if (isPadded || (padding > 0 && encoding === 'base64url')) malformed(format, 'its text goes on after its end');
    isPadded = padding > 0;
    const octets = Buffer.from(letters, encoding);
    const wanted = Math.floor(((letters.length - padding) * 3) / 4);
    if (octets.length !== wanted || (letters.length - padding) % 4 === 1)
      malformed(format, `its text is not ${encoding}`);
    return new Uint8Array(octets.buffer, octets.byteOffset, octets.length);
  };
  return {
    decode(piece) {
      const letters = held + clean(Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1'));
      const whole = letters.length - (letters.length % 4);
      held = letters.slice(whole);
      return decodeGroups(letters.slice(0, whole));
    },
    end() {
      if (encoding === 'base64' && held.length > 0) malformed(format, 'its text ends in the middle of a group');
      const last = decodeGroups(held);
      // RFC 4648 section 3.5: bits after the last byte are zero, so that one text stands for one content.
      if (Buffer.from(last).toString('base64url') !== held) malformed(format, 'its text is not base64url');
      return last;
    },
  };
}

/** @param format named in failures */
export function spellerFor(spelling: Spelling, format: string): Speller {
  switch (spelling) {
    case 'raw':
      return { decode: (piece) => piece, end: () => nothing };
    case 'base64-lines':
      return base64('base64', (text) => text.replace(/[\r\n]+/g, ''), format);
    case 'base64url':
      return base64('base64url', (text) => text, format);
    default:
      throw spelling satisfies never;
  }
}
