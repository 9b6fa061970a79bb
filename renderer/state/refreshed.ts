import { create } from 'zustand';

/** How often the platform was to be asked again for everything in view. Long lists listen to it; queries are invalidated. */
export const useRefreshed = create<{ readonly times: number }>(() => ({ times: 0 }));

export function refreshLists(): void {
  useRefreshed.setState(({ times }) => ({ times: times + 1 }));
}
