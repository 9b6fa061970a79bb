import type { GradeShown } from '../../app/contract/token-shapes.ts';
import { decryptPhraseFor, type Grade, type TokenKind } from '../../app/exposure.ts';
import { type FormatId, formats } from '../../app/formats/formats.ts';
import type { RingKey } from './key-ring.ts';
import type { DecryptResult } from './protocol.ts';

/** One step from the key to the data. */
export interface ChainStep {
  readonly words: string;
  readonly grade: GradeShown | null;
}

/** A grade in words that are true of decrypting. */
export function decryptGrade(grade: Grade, kind: TokenKind | null): GradeShown {
  return { grade, phrase: decryptPhraseFor(grade, kind) };
}

/** Formats whose cipher the token itself runs; everything else gives the key of the one file to the engine. */
const onToken: ReadonlySet<FormatId> = new Set<FormatId>(['platform-gcm', 'platform-cbc']);

/** The grade that a key reaches on a format, before it is tried. */
export function expectedGrade(format: FormatId, key: RingKey, isThroughEnvelope: boolean): Grade {
  if (key.place.kind === 'file') return 'C';
  return onToken.has(format) && !isThroughEnvelope ? 'T' : 'K';
}

/** The way from the key to the data as it will be. @param envelope name of the file with the wrapped key */
export function chainBefore(format: FormatId, key: RingKey, envelope: string | null): readonly ChainStep[] {
  const kind = key.place.kind === 'token' ? key.place.tokenKind : null;
  const grade = decryptGrade(expectedGrade(format, key, envelope !== null), kind);
  const { name } = formats[format];
  if (key.place.kind === 'file') {
    return [
      { words: `key file ${key.name}, read by the decryption process`, grade },
      ...(envelope === null ? [] : [{ words: `the key wrapped in ${envelope}`, grade }]),
      { words: `${name} in the decryption process`, grade },
    ];
  }
  const stays = decryptGrade('T', kind);
  const start = { words: `key ${key.name} on token ${key.place.tokenLabel}`, grade: stays };
  if (grade.grade === 'T') return [start, { words: `${name}, deciphered by the token itself`, grade: stays }];
  return [
    start,
    { words: envelope === null ? 'the key of this file alone' : `the key wrapped in ${envelope}`, grade },
    { words: `${name} in the decryption process`, grade },
  ];
}

/** The way as it was. */
export function chainAfter({ chain, grade }: DecryptResult, kind: TokenKind | null): readonly ChainStep[] {
  const shown = decryptGrade(grade, kind);
  return chain.map((words, i) => ({
    words,
    // A key that was on a token has not left it, whatever became of the key of this file.
    grade: i === 0 && kind !== null ? decryptGrade('T', kind) : shown,
  }));
}
