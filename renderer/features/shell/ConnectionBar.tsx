import { wordsFor } from '../../../app/errors.ts';
import { useConnection, useSession } from '../../data/queries.ts';
import { refreshAll } from '../../live.ts';
import { Button } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import { duration, instantOf } from '../../ui/time.ts';
import { useNow } from '../../ui/use-now.ts';
import s from './Bar.module.css';

function Retry({ at }: { readonly at: string | null }) {
  const now = useNow('second');
  const when = at === null ? null : instantOf(at);
  return when === null || when <= now ? null : <> Tries again in {duration(when - now, navigator.language)}.</>;
}

/** Says that what is shown is old, how old, and what is being done. A session that has ended has its own bar. */
export function ConnectionBar() {
  const { failure, lastGoodAt, retryAt } = useConnection();
  const session = useSession();
  if (failure === null || failure.code.startsWith('session.') || session.kind !== 'signed-in') return null;
  return (
    <section className={s['bar']} aria-label="Connection" role="status">
      <p>
        <strong>{visible(wordsFor(failure).title)}.</strong>{' '}
        {lastGoodAt !== null && (
          <>
            What you see was read <Time iso={lastGoodAt} />.
          </>
        )}
        <Retry at={retryAt} />
      </p>
      <Button onClick={() => void refreshAll()}>Try now</Button>
    </section>
  );
}
