import type { ReactNode } from 'react';
import s from './Page.module.css';

/** A screen with one job: a head and a column. */
export function Page({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <main className={s['page']}>
      <header className={s['top']}>
        <h1>{title}</h1>
        <span className={s['actions']}>{actions}</span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={s['body']} tabIndex={0} role="group" aria-label={title}>
        <div className={s['column']}>{children}</div>
      </div>
    </main>
  );
}

/** A part of such a screen, under its heading. */
export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={s['part']}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
