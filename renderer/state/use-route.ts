import { useSyncExternalStore } from 'react';
import { hashOf, parseRoute, type Route } from './route.ts';

let current: { readonly hash: string; readonly route: Route } = { hash: '', route: parseRoute('') };

/** Where the window is now. */
export function routeNow(): Route {
  const { hash } = window.location;
  // The same hash gives the same object, so that React sees no change.
  if (hash !== current.hash) current = { hash, route: parseRoute(hash) };
  return current.route;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Where the window is, and draws again when that changes. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, routeNow);
}

/** Goes somewhere. `replace` leaves no trace in the history, for steps nobody would go back to. */
export function go(route: Route, how: 'push' | 'replace' = 'push'): void {
  const hash = hashOf(route);
  if (hash === window.location.hash) return;
  if (how === 'replace') window.location.replace(hash);
  else window.location.hash = hash;
}
