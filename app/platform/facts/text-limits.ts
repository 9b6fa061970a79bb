import { factLimits } from '../../fact-limits.ts';

/** Most characters of a title, a name or a part of a subtitle that cross to a window. */
const shortLimit = 300;

/** A text that is cut says so, with its whole length: what is not shown is not hidden. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const note = `… (${text.length} characters)`;
  const head = text.slice(0, limit - note.length);
  // A cut between the halves of a surrogate pair would leave half a character.
  return `${/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head}${note}`;
}

/** For titles and rows: at most 300 characters. */
export function short(text: string): string {
  return cut(text, shortLimit);
}

/** For labels of facts, which may come from outside, such as the names of metadata. */
export function labelText(text: string): string {
  return cut(text, factLimits.label);
}

/** For values of facts. Only `fitted` cuts them, so that a cut one is never approved. */
export function long(text: string): string {
  return cut(text, factLimits.value);
}

/** For names inside sentences, where five of them and some words must fit into 600 characters: at most 70 each. */
export function inSentence(text: string): string {
  return cut(text, 70);
}

/** `1 key`, `3 keys`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `8c19a30b…07b9c5`: enough of an id to tell two apart; short ids stay whole. */
export function shortId(id: string): string {
  return id.length <= 20 ? id : `${id.slice(0, 8)}…${id.slice(-6)}`;
}

/** The same text with its first letter large. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
