import { setTimeout as sleep } from 'node:timers/promises';
import type { Decision, Outcome } from '../../app/contract/shapes.ts';
import type { ShownQueueId } from '../../app/platform/queues.ts';
import { type State, stateLabel, stateValue } from '../../app/platform/states.ts';
import type { ClientDecision } from '../../app/platform/wire/clients.ts';
import { type Failure, fail, type Result } from '../../app/result.ts';
import type { PlatformClient, Posted } from './client.ts';
import { locateItem } from './items.ts';

type Verdict = Outcome['result'];

/** Waits before each reading, in ms. The platform may take a moment to move an item on, and longer than we wait. */
const waits = [0, 200, 600, 1_500] as const;

/** What a decision that was asked for looks like once it is taken. A failure comes after an approval. */
const taken: Readonly<Record<Decision, readonly number[]>> = {
  APPROVE: [stateValue.Approved, stateValue.InProcess, stateValue.Ready, stateValue.Failed, stateValue.Active],
  REJECT: [stateValue.Rejected],
};

/** All nine published states but the two that come before a decision. */
const decided: readonly number[] = [...taken.APPROVE, ...taken.REJECT, stateValue.NotActive];

/**
 * What is true after a decision was sent: the item is read back, since an answer of 200 proves nothing
 * (platform-api.md section 2). Never "done" because of a status alone.
 * @param as the identity that decided
 * @param signInAgain waits for the same account, should its session have ended after sending
 */
export async function truthAfter(
  client: PlatformClient,
  { queue, id, decision }: { readonly queue: ShownQueueId; readonly id: string; readonly decision: Decision },
  posted: Posted<ClientDecision | null>,
  as: string,
  signInAgain: () => Promise<Result<null>>,
): Promise<Verdict> {
  let last: Verdict = unknown(posted.kind === 'answered' ? null : posted.failure);
  for (const wait of waits) {
    await sleep(wait);
    let place = await locateItem(client, queue, id, { as });
    // Sent already: who signs in again only gets to know what became of it.
    if (!place.ok && place.error.code === 'session.expired' && (await signInAgain()).ok) {
      place = await locateItem(client, queue, id, { as });
    }
    if (!place.ok) {
      last = unknown(place.error);
      if (place.error.code.startsWith('session.')) break;
      continue;
    }
    if (place.value.kind === 'gone') return { kind: 'left-unreadable' };
    const { state } = place.value.item;
    if (!isOpen(state)) return verdictOn(state, decision, posted);
    // Answered, and it still waits: nothing changed so far. A lost answer leaves the doubt, since it may still arrive.
    last = posted.kind === 'unsure' ? unknown(posted.failure) : { kind: 'no-effect', stateName: stateLabel(state) };
  }
  return last;
}

function isOpen({ value }: State): boolean {
  return value === stateValue.ApprovalRequired || value === stateValue.Created;
}

function verdictOn(state: State, asked: Decision, posted: Posted<ClientDecision | null>): Verdict {
  const stateName = stateLabel(state);
  // An unpublished state: it waits no longer, and nobody can say what became of it.
  if (!decided.includes(state.value)) return { kind: 'left-unreadable' };
  const ours = taken[asked].includes(state.value) && posted.kind !== 'refused';
  const answer = posted.kind === 'answered' ? posted.value : null;
  if (!ours || answer?.applied === false) return { kind: 'decided-by-other', stateName };
  // Somebody else may have asked for the same at the same moment, and ours may never have arrived.
  if (posted.kind === 'unsure') return { kind: 'as-asked', stateName };
  // Most queues answer 200 to whoever comes second as well (platform-api.md section 3).
  const whose = answer?.applied === true ? 'ours' : 'not-told';
  return { kind: 'done', stateName, whose, retired: answer?.retiredClients.length ?? 0 };
}

function unknown(failure: Failure | null): Verdict {
  return { kind: 'unknown', failure: failure ?? fail('decision.unknown').error };
}
