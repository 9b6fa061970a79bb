import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../app/contract/define.ts';
import type { Account } from '../../app/contract/shapes.ts';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import type { BegunAct } from '../journal/acts.ts';
import { asWhom } from '../platform/who-acts.ts';
import type { Question } from '../windows/confirmation.ts';
import type { ClientParts } from './parts.ts';

/** Waits before each reading back, in ms: the platform may take a moment to list what it has taken. */
const waits = [0, 300, 900, 2_000] as const;

/** Asks in the confirmation window. @returns false for no */
export async function confirmed(
  { confirmations, profile }: Pick<ClientParts, 'confirmations' | 'profile'>,
  account: Account,
  question: Omit<Question, 'as' | 'typed' | 'reason'>,
  caller: Caller,
): Promise<Result<boolean>> {
  const answer = await confirmations.ask(
    { ...question, as: asWhom(account, profile), typed: null, reason: null },
    caller.webContentsId,
  );
  return answer.ok ? ok(answer.value.confirmed) : answer;
}

/**
 * Reads until something is found: what was posted may show a moment later. A session that has ended ends it too.
 * @returns null where it is not there after the last wait
 */
export async function readBack<T>(read: () => Promise<Result<T | null>>): Promise<Result<T | null>> {
  let last: Result<T | null> = ok(null);
  for (const wait of waits) {
    await sleep(wait);
    last = await read();
    if (last.ok ? last.value !== null : last.error.code.startsWith('session.')) return last;
  }
  return last;
}

/** Ends the act with a failure, and answers it. */
export async function failedAct(act: BegunAct, failure: Failure): Promise<Result<never>> {
  await act.failed(failure);
  return { ok: false, error: failure };
}

/** What could not be read back after a lost answer: nobody knows whether it was taken. */
export const unknownOutcome = (): Failure => fail('client.unknown-outcome').error;
