import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import type { Session } from '../../../app/contract/shapes.ts';
import { accountOf } from '../../data/account-of.ts';
import { summaryQuery, useActiveProfile, useSession } from '../../data/queries.ts';
import { refreshAll } from '../../live.ts';
import { useKeys } from '../../state/keys.ts';
import { showOverlay } from '../../state/overlay.ts';
import type { Route } from '../../state/route.ts';
import { useRoute } from '../../state/use-route.ts';
import { Approvals } from '../approvals/Approvals.tsx';
import { ConnectionBar } from './ConnectionBar.tsx';
import { focusSearch } from './commands.ts';
import { FaultBoundary } from './FaultBoundary.tsx';
import { FileDrop } from './FileDrop.tsx';
import { Rail } from './Rail.tsx';
import { SessionBar } from './SessionBar.tsx';
import s from './Shell.module.css';

const NoProfile = lazy(() => import('../start/NoProfile.tsx').then(({ NoProfile }) => ({ default: NoProfile })));
const SignIn = lazy(() => import('../start/SignIn.tsx').then(({ SignIn }) => ({ default: SignIn })));
const Requests = lazy(() => import('../requests/Requests.tsx').then(({ Requests }) => ({ default: Requests })));
const Products = lazy(() => import('../products/Products.tsx').then(({ Products }) => ({ default: Products })));
const Decrypt = lazy(() => import('../decrypt/Decrypt.tsx').then(({ Decrypt }) => ({ default: Decrypt })));
const Tokens = lazy(() => import('../tokens/Tokens.tsx').then(({ Tokens }) => ({ default: Tokens })));
const Export = lazy(() => import('../export/Export.tsx').then(({ Export }) => ({ default: Export })));
const Clients = lazy(() => import('../clients/Clients.tsx').then(({ Clients }) => ({ default: Clients })));
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
    case 'decrypt':
      return <Decrypt route={route} />;
    case 'tokens':
      return <Tokens route={route} />;
    case 'export':
      return <Export route={route} />;
    case 'clients':
      return <Clients route={route} />;
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

/** What each screen is called, and whether it shows the platform: then somebody has to be signed in there. */
const screens = {
  approvals: { title: 'Approvals', isOfPlatform: true },
  requests: { title: 'Requests', isOfPlatform: true },
  products: { title: 'Products', isOfPlatform: true },
  decrypt: { title: 'Decrypt files', isOfPlatform: false },
  tokens: { title: 'Tokens', isOfPlatform: false },
  export: { title: 'Export keys', isOfPlatform: true },
  clients: { title: 'Clients', isOfPlatform: true },
  journal: { title: 'Journal', isOfPlatform: false },
  account: { title: 'Account', isOfPlatform: true },
  profiles: { title: 'Profiles', isOfPlatform: false },
} as const satisfies Record<Route['screen'], { readonly title: string; readonly isOfPlatform: boolean }>;

const missingTitles = { profile: 'Welcome', account: 'Sign in' } as const;

/** What stands in the place of a screen of the platform for the time being; null where nothing is in its way. */
function missingFor(screen: Route['screen'], session: Session): keyof typeof missingTitles | null {
  if (!screens[screen].isOfPlatform) return null;
  if (session.kind === 'no-profile') return 'profile';
  // A session that has ended keeps its screens: the work stays, a bar asks to sign in again.
  return accountOf(session) === null ? 'account' : null;
}

/** Whose a screen is: of the platform, one account's. Another account's is drawn from nothing. */
function ownerOf(screen: Route['screen'], session: Session): string {
  return (screens[screen].isOfPlatform && accountOf(session)?.identity) || 'this machine';
}

/** How many wait for this person, over all queues. */
function useWaiting(): number {
  const summary = useQuery(summaryQuery).data;
  return summary?.queues.reduce((sum, { count }) => sum + count, 0) ?? 0;
}

/** The window: what is always in view, and the screen. What needs no platform works with nobody signed in. */
export function Shell() {
  const route = useRoute();
  const session = useSession();
  const profile = useActiveProfile();
  const missing = missingFor(route.screen, session);
  const title = missing === null ? screens[route.screen].title : missingTitles[missing];
  const waiting = useWaiting();

  // For desktops that show no badge.
  useEffect(() => {
    const count = waiting > 0 ? `(${waiting.toLocaleString()}) ` : '';
    document.title = `${count}${title} — ${profile?.name ?? 'Keydock'}`;
  }, [waiting, title, profile?.name]);

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
            {missing === 'profile' && <NoProfile />}
            {missing === 'account' && <SignIn session={session} />}
            {missing === null && <ScreenOf key={ownerOf(route.screen, session)} route={route} />}
          </Suspense>
        </FaultBoundary>
      </div>
      <FileDrop />
    </div>
  );
}
