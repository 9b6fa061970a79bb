import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import s from './Notice.module.css';

const icons = { warn: TriangleAlert, danger: CircleAlert, ok: CircleCheck, info: Info } as const;

export interface NoticeProps {
  readonly tone: keyof typeof icons;
  readonly title: string;
  readonly children?: ReactNode;
  /** What can be done about it. */
  readonly actions?: ReactNode;
  /** Said by a screen reader when it appears: `alert` interrupts, `status` waits. */
  readonly role?: 'alert' | 'status';
}

/** A sentence that must be seen, in a frame: the title is the fact, the rest is what it means. */
export function Notice({ tone, title, children, actions, role }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className={`${s['notice']} ${s[tone]}`} role={role}>
      <Icon size={18} aria-hidden="true" className={s['icon']} />
      <div className={s['words']}>
        <p>
          <strong>{title}</strong> {children}
        </p>
        {actions !== undefined && <div className={s['actions']}>{actions}</div>}
      </div>
    </div>
  );
}
