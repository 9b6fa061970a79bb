import { exactTime, instantOf, relativeTime, shortAge } from './time.ts';
import { useNow } from './use-now.ts';

const locale = navigator.language;

/** A moment, told from now; the exact one on hover. A text that is no time is shown as it came. */
export function Time({
  iso,
  form = 'relative',
  pace = 'halfMinute',
}: {
  readonly iso: string;
  readonly form?: 'relative' | 'short';
  readonly pace?: 'second' | 'halfMinute';
}) {
  const ticked = useNow(pace);
  const at = instantOf(iso);
  if (at === null) return iso;
  // The clock ticked last before this moment, or the platform's runs a little ahead of ours: both are now.
  const now = at > ticked && at - ticked < 60_000 ? at : ticked;
  return (
    <time dateTime={iso} title={exactTime(at, locale)}>
      {(form === 'short' ? shortAge : relativeTime)(at, now, locale)}
    </time>
  );
}
