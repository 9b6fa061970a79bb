import type { Result } from '../../app/result.ts';
import type { Turn } from './file-key-shapes.ts';
import type { ObjectDescription } from './token-shapes.ts';

/** One use of a key that wants its PIN each time (CKA_ALWAYS_AUTHENTICATE), as the person is asked about it. */
export interface KeyUse {
  readonly key: Pick<ObjectDescription, 'label' | 'id'>;
  /** Name of the file that is decrypted. */
  readonly file: string;
  /** Which of the files that were begun together. */
  readonly fileTurn: Turn;
  /** Which of the uses that this file may need. */
  readonly useTurn: Turn;
  /** Shared by the files that were begun together: set when the person wants to be asked for none of them any more. */
  readonly rest: { isStopped: boolean };
  /** Aborted when the person cancels the file: the question is taken back. */
  readonly signal: AbortSignal;
  /** Called when the question is put, and what it gives when that is over: nothing is at work in between. */
  readonly whileAsking: () => () => void;
}

/**
 * Asks for the PIN of one use and runs the job that takes it, once for each PIN that was typed.
 * @param job gets the number of the PIN's port, or null for a reader with a PIN pad
 */
export type WithPin = <T>(use: KeyUse, job: (pin: number | null) => Promise<Result<T>>) => Promise<Result<T>>;

/** Whether Keydock asks for a PIN before this key is used. Only private keys have the attribute (PKCS#11 3.1 section 4.9). */
export function wantsPinAtUse({ class: objectClass, attributes }: ObjectDescription): boolean {
  return objectClass === 'private-key' && attributes.alwaysAuthenticate === true;
}
