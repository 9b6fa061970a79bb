import { useLayoutEffect, useRef } from 'react';

/**
 * Sets a user-timing mark once, when what `isThere` speaks of has been painted: any performance trace of the window
 * then shows the moment (User Timing Level 3). The task after an animation frame is the first that runs after its paint.
 */
export function usePaintMark(name: string, isThere: boolean): void {
  const isMarked = useRef(false);
  useLayoutEffect(() => {
    if (!isThere || isMarked.current) return;
    isMarked.current = true;
    requestAnimationFrame(() => setTimeout(() => performance.mark(name), 0));
  }, [name, isThere]);
}
