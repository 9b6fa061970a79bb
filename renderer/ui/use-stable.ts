import { useCallback, useInsertionEffect, useRef } from 'react';

/** The same function for as long as the component lives, doing what the newest one does. Not to be called while drawing the first time. */
export function useStable<A extends readonly unknown[], R>(newest: (...args: A) => R): (...args: A) => R {
  const latest = useRef(newest);
  useInsertionEffect(() => {
    latest.current = newest;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}
