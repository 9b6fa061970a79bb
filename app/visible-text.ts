/** A stretch of text as it may be drawn. Escapes are drawn apart from plain text, so that none can be imitated. */
export interface TextPiece {
  readonly kind: 'plain' | 'escape' | 'cut';
  readonly text: string;
}

/**
 * What cannot be seen or changes how its neighbours are seen: control characters, formats (direction marks, zero-width
 * characters, tags), surrogates without their other half, private and unassigned characters, line and paragraph
 * separators, every space but the plain one, and what Unicode says to draw as nothing (fillers, variation selectors).
 * U+2800 is a braille pattern with no dots: it is drawn, as a blank.
 * @see Unicode Standard Annex 44; Unicode Technical Report 36, section 2 (visual spoofing)
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u2800]|(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}/u;

/** Marks pile up on one letter and can cover the line above: two are enough for every written language we know of. */
const MARK = /\p{M}/u;
const MARKS_IN_A_ROW = 2;

const shortNames: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' };

/**
 * Splits text into what is seen as it is and what is shown as an escape (`\n`, `\u{202E}`). Spaces at either end and
 * every space after another are escapes too: they can be neither seen nor counted.
 * @param limit longest text shown, in characters (code points); the rest is cut and the piece at the end says how long it is
 */
export function visibleText(text: string, limit = Number.POSITIVE_INFINITY): TextPiece[] {
  const characters = Array.from(text);
  const shown = characters.length > limit ? characters.slice(0, limit) : characters;
  const pieces: TextPiece[] = [];
  let plain = '';
  let marks = 0;
  const flush = (): void => {
    if (plain !== '') pieces.push({ kind: 'plain', text: plain });
    plain = '';
  };
  shown.forEach((character, index) => {
    const isMark = MARK.test(character);
    marks = isMark ? marks + 1 : 0;
    // A mark with nothing before it would sit on what we drew ourselves.
    const isStrayMark = isMark && (plain === '' || marks > MARKS_IN_A_ROW);
    const isStraySpace =
      character === ' ' && (index === 0 || index === characters.length - 1 || characters[index - 1] === ' ');
    if (HIDDEN.test(character) || isStrayMark || isStraySpace) {
      flush();
      pieces.push({ kind: 'escape', text: escapeOf(character) });
    } else {
      plain += character;
    }
  });
  flush();
  if (shown.length < characters.length) {
    pieces.push({ kind: 'cut', text: `… cut here, ${characters.length.toLocaleString('en')} characters in all` });
  }
  return pieces;
}

/** The same as one string, for screen readers and records. */
export function visibleString(text: string, limit?: number): string {
  return visibleText(text, limit)
    .map((piece) => piece.text)
    .join('');
}

function escapeOf(character: string): string {
  return shortNames[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}}`;
}
