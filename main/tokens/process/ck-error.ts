import { pkcs11Name } from './ck-names.ts';

/** What a PKCS#11 function answered instead of CKR_OK. Thrown inside the token process only; jobs turn it into a Failure. */
export class CkError extends Error {
  /** The CKR_ value. */
  readonly rv: number;
  /** The function, such as C_UnwrapKey. */
  readonly call: string;

  constructor(call: string, rv: number) {
    super(`${call}: ${pkcs11Name(rv)}`);
    this.name = 'CkError';
    this.call = call;
    this.rv = rv;
  }

  /** The name of the value, CKR_ and all. */
  get code(): string {
    return pkcs11Name(this.rv);
  }
}

/**
 * Runs one call of the binding and turns what it throws into a CkError.
 * The binding throws a Pkcs11Error with a code for most functions and a plain Error `CKR_NAME:number` for some.
 * Anything else (a wrong argument) is a bug of ours and passes through.
 */
export function checked<T>(call: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw asCkError(call, error) ?? error;
  }
}

function asCkError(call: string, error: unknown): CkError | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, number] = /CKR_\w+:(\d+)/.exec(error.message) ?? [];
  if (number !== undefined) return new CkError(call, Number(number));
  if (error.message.startsWith('CKR_') && 'code' in error && typeof error.code === 'number') {
    return new CkError(call, error.code);
  }
  return undefined;
}
