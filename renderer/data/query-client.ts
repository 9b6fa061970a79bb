import { QueryClient } from '@tanstack/react-query';

/** All that is known of the platform, but for long lists (see page-source.ts). Main repeats what may be repeated, so nothing is tried twice here. */
export const queryClient = new QueryClient({
  defaultOptions: {
    // `always`: the window has no network of its own to be offline with; main says how the connection stands.
    queries: { networkMode: 'always', retry: false, staleTime: 5_000, refetchOnReconnect: false },
    mutations: { networkMode: 'always', retry: false },
  },
});
