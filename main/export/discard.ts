import type { Caller } from '../../app/contract/define.ts';
import { fact, factGroup } from '../../app/platform/facts/item-facts.ts';
import { counted, inSentence } from '../../app/platform/facts/text-limits.ts';
import { ok, type Result } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import type { Confirmations, Question } from '../windows/confirmation.ts';
import type { Ceremony } from './ceremony.ts';
import type { Desk } from './desk.ts';
import { tokenNamed } from './token-facts.ts';

export interface DiscardingParts {
  readonly desk: Pick<Desk, 'get' | 'remove'>;
  readonly confirmations: Pick<Confirmations, 'ask'>;
  readonly acts: Acts;
}

/**
 * Forgets an export. One that has stored keys and has no record yet is what that record would be made from: a page cannot
 * make it go away, the person is asked.
 */
export async function discard(
  { desk, confirmations, acts }: DiscardingParts,
  id: string,
  caller: Caller,
): Promise<Result<null>> {
  const live = await desk.get(id);
  if (!live.ok) return live;
  const { ceremony, record } = live.value.kept;
  const stored = ceremony?.keys.filter(({ state }) => state.kind === 'stored') ?? [];
  if (ceremony === null || record !== null || stored.length === 0) return await desk.remove(id);

  const answer = await confirmations.ask(questionOf(ceremony, stored.length), caller.webContentsId);
  if (!answer.ok) return answer;
  if (!answer.value.confirmed) return ok(null);
  const named = inSentence(ceremony.product.name);
  const begun = await acts.begin({
    act: 'export.discard',
    words: `discard the export of “${named}”, with ${counted(stored.length, 'stored key')} and no record`,
  });
  if (!begun.ok) return begun;
  const removed = await desk.remove(id);
  if (removed.ok) await begun.value.done(`The export of “${named}” was discarded; there is no record of it.`);
  else await begun.value.failed(removed.error);
  return removed;
}

function questionOf({ product, target, startedAt }: Ceremony, stored: number): Question {
  return {
    title: 'Discard this export without a record?',
    lead: `${counted(stored, 'key')} of ${inSentence(product.name)} stay where they are, on ${inSentence(tokenNamed(target))}. What was read back of them is forgotten, and no record can be written any more.`,
    warnings: [
      {
        tone: 'danger',
        title: 'There will be no ceremony record.',
        text: 'The journal keeps a line for each key; nothing that is signed will say how they came onto the token.',
      },
    ],
    groups: [
      factGroup('The export', [
        fact('Product', { kind: 'text', text: product.name }),
        fact('Token', { kind: 'text', text: tokenNamed(target) }),
        fact('Keys stored', { kind: 'text', text: String(stored) }),
        fact('Begun', { kind: 'time', iso: startedAt }),
      ]),
    ],
    as: 'for you on this computer',
    confirm: { label: 'Discard', tone: 'danger' },
    typed: null,
    reason: null,
  };
}
