import type { ReactNode } from 'react';
import s from './Empty.module.css';

/** An empty place: what would appear here, and what to do. */
export function Empty({
  icon,
  title,
  children,
  actions,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className={s['empty']}>
      <span className={s['icon']} aria-hidden="true">
        {icon}
      </span>
      <p className={s['title']}>{title}</p>
      <p className={s['text']}>{children}</p>
      {actions !== undefined && <div className={s['actions']}>{actions}</div>}
    </div>
  );
}
