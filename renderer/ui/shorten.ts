/** Shows the ends of a long machine word: people compare beginnings and ends. `head` and `tail` count characters. */
export function shortenMiddle(text: string, head = 8, tail = 6): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}

/** A digest in groups of four, as it is read out loud. */
export function inGroups(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}

/**
 * Characters that could make a text look like another one: controls, and those that change the writing direction or
 * are not seen at all. They are drawn as escapes.
 */
const deceiving = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text of the platform as it may be drawn: nothing in it can hide or turn its neighbours around. */
export function visible(text: string): string {
  return text.replace(deceiving, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

/** Base64 of an AAD as spaced hex, as far as `most` bytes; null where it is no base64. */
export function hexOf(base64: string, most: number): string | null {
  try {
    const bytes = atob(base64);
    const shown = [...bytes.slice(0, most)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0'));
    return `${shown.join(' ')}${bytes.length > most ? ' …' : ''}`;
  } catch {
    return null;
  }
}
