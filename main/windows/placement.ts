/** A rectangle on the desktop, in device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const DEFAULT_SIZE = { width: 1280, height: 800 } as const;
export const MINIMUM_SIZE = { width: 760, height: 520 } as const;
/** So much of the title bar must be on a screen that the window can be dragged. */
const REACHABLE = { width: 120, height: 32 } as const;

/**
 * Where to open a window that was elsewhere before. A screen may have gone, or have become smaller.
 * @param kept the bounds kept at the last close, if any
 * @param screens work areas of the screens there are now, the primary one first
 * @returns the kept bounds, made to fit; without a position (the system centres it) where they are on no screen any more
 */
export function placeWindow(
  kept: Rectangle | null,
  screens: readonly Rectangle[],
): { readonly x?: number; readonly y?: number; readonly width: number; readonly height: number } {
  const primary = screens[0];
  const screen = kept === null ? undefined : screens.find((area) => isReachable(kept, area));
  const area = screen ?? primary;
  const within = (wanted: number, least: number, room: number | undefined): number =>
    Math.round(Math.max(least, Math.min(wanted, room ?? wanted)));
  const size = {
    width: within(kept?.width ?? DEFAULT_SIZE.width, MINIMUM_SIZE.width, area?.width),
    height: within(kept?.height ?? DEFAULT_SIZE.height, MINIMUM_SIZE.height, area?.height),
  };
  return kept === null || screen === undefined ? size : { x: Math.round(kept.x), y: Math.round(kept.y), ...size };
}

/** Is enough of the title bar inside this screen? */
function isReachable(window: Rectangle, screen: Rectangle): boolean {
  const across =
    Math.min(window.x + Math.max(window.width, MINIMUM_SIZE.width), screen.x + screen.width) -
    Math.max(window.x, screen.x);
  const top = window.y - screen.y;
  return across >= REACHABLE.width && top >= 0 && top <= screen.height - REACHABLE.height;
}
