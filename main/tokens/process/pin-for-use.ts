import { CkError } from './ck-error.ts';
import { returnValues } from './ck-names.ts';
import type { Cryptoki, SessionHandle } from './cryptoki.ts';
import { JobFailure } from './job-failure.ts';

/**
 * The PIN of one use of a key that wants it each time (CKA_ALWAYS_AUTHENTICATE). What was typed once is given once: a
 * second operation of the same job must not be done in the person's name, and a wrong PIN must not be counted twice.
 */
export class PinForUse {
  readonly #pin: Uint8Array | null;
  #wasGiven = false;

  /** @param pin null for a reader with a PIN pad. It is not wiped here. */
  constructor(pin: Uint8Array | null) {
    this.#pin = pin;
  }

  /** Whether it was spent, rightly or wrongly. */
  get wasGiven(): boolean {
    return this.#wasGiven;
  }

  /**
   * For the operation that was just begun, before it is done (PKCS#11 3.1 section 4.9, CKA_ALWAYS_AUTHENTICATE).
   * @throws CkError with the token's answer
   */
  give(cryptoki: Cryptoki, session: SessionHandle): void {
    if (this.#wasGiven) throw new Error('a PIN for one use was to be given twice');
    this.#wasGiven = true;
    cryptoki.loginForOperation(session, this.#pin);
  }
}

/**
 * What it means that a token wants a login although there is one: the key may want its PIN at every use.
 * @param wantsPin asked only then
 */
export function whyRefused(error: unknown, wantsPin: () => boolean): unknown {
  const isLogin = error instanceof CkError && error.rv === returnValues.USER_NOT_LOGGED_IN;
  return isLogin && wantsPin() ? new JobFailure('token.pin-at-use', { call: error.call }) : error;
}
