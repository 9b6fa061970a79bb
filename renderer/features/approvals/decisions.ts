import { create } from 'zustand';
import type { Decision, Outcome } from '../../../app/contract/shapes.ts';
import { wordsFor } from '../../../app/errors.ts';
import type { QueueId } from '../../../app/platform/queue-ids.ts';
import type { Failure } from '../../../app/result.ts';
import { client } from '../../data/bridge.ts';
import { approvalItemQuery } from '../../data/queries.ts';
import { queryClient } from '../../data/query-client.ts';
import { announce } from '../../state/announcer.ts';
import { keyOf } from './inbox-row.ts';
import { outcomeWords } from './outcome-words.ts';
import { inbox } from './the-inbox.ts';

/** What became of a decision on one item: an outcome, or why main could not even ask. */
export type Decided = { readonly outcome: Outcome } | { readonly failure: Failure };

interface Decisions {
  /** The one under way. Its busy state is its own: an answer never lands on another item. */
  readonly busy: { readonly key: string; readonly decision: Decision } | null;
  readonly decided: ReadonlyMap<string, Decided>;
}

export const useDecisions = create<Decisions>(() => ({ busy: null, decided: new Map() }));

/** Has main ask in its confirmation window and decide. One at a time. What it answers is what is true afterwards. */
export async function decide(
  item: { readonly queue: QueueId; readonly id: string },
  decision: Decision,
): Promise<void> {
  if (useDecisions.getState().busy !== null) return;
  const key = keyOf(item);
  useDecisions.setState({ busy: { key, decision } });
  note(key, null);
  const answer = await client.approvals.decide({ queue: item.queue, id: item.id, decision });
  useDecisions.setState({ busy: null });
  if (!answer.ok) {
    if (answer.error.code === 'app.cancelled') return;
    announce(wordsFor(answer.error).title);
    note(key, { failure: answer.error });
    return;
  }
  const words = outcomeWords(answer.value);
  announce(words === null ? 'Nothing was decided' : `${words.title} ${words.text}`);
  if (words === null) return;
  note(key, { outcome: answer.value });
  if (words.left) inbox.drop(item);
  else await queryClient.invalidateQueries({ queryKey: approvalItemQuery(item.queue, item.id).queryKey });
}

/** Outcomes that are remembered; older ones can be read in the journal. */
const REMEMBERED = 50;

function note(key: string, decided: Decided | null): void {
  useDecisions.setState(({ decided: before }) => {
    const others = [...before].filter(([other]) => other !== key).slice(1 - REMEMBERED);
    return { decided: new Map(decided === null ? others : [...others, [key, decided]]) };
  });
}
