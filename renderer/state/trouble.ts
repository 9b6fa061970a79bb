import { create } from 'zustand';
import type { Failure, Result } from '../../app/result.ts';

/** A failure that belongs to no place on the screen, until it is read or another comes. */
export const useTrouble = create<{ readonly failure: Failure | null }>(() => ({ failure: null }));

/**
 * Waits for an answer and shows its failure: a button that does nothing and says nothing is the worst of all.
 * @returns the value, or undefined when it failed or the person changed their mind
 */
export async function orTrouble<T>(answer: Promise<Result<T>>): Promise<T | undefined> {
  const result = await answer;
  if (result.ok) return result.value;
  if (result.error.code !== 'app.cancelled') useTrouble.setState({ failure: result.error });
  return undefined;
}
