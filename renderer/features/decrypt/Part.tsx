import { type ReactNode, useId } from 'react';
import s from './Part.module.css';

/** A part of the details under its heading. */
export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className={s['title']}>
        {title}
      </h3>
      {children}
    </section>
  );
}

/** Labelled values in lines. */
export function Lines({ children }: { readonly children: ReactNode }) {
  return <dl className={s['lines']}>{children}</dl>;
}

export function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={s['line']}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
