import type { JobParams, JobResult } from '../protocol.ts';
import type { ObjectRef, TokenRef } from '../token-shapes.ts';
import { CkError } from './ck-error.ts';
import { returnValues } from './ck-names.ts';
import type { Desk } from './desk.ts';
import { failureOf, JobFailure } from './job-failure.ts';
import { PinForUse } from './pin-for-use.ts';
import type { SecretPorts } from './secret-ports.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';

interface PinBench {
  readonly desk: Desk;
  readonly ports: SecretPorts;
}

/** The job `login`: the PIN that came by a port, or null for a reader with a PIN pad. It is wiped whatever happens. */
export function logIn(bench: PinBench, { token, pin }: JobParams<'login'>): JobResult<'login'> {
  const { desk } = bench;
  withTyped(bench, token, pin, (typed) => desk.login(token, typed));
  return desk.describeToken(token);
}

/** A key that a job uses, and the port of its PIN where it wants one at every use; null for a reader with a PIN pad. */
export interface UsedKey {
  readonly token: TokenRef;
  readonly key: ObjectRef;
  readonly pin?: number | null | undefined;
}

/**
 * Runs with a key in a session of its own. The PIN of a key that wants it at every use is good for one operation in there
 * and wiped afterwards; the session, and with it an operation that was begun and not done, is closed whatever happens.
 */
export function usingKey<T>(
  bench: PinBench,
  { token, key, pin }: UsedKey,
  act: (session: TokenSession, key: ObjectHandle, pin: PinForUse | undefined) => T,
): T {
  const { desk } = bench;
  const use = (forUse: PinForUse | undefined): T =>
    desk.withSession(token, 'reading', (session) => act(session, desk.resolve(session, token, key), forUse));
  try {
    return pin === undefined ? use(undefined) : withTyped(bench, token, pin, (typed) => use(new PinForUse(typed)));
  } catch (error) {
    // The token has ended the login by itself; with what is remembered of it nobody would be asked to log in again.
    if (failureOf(error)?.code === 'token.not-logged-in') desk.forgetLogin(token);
    throw error;
  }
}

/** Gives what was typed to the token once, if it can be right, and says what a refusal means for the next try. */
function withTyped<T>(
  { desk, ports }: PinBench,
  token: TokenRef,
  pin: number | null,
  act: (typed: Uint8Array | null) => T,
): T {
  try {
    const before = desk.describeToken(token);
    if (before.pin.state === 'locked') throw new JobFailure('token.pin-locked');
    if (before.pin.state === 'unset') throw new JobFailure('token.pin-unset');
    if ((pin === null) !== before.pin.hasPad)
      throw new JobFailure(pin === null ? 'token.pin-missing' : 'token.pin-pad');
    const typed = pin === null ? null : ports.peek(pin);
    if (typed === undefined) throw new JobFailure('token.pin-missing');
    // Not counted by the token, so not tried: a PIN that cannot be right must not cost an attempt.
    const { shortest, longest } = before.pin;
    if (typed !== null && (typed.length < shortest || (longest > 0 && typed.length > longest))) {
      throw new JobFailure('token.pin-length', { min: shortest, max: longest });
    }
    return act(typed);
  } catch (error) {
    throw error instanceof CkError && error.call === 'C_Login' ? pinFailure(desk, token, error) : error;
  } finally {
    if (pin !== null) ports.forget(pin);
  }
}

/** What a wrong PIN means for the next one; never the PIN, nor its length. */
function pinFailure(desk: Desk, token: TokenRef, error: CkError): unknown {
  if (error.rv === returnValues.PIN_LOCKED) return locked(desk, token);
  if (error.rv !== returnValues.PIN_INCORRECT && error.rv !== returnValues.PIN_INVALID) return error;
  const { state } = desk.describeToken(token).pin;
  if (state === 'locked') return locked(desk, token);
  const left =
    state === 'final-try'
      ? 'One try is left.'
      : state === 'low'
        ? 'It has begun to count wrong PINs.'
        : 'It does not say how many tries are left.';
  return new JobFailure('token.pin-wrong', { left, pinState: state });
}

/** PKCS#11 3.1 section 4.9: a PIN that is locked at a use of a key ends the login too. */
function locked(desk: Desk, token: TokenRef): JobFailure {
  desk.forgetLogin(token);
  return new JobFailure('token.pin-locked');
}
