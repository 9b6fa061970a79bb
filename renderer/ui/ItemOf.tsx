import type { ReactNode } from 'react';
import { failureIn } from '../data/failure.ts';
import { ItemPlace } from './Panes.tsx';
import { Problem } from './Problem.tsx';

export interface ItemOfProps<T> {
  /** A query that was asked for it. */
  readonly asked: { readonly data: T | undefined; readonly error: unknown; readonly refetch: () => unknown };
  /** @param trouble why it could not be read again, to stand above what was read before; null while all is well */
  readonly children: (item: T, trouble: ReactNode) => ReactNode;
}

/** The thing that is open as far as it was read: nothing while it is on its way, why it failed, or the thing. */
export function ItemOf<T>({ asked: { data, error, refetch }, children }: ItemOfProps<T>) {
  const failure = failureIn(error);
  const retry = (): void => void refetch();
  if (data === undefined) {
    return <ItemPlace>{failure !== null && <Problem failure={failure} onRetry={retry} />}</ItemPlace>;
  }
  return children(data, failure === null ? null : <Problem failure={failure} form="inline" onRetry={retry} />);
}
