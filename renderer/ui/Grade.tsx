import type { GradeShown } from '../../app/contract/token-shapes.ts';
import s from './Grade.module.css';
import { visible } from './shorten.ts';

/** One shape for each grade, drawn in a square of 16: they are told apart without colour and at arm's length. */
const shapes = {
  T: (
    <>
      <path fill="currentColor" d="M8 1.2 14 3.4v4.2c0 3.4-2.4 6-6 7.2-3.6-1.2-6-3.8-6-7.2V3.4z" />
      <path className={s['cut']} d="m5.2 7.9 2 2 3.7-3.9" />
    </>
  ),
  K: (
    <>
      <path className={s['outline']} d="M8 1.4 14.6 8 8 14.6 1.4 8z" />
      <path fill="currentColor" d="M8 1.4 1.4 8 8 14.6z" />
    </>
  ),
  C: (
    <>
      <path className={s['outline']} d="M8 1.9 15 14H1z" />
      <path className={s['outline']} d="M8 6.2v3.6M8 11.9v.1" />
    </>
  ),
} as const;

/**
 * How close a key comes to this computer: shape, letter and a phrase that is true of the kind of token at hand.
 * `short` leaves the phrase to the screen reader and the tip, for where a column says it.
 */
export function GradeBadge({
  grade: { grade, phrase },
  form = 'whole',
}: {
  readonly grade: GradeShown;
  readonly form?: 'whole' | 'short';
}) {
  const words = visible(phrase);
  return (
    <span className={`${s['grade']} ${s[grade]}`} title={form === 'short' ? words : undefined}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false" className={s['shape']}>
        {shapes[grade]}
      </svg>
      <span>
        <span className="visually-hidden">Grade </span>
        {grade}
        <span className={form === 'short' ? 'visually-hidden' : undefined}> · {words}</span>
      </span>
    </span>
  );
}
