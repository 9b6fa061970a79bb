import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './Button.tsx';
import s from './Panes.module.css';
import { Time } from './Time.tsx';

/** A list on the left, the thing on the right. Where there is room for one only, the thing when one is open. */
export function Panes({
  title,
  list,
  item,
  isOpen,
}: {
  /** What the screen is called. */
  readonly title: string;
  readonly list: ReactNode;
  readonly item: ReactNode;
  readonly isOpen: boolean;
}) {
  return (
    <main className={s['panes']} data-open={isOpen || undefined}>
      {/* The heading of the list, for when the list is not drawn. */}
      <h1 className={`${s['hidden-title']} visually-hidden`}>{title}</h1>
      <div className={s['list']}>{list}</div>
      <section className={s['item']} aria-label="What is open">
        {item}
      </section>
    </main>
  );
}

/** The head of a list: what it is, how much of it. */
export function ListTop({
  title,
  sub,
  actions,
}: {
  readonly title: string;
  readonly sub: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <header className={s['top']}>
      <h1>{title}</h1>
      <span className={s['sub']}>{sub}</span>
      {actions}
    </header>
  );
}

/** Search and filters over a list. */
export function ListTools({ children }: { readonly children: ReactNode }) {
  return <div className={s['tools']}>{children}</div>;
}

/** Something to be known before the rows of a list. */
export function ListNotice({ children }: { readonly children: ReactNode }) {
  return <div className={s['notice']}>{children}</div>;
}

export interface ItemPaneProps {
  /** What kind of thing it is. */
  readonly kind: ReactNode;
  readonly badge?: ReactNode;
  readonly title: string;
  readonly sentence: ReactNode;
  readonly notices?: ReactNode;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
  readonly onBack: () => void;
}

/** The thing that is open. */
export function ItemPane({ kind, badge, title, sentence, notices, children, foot, onBack }: ItemPaneProps) {
  return (
    <>
      <header className={s['top']}>
        <span className={s['back']}>
          <IconButton label="Back to the list" icon={<ArrowLeft size={16} aria-hidden="true" />} onClick={onBack} />
        </span>
        <span className={s['sub']}>{kind}</span>
        {badge}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={s['body']} tabIndex={0} role="group" aria-label={title}>
        <h2 className={s['title']}>{title}</h2>
        <p className={s['sentence']}>{sentence}</p>
        {notices !== undefined && <div className={s['notices']}>{notices}</div>}
        {children}
      </div>
      {foot !== undefined && <footer className={s['foot']}>{foot}</footer>}
    </>
  );
}

/** In the place of a thing: nothing open, or why it cannot be shown. */
export function ItemPlace({ children }: { readonly children: ReactNode }) {
  return <div className={s['place']}>{children}</div>;
}

/** Quiet words at the foot: what is being done, or what is still to be done. */
export function Checked({ children }: { readonly children: ReactNode }) {
  return <span className={s['checked']}>{children}</span>;
}

/** When main asked the platform last, at the foot. @param doing what is being done, in words, in its place */
export function CheckedAt({ iso, doing = null }: { readonly iso: string; readonly doing?: string | null }) {
  return (
    <Checked>
      {doing ?? (
        <>
          Checked with the platform <Time iso={iso} pace="second" />
        </>
      )}
    </Checked>
  );
}
