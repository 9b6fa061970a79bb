import type { ReactNode } from 'react';
import type { ApprovalRow } from '../../app/contract/shapes.ts';
import type { Mark } from '../../app/facts.ts';
import { Badge } from './Badge.tsx';
import s from './Row.module.css';
import { rowIcons } from './row-icons.ts';
import { visible } from './shorten.ts';

/** Heights in px, exact, since long lists measure nothing. They are set in Row.module.css as well. */
export const rowHeights = { plain: 60, marked: 85 } as const;

export interface RowProps {
  readonly icon: ApprovalRow['icon'];
  /** What the picture says, in words. */
  readonly noun: string;
  readonly title: string;
  readonly subtitle: string;
  readonly marks?: readonly Mark[];
  readonly age?: ReactNode;
  readonly isActive: boolean;
  readonly isUnread?: boolean;
  /** A grid's rows are made of its cells; a line break between two. */
  readonly state?: ReactNode;
}

/** A row of a list: two cells, what it is and how old it is. */
export function Row({ icon, noun, title, subtitle, marks = [], age, isActive, isUnread = false, state }: RowProps) {
  const Icon = rowIcons[icon];
  return (
    <div className={s['row']} data-active={isActive || undefined} role="presentation">
      <div role="gridcell" className={s['what']}>
        <Icon size={16} aria-hidden="true" className={s['icon']} />
        <span className="visually-hidden">{noun}: </span>
        <span className={s['title']}>{visible(title)}</span>
        {isUnread && <span className="visually-hidden">, new</span>}
        <span className={s['subtitle']}>{visible(subtitle)}</span>
        {marks.length > 0 && (
          <span className={s['marks']}>
            {marks.map(({ text, tone }) => (
              <Badge key={text} tone={tone}>
                {text}
              </Badge>
            ))}
          </span>
        )}
      </div>
      <div role="gridcell" className={s['side']}>
        <span className={s['age']}>
          {isUnread && <span className={s['unread']} />}
          {age}
        </span>
        {state}
      </div>
    </div>
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
