import type { Theme } from '../../app/contract/shapes.ts';
import { useLetterKeys } from '../state/keys.ts';
import { orTrouble } from '../state/trouble.ts';
import { client } from './bridge.ts';
import { startQuery } from './queries.ts';
import { queryClient } from './query-client.ts';

/** Sets the colours of every window, and has main keep it. */
export async function setTheme(theme: Theme): Promise<void> {
  if ((await orTrouble(client.app.setTheme({ theme }))) === undefined) return;
  queryClient.setQueryData(startQuery.queryKey, (start) => (start === undefined ? start : { ...start, theme }));
}

/** Turns keys without Ctrl on or off, and has main keep it. */
export async function setLetterKeys(isOn: boolean): Promise<void> {
  if ((await orTrouble(client.app.setLetterKeys({ isOn }))) !== undefined) useLetterKeys.setState({ isOn });
}
