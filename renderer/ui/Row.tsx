import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ApprovalRow } from '../../app/contract/shapes.ts';
import type { Mark } from '../../app/facts.ts';
import { Badge } from './Badge.tsx';
import s from './Row.module.css';
import { rowIcons } from './row-icons.ts';
import { visible } from './shorten.ts';

/** Heights in px, exact, since long lists measure nothing. They are set in Row.module.css as well. */
export const rowHeights = { plain: 60, marked: 85, head: 40 } as const;

export interface RowFrameProps {
  readonly icon: LucideIcon;
  /** What the picture says, in words. */
  readonly noun: string;
  /** `head` stands above the rows that belong to it. */
  readonly form?: 'plain' | 'head';
  /** Drawn in the accent colour, for what is open or under way. */
  readonly isLit?: boolean;
  readonly isActive: boolean;
  /** What it is: a title and what is below it, or a sentence. */
  readonly children: ReactNode;
  /** How old it is and how it stands. */
  readonly side: ReactNode;
}

/** The frame of every row of a list: two cells, what it is and how it stands. */
export function RowFrame({ icon: Icon, noun, form = 'plain', isLit = false, isActive, children, side }: RowFrameProps) {
  return (
    // A grid's rows are made of its cells; a line break between two.
    <div className={s['row']} data-form={form} data-active={isActive || undefined} role="presentation">
      <div role="gridcell" className={s['what']}>
        <Icon size={form === 'head' ? 14 : 16} aria-hidden="true" className={s['icon']} data-lit={isLit || undefined} />
        <span className="visually-hidden">{noun}: </span>
        {children}
      </div>
      <div role="gridcell" className={s['side']}>
        {side}
      </div>
    </div>
  );
}

/** What a row is called, in one line. */
export function RowTitle({ children }: { readonly children: ReactNode }) {
  return <span className={s['title']}>{children}</span>;
}

/** What is to be known beside the name, in one line. */
export function RowSubtitle({ children }: { readonly children: ReactNode }) {
  return <span className={s['subtitle']}>{children}</span>;
}

/** A row that is no thing but something that happened: a sentence of two lines at the most. */
export function RowSentence({ children }: { readonly children: ReactNode }) {
  return <span className={s['sentence']}>{children}</span>;
}

/** The quiet words at the side: how old it is, or how it stands where that is nothing special. */
export function RowAside({ children }: { readonly children: ReactNode }) {
  return <span className={s['aside']}>{children}</span>;
}

export interface RowProps extends Pick<RowFrameProps, 'noun' | 'isActive'> {
  readonly icon: ApprovalRow['icon'];
  readonly title: string;
  readonly subtitle: string;
  readonly marks?: readonly Mark[];
  readonly age?: ReactNode;
  readonly isUnread?: boolean;
  readonly state?: ReactNode;
}

/** A thing of the platform in a list. */
export function Row({ icon, title, subtitle, marks = [], age, isUnread = false, state, ...frame }: RowProps) {
  return (
    <RowFrame
      {...frame}
      icon={rowIcons[icon]}
      side={
        <>
          <RowAside>
            {isUnread && <span className={s['unread']} />}
            {age}
          </RowAside>
          {state}
        </>
      }
    >
      <RowTitle>{visible(title)}</RowTitle>
      {isUnread && <span className="visually-hidden">, new</span>}
      <RowSubtitle>{visible(subtitle)}</RowSubtitle>
      {marks.length > 0 && (
        <span className={s['marks']}>
          {marks.map(({ text, tone }) => (
            <Badge key={text} tone={tone}>
              {text}
            </Badge>
          ))}
        </span>
      )}
    </RowFrame>
  );
}

/** A row that is not loaded yet, in its place. */
export function RowPlace() {
  return (
    <div className={s['row']} role="presentation">
      <div role="gridcell" className={s['what']}>
        <span className="visually-hidden">Loading</span>
        <span className={s['ghost']} />
        <span className={s['ghost']} />
      </div>
    </div>
  );
}

/** The first rows of a list that has not answered yet. Nothing jumps when it does. */
export function GhostRows() {
  return (
    <div aria-hidden="true" className={s['ghosts']}>
      {[0, 1, 2, 3, 4, 5].map((place) => (
        <div key={place} className={s['row']}>
          <div className={s['what']}>
            <span className={s['ghost']} />
            <span className={s['ghost']} />
          </div>
        </div>
      ))}
    </div>
  );
}
