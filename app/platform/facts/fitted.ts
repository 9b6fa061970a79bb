import { factLimits } from '../../fact-limits.ts';
import type { Fact, FactGroup, FactValue } from '../../facts.ts';
import type { ItemFacts } from './item-facts.ts';
import { counted, inSentence, labelText, long } from './text-limits.ts';

/** Sentences about what is too long; the rest is counted. */
const mostSentences = 5;

/**
 * Cuts the facts of an item to what a screen carries, in this one place, and says in `unshown` all that was cut.
 * Nothing is left out in silence: a value ends with its whole length, and missing lines are counted under a heading.
 */
export function fitted(facts: Omit<ItemFacts, 'unshown'>): ItemFacts {
  const tooLong: string[] = [];
  const groups: FactGroup[] = [];
  const all = facts.groups.reduce((count, group) => count + group.facts.length, 0);
  let [lines, characters] = [0, 0];
  let isFull = false;
  for (const { title, facts: whole } of facts.groups) {
    const shown: Fact[] = [];
    for (const entry of whole) {
      const { fact, isCut } = fittedFact(entry);
      characters += charactersOf(fact);
      isFull ||=
        groups.length === factLimits.groups || lines === factLimits.facts || characters > factLimits.characters;
      if (isFull) break;
      lines += 1;
      shown.push(fact);
      if (isCut) tooLong.push(`“${inSentence(fact.label)}” under “${title}” is too long to be shown whole.`);
    }
    if (shown.length > 0) groups.push({ title, facts: shown });
    if (isFull) break;
  }
  const unshown = tooLong.slice(0, mostSentences);
  if (tooLong.length > mostSentences) unshown.push(`${tooLong.length - mostSentences} more are too long as well.`);
  if (lines < all) {
    const why = `${counted(all - lines, 'more line is', 'more lines are')} not shown: there are too many.`;
    unshown.push(why);
    groups.push({ title: 'What is not shown', facts: [{ label: 'More', value: { kind: 'unknown', why } }] });
  }
  return { ...facts, groups, unshown };
}

function fittedFact(fact: Fact): { readonly fact: Fact; readonly isCut: boolean } {
  let isCut = false;
  const cut = (text: string, by: (text: string) => string): string => {
    const shown = by(text);
    if (shown !== text) isCut = true;
    return shown;
  };
  const label = cut(fact.label, labelText);
  const value = fittedValue(fact.value, (text) => cut(text, long));
  return { fact: { label, value }, isCut };
}

function fittedValue(value: FactValue, cutTo: (text: string) => string): FactValue {
  switch (value.kind) {
    case 'text':
    case 'badge':
      return { ...value, text: cutTo(value.text), ...(value.mute === undefined ? {} : { mute: cutTo(value.mute) }) };
    case 'mono':
    case 'none':
      return { ...value, text: cutTo(value.text) };
    case 'unknown':
      return { ...value, why: cutTo(value.why) };
    // Made to fit where they are made: bytes by `octetsValue`, names by `groupFacts`.
    case 'bytes':
    case 'digest':
    case 'names':
    case 'time':
      return value;
    default:
      return value satisfies never;
  }
}

/** Characters that the value brings to the screen, near enough for a limit. */
function charactersOf({ label, value }: Fact): number {
  switch (value.kind) {
    case 'text':
    case 'badge':
      return label.length + value.text.length + (value.mute?.length ?? 0);
    case 'mono':
    case 'none':
      return label.length + value.text.length;
    case 'unknown':
      return label.length + value.why.length;
    case 'bytes':
      return label.length + value.base64.length + (value.utf8?.length ?? 0);
    case 'names':
      return value.names.reduce((sum, { id, name }) => sum + id.length + (name?.length ?? 0), label.length);
    case 'digest':
    case 'time':
      return label.length + 64;
    default:
      return value satisfies never;
  }
}
