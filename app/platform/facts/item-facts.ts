import type { ApprovalRow } from '../../contract/shapes.ts';
import type { Fact, FactGroup, FactValue, Warning } from '../../facts.ts';
import { labelText } from './text-limits.ts';

/** Everything a screen says about one item. Built from what main read; the same facts stand in the confirmation window. */
export interface ItemFacts {
  /** What kind of thing it is, and its picture. */
  readonly noun: string;
  readonly icon: ApprovalRow['icon'];
  readonly title: string;
  /** Who asks for what, without the age. */
  readonly sentence: string;
  /** ISO, or null where the platform does not say. */
  readonly askedAt: string | null;
  readonly warnings: readonly Warning[];
  readonly groups: readonly FactGroup[];
  /** What main was not allowed to read, or could not, as sentences. */
  readonly notReadable: readonly string[];
  /** What approving does at once. */
  readonly consequence: string;
  /** What has to be typed before it can be approved; main alone knows `expected`. */
  readonly typed: { readonly label: string; readonly expected: string } | null;
}

/** A labelled value; labels may come from outside, so they are cut. */
export function fact(label: string, value: FactValue): Fact {
  return { label: labelText(label), value };
}

/** Most facts under one heading; what is more is counted, not dropped in silence. */
const mostFacts = 250;

/** Facts under a heading. */
export function factGroup(title: string, facts: readonly (Fact | null)[]): FactGroup {
  const present = facts.filter((entry) => entry !== null);
  if (present.length <= mostFacts) return { title, facts: present };
  const more = present.length - mostFacts;
  return {
    title,
    facts: [...present.slice(0, mostFacts), fact('More', { kind: 'unknown', why: `${more} more are not shown here` })],
  };
}

/** A plain text, or a muted "none" where it is empty. */
export function textOr(text: string, empty: string): FactValue {
  return text === '' ? { kind: 'none', text: empty } : { kind: 'text', text };
}

/** What could not be read about a thing, as a sentence; null where nothing is missing. */
export function notReadable(
  kind: 'read' | 'refused' | 'absent' | 'failed',
  thing: string,
  lost: string,
): string | null {
  switch (kind) {
    case 'refused':
      return `You may not read ${thing}, so ${lost}.`;
    case 'failed':
      return `${thing.charAt(0).toUpperCase()}${thing.slice(1)} could not be read just now, so ${lost}.`;
    case 'absent':
      return `${thing.charAt(0).toUpperCase()}${thing.slice(1)} is not there, so ${lost}.`;
    case 'read':
      return null;
    default:
      return kind satisfies never;
  }
}
