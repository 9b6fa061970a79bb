import type { ReactNode } from 'react';
import s from './Lines.module.css';

export interface LinesProps {
  /** How much room the labels have: 140 px, or 180 where they are names. */
  readonly labels?: 'plain' | 'wide';
  /** Whether a line stands above the first, where no heading does. */
  readonly isTopped?: boolean;
  readonly children: ReactNode;
}

/** Labelled values below each other. */
export function Lines({ labels = 'plain', isTopped = false, children }: LinesProps) {
  return (
    <dl className={s['lines']} data-labels={labels} data-topped={isTopped || undefined}>
      {children}
    </dl>
  );
}

export function Line({ label, children }: { readonly label: ReactNode; readonly children: ReactNode }) {
  return (
    <div className={s['line']}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
