import type { ItemFacts } from '../../app/platform/facts/item-facts.ts';
import { canonicalJson, sha256Hex } from '../journal/canonical-json.ts';
import type { Found } from './items.ts';

/** What a person confirmed, and in whose name: nothing of it may differ when the decision is sent. */
export interface Confirmable {
  readonly profile: string;
  /** `oid:<uuid>` */
  readonly identity: string;
  readonly queue: string;
  readonly id: string;
  readonly decision: string;
  readonly found: Found;
}

/** SHA-256 over everything that is confirmed, in lower-case hex: facts as shown, the item behind them, who and where. */
export function confirmedDigest(confirmable: Confirmable): string {
  return sha256Hex(canonicalJson(confirmable));
}

/** Everything on the sheet by its label. */
function labelled({ facts }: Found): Map<string, string> {
  const lines = new Map<string, string>();
  const set = (label: string, value: unknown): void => {
    // Two lines of one name are told apart by their number.
    let name = label;
    for (let number = 2; lines.has(name); number += 1) name = `${label} (${number})`;
    lines.set(name, canonicalJson(value));
  };
  const { groups, warnings, notReadable, unshown, ...rest } = facts satisfies ItemFacts;
  for (const { title, facts: entries } of groups)
    for (const { label, value } of entries) set(`${title}: ${label}`, value);
  for (const warning of warnings) set(`Warning: ${warning.title}`, warning);
  for (const sentence of notReadable) set('What could be read', sentence);
  for (const sentence of unshown) set('What is shown', sentence);
  for (const [name, value] of Object.entries(rest)) set(wordOf[name] ?? 'Something that is not shown', value);
  return lines;
}

const wordOf: Readonly<Record<string, string>> = {
  title: 'Name',
  sentence: 'Who asks for what',
  askedAt: 'When it was asked',
};

/** The labels of what differs between two readings, in the words of the sheet; empty where nothing does. */
export function changedLabels(before: Found, after: Found): string[] {
  const [a, b] = [labelled(before), labelled(after)];
  const changed = [...new Set([...a.keys(), ...b.keys()])].filter((label) => a.get(label) !== b.get(label));
  const hidden = canonicalJson(before.bound) !== canonicalJson(after.bound) || before.state.value !== after.state.value;
  const all = changed.length === 0 && hidden ? ['Something that is not shown'] : changed;
  return all.slice(0, 50).map((label) => label.slice(0, 200));
}
