import { factLimits } from '../../../app/fact-limits.ts';
import type { Fact, FactGroup, FactValue, Warning } from '../../../app/facts.ts';
import { el, shown, words } from './dom.ts';

/** Values are drawn whole: main has cut what is longer, and lets nobody approve that. In characters. */
const VALUE_LIMIT = factLimits.value;

/** One warning: a heading and a sentence. */
export function drawWarning({ tone, title, text }: Warning): HTMLElement {
  return el('div', `warning ${tone}`, el('strong', '', shown(title)), words(' '), shown(text, 2_000));
}

/** One group of facts under its heading. */
export function drawGroup(group: FactGroup): HTMLElement {
  return el('section', 'group', el('h2', '', shown(group.title)), el('dl', '', ...group.facts.map(drawFact)));
}

function drawFact({ label, value }: Fact): HTMLElement {
  return el('div', 'fact', el('dt', '', shown(label)), el('dd', '', ...drawValue(value, label)));
}

function drawValue(value: FactValue, label: string): Node[] {
  switch (value.kind) {
    case 'text':
      return [...orEmpty(value.text, shown(value.text, VALUE_LIMIT)), ...aside(value.mute)];
    case 'mono':
      return orEmpty(value.text, el('code', '', shown(value.text, VALUE_LIMIT)));
    case 'digest':
      return [
        ...orEmpty(value.hex, el('code', '', shown(inFours(value.hex)))),
        ...aside(unsaid(value.algorithm, label)),
      ];
    case 'bytes':
      return drawBytes(value);
    case 'time':
      return [shown(localTime(value.iso)), ...aside(value.iso)];
    case 'badge':
      return [el('span', `badge ${value.tone}`, shown(value.text, VALUE_LIMIT)), ...aside(value.mute)];
    case 'names':
      if (value.names.length === 0) return [mute(value.mute ?? 'nobody')];
      return [...value.names.flatMap(drawName), ...aside(value.mute)];
    case 'unknown':
      return [el('span', 'badge warn', words('unknown')), ...aside(value.why)];
    case 'none':
      return [mute(value.text === '' ? 'none' : value.text)];
    default:
      return value satisfies never;
  }
}

/** A value is never blank: an empty one says so. */
function orEmpty(text: string, drawn: Node): Node[] {
  return text === '' ? [mute('empty')] : [drawn];
}

/** Text that is text, then what it is in raw: bytes can say anything. Raw as in the main window, but never shortened. */
function drawBytes({ base64, utf8, length }: Extract<FactValue, { kind: 'bytes' }>): Node[] {
  const size = `${length.toLocaleString('en')} ${length === 1 ? 'byte' : 'bytes'}`;
  if (length === 0) return [mute(`empty, ${size}`)];
  const hex = hexOf(base64);
  const raw = hex === null ? shown(base64, VALUE_LIMIT) : words(hex);
  return [
    ...(utf8 === undefined ? [mute(size)] : [el('code', '', shown(utf8, VALUE_LIMIT)), ...aside(size)]),
    el('div', 'raw', words(hex === null ? 'raw, base64: ' : 'raw, hex: '), el('code', '', raw)),
  ];
}

/** A name never stands without its id: two people can have one name. */
function drawName(
  { id, name, you }: { readonly id: string; readonly name?: string | undefined; readonly you?: boolean | undefined },
  index: number,
): Node[] {
  return [
    ...(index === 0 ? [] : [words(', ')]),
    ...(name === undefined ? [] : [shown(name), words(' ')]),
    el('code', name === undefined ? '' : 'mute', shown(name === undefined ? id : shortened(id))),
    ...(you === true ? [words(' '), el('span', 'badge plain', words('you'))] : []),
  ];
}

/** Beside a name, enough of the id to tell two people of one name apart. */
function shortened(id: string): string {
  return id.length > 20 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id;
}

/** What stands beside a value. */
function aside(text: string | undefined): Node[] {
  return text === undefined ? [] : [words(' '), mute(text)];
}

/** Undefined where the label has said it: "SHA-256 of the public key". */
function unsaid(algorithm: string, label: string): string | undefined {
  return label.includes(algorithm) ? undefined : algorithm;
}

function mute(text: string): HTMLElement {
  return el('span', 'mute', shown(text, VALUE_LIMIT));
}

/** Base64 as hex, byte by byte; null where it is no base64. What is too long to be shown never comes as bytes. */
function hexOf(base64: string): string | null {
  try {
    return [...atob(base64)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join(' ');
  } catch {
    return null;
  }
}

/** Groups of four can be compared with another screen, or read out. */
function inFours(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}

function localTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return time.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}
