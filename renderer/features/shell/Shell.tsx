import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { summaryQuery, useActiveProfile } from '../../data/queries.ts';
import { refreshAll } from '../../live.ts';
import { useKeys } from '../../state/keys.ts';
import { showOverlay } from '../../state/overlay.ts';
import type { Route } from '../../state/route.ts';
import { useRoute } from '../../state/use-route.ts';
import { Approvals } from '../approvals/Approvals.tsx';
import { ConnectionBar } from './ConnectionBar.tsx';
import { focusSearch } from './commands.ts';
import { FaultBoundary } from './FaultBoundary.tsx';
import { Rail } from './Rail.tsx';
import { SessionBar } from './SessionBar.tsx';
import s from './Shell.module.css';

const Requests = lazy(() => import('../requests/Requests.tsx').then(({ Requests }) => ({ default: Requests })));
const Products = lazy(() => import('../products/Products.tsx').then(({ Products }) => ({ default: Products })));
const Journal = lazy(() => import('../journal/Journal.tsx').then(({ Journal }) => ({ default: Journal })));
const Account = lazy(() => import('../account/Account.tsx').then(({ Account }) => ({ default: Account })));
const Profiles = lazy(() => import('../profiles/Profiles.tsx').then(({ Profiles }) => ({ default: Profiles })));

function ScreenOf({ route }: { readonly route: Route }) {
  switch (route.screen) {
    case 'approvals':
      return <Approvals route={route} />;
    case 'requests':
      return <Requests route={route} />;
    case 'products':
      return <Products route={route} />;
    case 'journal':
      return <Journal route={route} />;
    case 'account':
      return <Account />;
    case 'profiles':
      return <Profiles />;
    default:
      return route satisfies never;
  }
}

const titles = {
  approvals: 'Approvals',
  requests: 'Requests',
  products: 'Products',
  journal: 'Journal',
  account: 'Account',
  profiles: 'Profiles',
} as const satisfies Record<Route['screen'], string>;

/** How many wait for this person, over all queues. */
function useWaiting(): number {
  const summary = useQuery(summaryQuery).data;
  return summary?.queues.reduce((sum, { count }) => sum + count, 0) ?? 0;
}

/** The window of somebody who is signed in: what is always in view, and the screen. */
export function Shell() {
  const route = useRoute();
  const profile = useActiveProfile();
  const waiting = useWaiting();

  // For desktops that show no badge.
  useEffect(() => {
    const count = waiting > 0 ? `(${waiting.toLocaleString()}) ` : '';
    document.title = `${count}${titles[route.screen]} — ${profile?.name ?? 'Keydock'}`;
  }, [waiting, route.screen, profile?.name]);

  useKeys({
    'mod+k': () => showOverlay('jump'),
    'mod+f': focusSearch,
    'mod+r': () => void refreshAll(),
    '/': focusSearch,
    '?': () => showOverlay('shortcuts'),
    'mod+/': () => showOverlay('shortcuts'),
  });

  return (
    <div className={s['shell']}>
      <Rail screen={route.screen} waiting={waiting} />
      <div className={s['main']}>
        <SessionBar />
        <ConnectionBar />
        <FaultBoundary key={route.screen} where={route.screen}>
          <Suspense fallback={<div className={s['loading']} />}>
            <ScreenOf route={route} />
          </Suspense>
        </FaultBoundary>
      </div>
    </div>
  );
}
