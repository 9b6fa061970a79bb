import { lazy, Suspense } from 'react';
import { FaultBoundary } from './features/shell/FaultBoundary.tsx';
import { Shell } from './features/shell/Shell.tsx';
import { Trouble } from './features/shell/Trouble.tsx';
import { useOverlay } from './state/overlay.ts';
import { LiveRegion } from './ui/LiveRegion.tsx';

const Overlays = lazy(() => import('./features/overlays/Overlays.tsx').then(({ Overlays }) => ({ default: Overlays })));

export function App() {
  const overlay = useOverlay((state) => state.shown);
  return (
    <>
      <FaultBoundary where="window">
        <Shell />
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
