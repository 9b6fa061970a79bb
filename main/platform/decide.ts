import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../app/contract/define.ts';
import type { Account, Decision, Outcome, Session } from '../../app/contract/shapes.ts';
import { sameIdentity } from '../../app/platform/facts/directory.ts';
import { queueIds } from '../../app/platform/queue-ids.ts';
import { queues, type ShownQueueId } from '../../app/platform/queues.ts';
import { stateLabel, stateValue } from '../../app/platform/states.ts';
import type { ClientDecision } from '../../app/platform/wire/clients.ts';
import type { Profile } from '../../app/profile.ts';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import type { Journal } from '../journal/journal.ts';
import { keptFacts } from '../journal/kept-facts.ts';
import type { Confirmations } from '../windows/confirmation.ts';
import { changedLabels, confirmedDigest } from './changed-facts.ts';
import type { Posted } from './client.ts';
import { decisionSheet } from './decision-sheet.ts';
import type { Sources } from './gather.ts';
import { type Found, readItem, whyOnlyReject } from './items.ts';
import { truthAfter } from './truth.ts';

/** How long a confirmed decision waits for a new sign-in before it is dropped, in ms. */
const signInLimitMs = 10 * 60_000;

/** What is needed of the identity: who is signed in, and to be told when somebody is again. */
export interface SignedIn {
  session(): Session;
  waitForSignIn(): Promise<Session>;
}

export interface DecisionParts {
  readonly sources: Sources;
  readonly identity: SignedIn;
  readonly confirmations: Pick<Confirmations, 'ask'>;
  readonly journal: Journal;
  readonly profile: Pick<Profile, 'name' | 'note' | 'apiBase'> & { readonly id: string };
}

/** What is decided: the window says only this. */
export interface Wanted {
  readonly queue: ShownQueueId;
  readonly id: string;
  readonly decision: Decision;
}

type Verdict = Outcome['result'];

/** Decides one item, as design.md section 2 says. Answers what the platform says afterwards, never what was asked. */
export type Decide = (wanted: Wanted, caller?: Caller) => Promise<Result<Outcome>>;

export function createDecide(parts: DecisionParts): Decide {
  const underWay = new Set<string>();
  return async (wanted, caller) => {
    // A second decision on the same item could be confirmed while the first is being sent.
    const key = `${wanted.queue}/${wanted.id}`;
    if (underWay.has(key)) return fail('confirmation.busy');
    underWay.add(key);
    try {
      const verdict = await decideOne(parts, wanted, caller);
      if (!verdict.ok) return verdict;
      return ok({ queue: wanted.queue, id: wanted.id, asked: wanted.decision, result: verdict.value });
    } finally {
      underWay.delete(key);
    }
  };
}

async function decideOne(parts: DecisionParts, wanted: Wanted, caller: Caller | undefined): Promise<Result<Verdict>> {
  const session = parts.identity.session();
  if (session.kind !== 'signed-in') return fail(session.kind === 'expired' ? 'session.expired' : 'session.signed-out');
  const { account } = session;
  const first = await readAs(parts, wanted, account, Date.now() + signInLimitMs);
  if (!first.ok) return first;
  if (first.value === 'gone') return ok({ kind: 'withheld-gone', stateName: null });
  const shut = closed(first.value);
  if (shut !== null) return ok(shut);
  const tooLarge = wanted.decision === 'APPROVE' ? whyOnlyReject(first.value.facts) : null;
  if (tooLarge !== null) return fail('decision.too-large', { parts: tooLarge });

  const confirmed = await confirm(parts, wanted, first.value, account, caller);
  if (!confirmed.ok) return confirmed;
  if (confirmed.value === null) return ok({ kind: 'cancelled' });

  const digest = digestOf(parts, wanted, first.value, account);
  const intent = await parts.journal.append({
    kind: 'decision.intent',
    ...about(parts, wanted, account),
    reason: confirmed.value.reason,
    digest,
    ...keptFacts(first.value.facts),
  });
  if (!intent.ok) return intent;

  const verdict = await send(parts, wanted, first.value, digest, account);
  // What became of it is true whether or not it can be written down; a failure is in the log, the intent in the journal.
  await parts.journal.append({
    kind: 'decision.outcome',
    ...about(parts, wanted, account),
    intent: intent.value.seq,
    digest,
    result: verdict.ok ? verdict.value : { kind: 'failed', failure: verdict.error },
  });
  return verdict;
}

/** Asks the person. @returns null for no */
async function confirm(
  { confirmations, profile }: DecisionParts,
  { decision }: Wanted,
  { facts }: Found,
  account: Account,
  caller: Caller | undefined,
): Promise<Result<{ readonly reason: string } | null>> {
  const sheet = decisionSheet(decision, facts, account, profile);
  const answer = await confirmations.ask(sheet, caller?.webContentsId);
  if (!answer.ok) return answer;
  if (!answer.value.confirmed) return ok(null);
  const { typed, reason } = answer.value;
  if (sheet.typed !== null && facts.typed !== null && typed.toLowerCase() !== facts.typed.expected.toLowerCase()) {
    return fail('decision.typed-wrong');
  }
  if (sheet.reason?.required === true && reason.trim() === '') return fail('app.bad-call');
  return ok({ reason: reason.trim() });
}

/** Reads again, compares, posts once; after a new sign-in all of it anew, since time has passed. */
async function send(
  parts: DecisionParts,
  wanted: Wanted,
  confirmed: Found,
  digest: string,
  account: Account,
): Promise<Result<Verdict>> {
  const { client } = parts.sources;
  const { queue, id, decision } = wanted;
  const deadline = Date.now() + signInLimitMs;
  for (;;) {
    const now = await readAs(parts, wanted, account, deadline);
    if (!now.ok) return now;
    if (now.value === 'gone') return ok({ kind: 'withheld-gone', stateName: null });
    const shut = closed(now.value);
    if (shut !== null) return ok(shut);
    if (digestOf(parts, wanted, now.value, account) !== digest) {
      return ok({ kind: 'withheld-changed', changed: changedLabels(confirmed, now.value) });
    }
    const body = { requestId: id, decision };
    const posted: Posted<ClientDecision | null> = await client.post(
      queueIds[queue].list,
      body,
      queues[queue].decision,
      {
        as: account.identity,
      },
    );
    if (posted.kind === 'refused' && posted.failure.code === 'session.expired') {
      // Nothing was carried out: the platform answered 401 before it looked at anything.
      const again = await sameAccountAgain(parts.identity, account, deadline);
      if (!again.ok) return again;
      continue;
    }
    if (posted.kind === 'refused' && !mayHaveLeft(posted.failure))
      return { ok: false, error: inWords(posted.failure, parts, account) };
    const signInAgain = () => sameAccountAgain(parts.identity, account, deadline);
    return ok(await truthAfter(client, wanted, posted, account.identity, signInAgain));
  }
}

/** Refusals that say the item is not what it was: then it is read, and what became of it is told. */
function mayHaveLeft({ code, facts }: Failure): boolean {
  return code === 'platform.not-found' || (code === 'platform.refused' && facts['status'] === 409);
}

/** Reads the item as the account that decides; where its session ends, waits for the same account to sign in again. */
async function readAs(
  parts: DecisionParts,
  { queue, id }: Wanted,
  account: Account,
  deadline: number,
): Promise<Result<Found | 'gone'>> {
  for (;;) {
    const found = await readItem(parts.sources, queue, id, { as: account.identity, strictness: 'strict' });
    if (found.ok) return found;
    if (found.error.code !== 'session.expired') return { ok: false, error: inWords(found.error, parts, account) };
    const again = await sameAccountAgain(parts.identity, account, deadline);
    if (!again.ok) return again;
  }
}

/** Waits until somebody signs in. Anybody but the account that confirmed ends the decision. */
async function sameAccountAgain(identity: SignedIn, account: Account, deadline: number): Promise<Result<null>> {
  const late = new AbortController();
  const session = await Promise.race([
    identity.waitForSignIn(),
    sleep(Math.max(0, deadline - Date.now()), null, { signal: late.signal }).catch(() => null),
  ]);
  late.abort();
  if (session === null) return fail('session.expired');
  if (session.kind !== 'signed-in') return fail(session.kind === 'expired' ? 'session.expired' : 'session.signed-out');
  if (!sameIdentity(session.account.identity, account.identity)) {
    return fail('session.other-account', { expected: account.name, actual: session.account.name });
  }
  return ok(null);
}

/** Names instead of ids, for people. */
function inWords(failure: Failure, { identity }: DecisionParts, account: Account): Failure {
  if (failure.code !== 'session.other-account') return failure;
  const session = identity.session();
  const actual = session.kind === 'signed-in' ? session.account.name : 'somebody else';
  return { ...failure, facts: { expected: account.name, actual } };
}

/** Why an item cannot be decided now; null where it can. */
function closed({ place, state }: Found): Verdict | null {
  if (state.value === stateValue.Created) return { kind: 'withheld-not-open' };
  return place === 'waiting' && state.value === stateValue.ApprovalRequired
    ? null
    : { kind: 'withheld-gone', stateName: stateLabel(state) };
}

function digestOf({ profile }: DecisionParts, wanted: Wanted, found: Found, account: Account): string {
  return confirmedDigest({ profile: profile.id, identity: account.identity, ...wanted, found });
}

function about({ profile }: DecisionParts, { queue, id, decision }: Wanted, account: Account) {
  // Named one by one: a profile carries certificates and a whole directory besides.
  const where = { id: profile.id, name: profile.name, note: profile.note, apiBase: profile.apiBase };
  return { profile: where, queue, item: id, decision, account: { identity: account.identity, name: account.name } };
}
