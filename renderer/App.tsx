import { lazy, Suspense } from 'react';
import { accountOf } from './data/account-of.ts';
import { useSession } from './data/queries.ts';
import { FaultBoundary } from './features/shell/FaultBoundary.tsx';
import { Shell } from './features/shell/Shell.tsx';
import { Trouble } from './features/shell/Trouble.tsx';
import { useOverlay } from './state/overlay.ts';
import { LiveRegion } from './ui/LiveRegion.tsx';

const NoProfile = lazy(() =>
  import('./features/start/NoProfile.tsx').then(({ NoProfile }) => ({ default: NoProfile })),
);
const SignIn = lazy(() => import('./features/start/SignIn.tsx').then(({ SignIn }) => ({ default: SignIn })));
const Overlays = lazy(() => import('./features/overlays/Overlays.tsx').then(({ Overlays }) => ({ default: Overlays })));

/** Which of the three windows it is: nobody's, somebody's to be, or somebody's. */
function Screen() {
  const session = useSession();
  if (session.kind === 'no-profile') return <NoProfile />;
  // A session that has ended keeps its screens: the work stays, a bar asks to sign in again.
  if (accountOf(session) === null) return <SignIn session={session} />;
  return <Shell />;
}

export function App() {
  const overlay = useOverlay((state) => state.shown);
  return (
    <>
      <FaultBoundary where="window">
        <Suspense fallback={null}>
          <Screen />
        </Suspense>
      </FaultBoundary>
      {overlay !== null && (
        <FaultBoundary where={overlay}>
          <Suspense fallback={null}>
            <Overlays shown={overlay} />
          </Suspense>
        </FaultBoundary>
      )}
      <Trouble />
      <LiveRegion />
    </>
  );
}
