import type { ReactNode } from 'react';
import s from './Choice.module.css';

export interface ChoiceProps {
  /** Names the group of choices: one of it holds. */
  readonly group: string;
  /** Unlike any other in the window. */
  readonly id: string;
  readonly isChosen: boolean;
  /** Why it cannot be chosen; null when it can. */
  readonly whyNot?: string | null;
  readonly onChoose: () => void;
  /** What it is called. */
  readonly name: ReactNode;
  /** What is to be known of it; may hold buttons of its own. */
  readonly children: ReactNode;
  readonly side?: ReactNode;
}

/** One of several things to choose from: a radio button with room beside it. The whole row is its label. */
export function Choice({ group, id, isChosen, whyNot = null, onChoose, name, children, side }: ChoiceProps) {
  return (
    <li className={s['choice']} data-chosen={isChosen || undefined} data-off={whyNot !== null || undefined}>
      <input
        type="radio"
        id={id}
        name={group}
        className={s['radio']}
        checked={isChosen}
        disabled={whyNot !== null}
        aria-describedby={whyNot === null ? undefined : `${id}-why`}
        onChange={onChoose}
      />
      <div className={s['words']}>
        <label htmlFor={id} className={s['name']}>
          {name}
        </label>
        {children}
        {whyNot !== null && (
          <p id={`${id}-why`} className={s['why']}>
            {whyNot}
          </p>
        )}
      </div>
      {side !== undefined && <div className={s['side']}>{side}</div>}
    </li>
  );
}

/** Choices under one heading. */
export function Choices({
  title,
  label = title,
  note,
  tone = 'plain',
  actions,
  children,
}: {
  readonly title: string;
  /** What tells it from another of the same title, for those who hear it; the title where there is none. */
  readonly label?: string;
  readonly note?: ReactNode;
  /** Amber for what lowers protection. */
  readonly tone?: 'plain' | 'warn';
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={s['group']} data-tone={tone} aria-label={label}>
      <header className={s['head']}>
        <h3>{title}</h3>
        {note !== undefined && <span className={s['note']}>{note}</span>}
        {actions !== undefined && <span className={s['actions']}>{actions}</span>}
      </header>
      {children}
    </section>
  );
}

/** A line in the place of choices, when there are none. */
export function NoChoice({ children }: { readonly children: ReactNode }) {
  return <p className={s['none']}>{children}</p>;
}
