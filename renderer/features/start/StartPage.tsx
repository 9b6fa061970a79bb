import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { startQuery } from '../../data/queries.ts';
import s from './Start.module.css';

/** The frame of everything before somebody is signed in. */
export function StartPage({ children, foot }: { readonly children: ReactNode; readonly foot?: ReactNode }) {
  const start = useQuery(startQuery).data;
  return (
    <main className={s['page']}>
      <div className={s['panel']}>{children}</div>
      <p className={s['foot']}>
        {foot}
        <span>Keydock {start?.version}</span>
      </p>
    </main>
  );
}
