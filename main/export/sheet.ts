import type { Account } from '../../app/contract/shapes.ts';
import { isWeaker, phraseFor } from '../../app/exposure.ts';
import type { Fact } from '../../app/facts.ts';
import { fact } from '../../app/platform/facts/item-facts.ts';
import { counted, inSentence, labelText, short } from '../../app/platform/facts/text-limits.ts';
import { asWhom, type NamedProfile, whoAndWhere } from '../platform/who-acts.ts';
import type { Question } from '../windows/confirmation.ts';
import type { PlannedKey } from './plan-keys.ts';
import { type Preview, previewGroups, typeText, warningsOf } from './preview.ts';
import { tokenNamed } from './token-facts.ts';

/** What is asked before the first key is written: all that main will do, and nothing that it was told by the page. */
export function exportSheet(
  product: string,
  preview: Preview,
  keys: readonly PlannedKey[],
  options: { readonly allowDuplicates: boolean; readonly stopAtFailure: boolean },
  account: Account,
  profile: NamedProfile,
): Question {
  const { target, targetFacts, floor, envelope } = preview;
  const weakest = keys.reduce(
    (worst, { grade }) => (grade !== null && isWeaker(grade, worst) ? grade : worst),
    envelope.grade,
  );
  const named = tokenNamed(target.description);
  return {
    title: `Export ${counted(keys.length, 'key')} onto this token?`,
    lead: `${counted(keys.length, 'key')} of ${inSentence(product)} will be written onto ${inSentence(named)}, each by the way that was previewed and no other. At worst grade ${weakest}: ${phraseFor(weakest, targetFacts.kind)}. Each key is checked, and destroyed on any doubt.`,
    warnings: warningsOf(preview, keys),
    groups: [
      { title: `Keys (${keys.length})`, facts: keys.map((key) => keyFact(key, preview)) },
      ...previewGroups(product, preview),
      {
        title: 'How',
        facts: [
          fact('Weakest grade allowed', {
            kind: 'text',
            text: `${floor}: ${phraseFor(floor, targetFacts.kind)}`,
            mute: 'by the profile',
          }),
          fact('Opening the envelope', { kind: 'text', text: `grade ${envelope.grade}`, mute: envelope.rung }),
          fact('Keys that are there already', {
            kind: 'text',
            text: options.allowDuplicates ? 'are written a second time' : 'are left out',
          }),
          fact('When a key fails', {
            kind: 'text',
            text: options.stopAtFailure ? 'the rest is not tried' : 'the others go on',
          }),
          fact('Record', {
            kind: 'text',
            text: 'signed by a key of the receiving token for signing records; it is made there where none is yet',
          }),
        ],
      },
      whoAndWhere('Who exports, and from where', account, profile),
    ],
    as: asWhom(account, profile),
    confirm: { label: 'Export', tone: 'accent' },
    typed: null,
    reason: null,
  };
}

/** With the platform's own id: two keys may have one name. */
function keyFact(key: PlannedKey, { targetFacts }: Preview): Fact {
  const grade = key.grade === null ? '' : `grade ${key.grade}, ${phraseFor(key.grade, targetFacts.kind)}`;
  return fact(labelText(key.name), {
    kind: 'text',
    text: `${typeText(key)} · ${grade}`,
    mute: `id at the platform ${short(key.platformTokenId)} · becomes “${key.target.label}”`,
  });
}
