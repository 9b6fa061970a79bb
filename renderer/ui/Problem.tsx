import { wordsFor } from '../../app/errors.ts';
import type { Failure } from '../../app/result.ts';
import { Button } from './Button.tsx';
import { CopyText } from './CopyText.tsx';
import s from './Problem.module.css';
import { shortenMiddle, visible } from './shorten.ts';

/** The ids by which a failure is found again in a log, to copy. */
export function FailureIds({ failure }: { readonly failure: Failure }) {
  const { requestId, incident } = failure;
  if (requestId === undefined && incident === undefined) return null;
  return (
    <span className={s['ids']}>
      {requestId !== undefined && (
        <span>
          Request <CopyText text={requestId} shown={shortenMiddle(requestId)} what="request id" />
        </span>
      )}
      {incident !== undefined && (
        <span>
          Incident <CopyText text={incident} shown={incident} what="incident id" />
        </span>
      )}
    </span>
  );
}

export interface ProblemProps {
  readonly failure: Failure;
  readonly onRetry?: (() => void) | undefined;
  /** `page` fills an empty place; `inline` stands among other things. */
  readonly form?: 'page' | 'inline';
}

/** A failure: what happened, what it means, what to do (rule R8). */
export function Problem({ failure, onRetry, form = 'page' }: ProblemProps) {
  const words = wordsFor(failure);
  const Title = form === 'page' ? 'h2' : 'p';
  return (
    <div className={`${s['problem']} ${s[form]}`} role="alert">
      <Title className={s['title']}>{visible(words.title)}</Title>
      <p className={s['means']}>{visible(words.means)}</p>
      <p>{visible(words.todo)}</p>
      <FailureIds failure={failure} />
      {onRetry !== undefined && (
        <div className={s['actions']}>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      )}
    </div>
  );
}
