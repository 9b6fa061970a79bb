import { create } from 'zustand';

/** What lies over the window. One at a time. */
export type Overlay = 'shortcuts' | 'jump' | 'diagnostics';

export const useOverlay = create<{ readonly shown: Overlay | null }>(() => ({ shown: null }));

export function showOverlay(shown: Overlay | null): void {
  useOverlay.setState({ shown });
}
