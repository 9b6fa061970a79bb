import { recordNameOf } from './sidecar.ts';

/** The longest name that common file systems take, in bytes of UTF-8. */
const longest = 255;
/** Names that Windows keeps for devices, with any ending. */
const devices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
/** What no file system of ours takes in a name, what a shell or a bidirectional text could mislead with, and separators. */
const unfit = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"/\\|?*]/gu;

/**
 * The name a download gets: the submitted file's own, made harmless, with `.enc` behind it when it is encrypted. Room is
 * left for a number and for the record's ending.
 * @param submitted the name the platform gives; anybody's text
 * @param otherwise used where nothing is left of it
 */
export function downloadNameFor(submitted: string, otherwise: string, isEncrypted: boolean): string {
  const last = submitted.split(/[/\\]/).at(-1) ?? '';
  const fit = last
    .replace(unfit, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .trim();
  const named = fit === '' ? otherwise : devices.test(fit) ? `_${fit}` : fit;
  const ending = isEncrypted && !/\.enc$/i.test(named) ? '.enc' : '';
  const room = longest - utf8Length(recordNameOf(numbered(ending, 99)));
  return `${shortened(named, room)}${ending}`;
}

/** `firmware.bin.enc` → `firmware.bin (2).enc`: for the second and later files of one name. */
export function numbered(name: string, count: number): string {
  if (count < 2) return name;
  const dot = name.lastIndexOf('.');
  const cut = dot <= 0 ? name.length : dot;
  return `${name.slice(0, cut)} (${count})${name.slice(cut)}`;
}

function shortened(name: string, room: number): string {
  const characters = [...name];
  while (utf8Length(characters.join('')) > room) characters.splice(Math.floor(characters.length / 2), 1);
  return characters.join('');
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
