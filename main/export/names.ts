import { createHash } from 'node:crypto';
import { ascii } from '../../app/crypto/octets.ts';
import { plainLabel } from '../tokens/plain-label.ts';

/** The most that a label of the platform's HSM may have, in bytes of UTF-8; ours keep to it too. platform-api.md section 4. */
export const labelLimit = 128;
/** Most octets of a CKA_ID that we give. */
const idLimit = 64;

/** What an object on the token will be called and identified by. */
export interface KeyName {
  readonly label: string;
  readonly id: Uint8Array;
}

/** Names that are in use on the target. */
export interface NamesTaken {
  readonly labels: ReadonlySet<string>;
  /** CKA_ID in lower-case hex. */
  readonly ids: ReadonlySet<string>;
}

/**
 * `Gateway G2 / Key for image encryption`, and the platform's own id of the key as CKA_ID: who finds the object with any
 * other program can say what it is. A second one of the same name gets a number.
 */
export function nameFor(product: string, key: string, platformTokenId: string, taken: NamesTaken): KeyName {
  const base = plainLabel(`${shown(product)} / ${shown(key)}`);
  const id = idText(platformTokenId);
  for (let number = 1; ; number += 1) {
    const label = number === 1 ? cut(base, '') : cut(base, ` (${number})`);
    const octets = ascii(number === 1 ? id : `${id.slice(0, idLimit - 5)}-${number}`);
    if (!taken.labels.has(label) && !taken.ids.has(hexOf(octets))) return { label, id: octets };
  }
}

/** The name that a key gets when nothing is in its way: by it an earlier export of the same key is found. */
export function firstNameFor(product: string, key: string, platformTokenId: string): KeyName {
  return nameFor(product, key, platformTokenId, { labels: new Set(), ids: new Set() });
}

export function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

/** The platform's id where it can stand as it is, else a digest of it. */
function idText(platformTokenId: string): string {
  if (/^[\x21-\x7e]{1,60}$/.test(platformTokenId)) return platformTokenId;
  return createHash('sha256').update(platformTokenId, 'utf8').digest('hex').slice(0, 40);
}

/** Without what cannot be seen: a label is compared by eye. */
function shown(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('/', '-')
    .trim();
  return line === '' ? 'unnamed' : line;
}

/** Cut to the limit between characters, with the end kept: it tells two apart. */
function cut(base: string, end: string): string {
  const room = labelLimit - Buffer.byteLength(end);
  if (Buffer.byteLength(base) <= room) return base + end;
  let text = '';
  for (const character of base) {
    if (Buffer.byteLength(`${text}${character}…`) > room) break;
    text += character;
  }
  return `${text}…${end}`;
}
