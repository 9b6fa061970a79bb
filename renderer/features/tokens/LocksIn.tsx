import { duration, instantOf } from '../../ui/time.ts';
import { useNow } from '../../ui/use-now.ts';

/** `, locks in 9 minutes`: when the login ends by itself if nothing is done. */
export function LocksIn({ iso }: { readonly iso: string }) {
  const now = useNow('second');
  const at = instantOf(iso);
  if (at === null) return null;
  return <>, locks {at <= now ? 'now' : `in ${duration(at - now, navigator.language)}`}</>;
}
