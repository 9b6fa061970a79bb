import type { ApprovalRow } from '../../contract/shapes.ts';
import type { Fact, FactGroup, FactValue, Warning } from '../../facts.ts';

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
  /** What is too much to be shown, as sentences: with any of them the item may be rejected, and not approved. */
  readonly unshown: readonly string[];
  /** What approving does at once. */
  readonly consequence: string;
  /** What has to be typed before it can be approved; main alone knows `expected`. */
  readonly typed: { readonly label: string; readonly expected: string } | null;
}

/** A labelled value. */
export function fact(label: string, value: FactValue): Fact {
  return { label, value };
}

/** Facts under a heading. */
export function factGroup(title: string, facts: readonly (Fact | null)[]): FactGroup {
  return { title, facts: facts.filter((entry) => entry !== null) };
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
