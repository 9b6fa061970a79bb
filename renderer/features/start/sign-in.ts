import { create } from 'zustand';
import type { Failure } from '../../../app/result.ts';
import { client } from '../../data/bridge.ts';
import { takeSession } from '../../live.ts';

/** Why the last attempt of this window failed; null after a success or a new attempt. */
export const useSignInFailure = create<{ readonly failure: Failure | null }>(() => ({ failure: null }));

/** Starts a sign-in. Main opens the browser; the session tells how it goes. */
export async function signIn(method: 'browser' | 'device-code'): Promise<void> {
  useSignInFailure.setState({ failure: null });
  const answer = await client.session.signIn({ method });
  if (answer.ok) takeSession(answer.value);
  else if (answer.error.code !== 'app.cancelled') useSignInFailure.setState({ failure: answer.error });
}

/** Goes over to a device code, for when no browser opens here. */
export async function switchToDeviceCode(): Promise<void> {
  await client.session.cancelSignIn({});
  await signIn('device-code');
}
