import { createHash, randomBytes } from 'node:crypto';
import type { AuthenticationResult } from '@azure/msal-node';
import type { Profile } from '../../app/profile.ts';
import { ok, type Result } from '../../app/result.ts';
import { accountOf } from './account.ts';
import { openLoopback } from './loopback.ts';
import type { Msal } from './msal.ts';
import type { OpenExternal } from './open-external.ts';
import { signInFailureOf } from './sign-in-failures.ts';

/** 32 random bytes: 43 characters, as RFC 7636 section 4.1 recommends for a verifier. */
const unguessable = (): string => randomBytes(32).toString('base64url');

/**
 * Authorization code with PKCE in the system browser, coming back to a loopback port (RFC 8252, RFC 7636).
 * @param again whom to sign in again; without it the service asks which account
 * @param signal ends the wait; the promise then rejects with its reason
 * @param onLink gets the link, for "copy link"
 */
export async function signInByBrowser({
  msal,
  profile,
  openExternal,
  again,
  signal,
  onLink,
}: {
  readonly msal: Msal;
  readonly profile: Profile;
  readonly openExternal: OpenExternal;
  readonly again: string | null;
  readonly signal: AbortSignal;
  readonly onLink: (link: string) => void;
}): Promise<Result<AuthenticationResult>> {
  const [state, nonce, codeVerifier] = [unguessable(), unguessable(), unguessable()];
  const scopes = [profile.scope];
  const loopback = await openLoopback(state);
  try {
    const { redirectUri } = loopback;
    const link = await msal.application.getAuthCodeUrl({
      scopes,
      redirectUri,
      responseMode: 'query',
      codeChallenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      codeChallengeMethod: 'S256',
      state,
      nonce,
      ...(again === null ? { prompt: 'select_account' } : { loginHint: again }),
    });
    signal.throwIfAborted();
    onLink(link);
    const opened = await openExternal(link);
    if (!opened.ok) return opened;

    const back = await unlessAborted(loopback.returned, signal);
    if (back.kind === 'error') {
      loopback.tell(false);
      return { ok: false, error: signInFailureOf(back.code, back.description, null).failure };
    }
    const result = await msal.application.acquireTokenByCode(
      { code: back.code, codeVerifier, redirectUri, scopes, state, nonce },
      { code: back.code, state },
    );
    signal.throwIfAborted();
    // The browser must not say "signed in" of an account that is refused a moment later.
    const account = accountOf(result.idTokenClaims, profile);
    if (!account.ok) return account;
    loopback.tell(true);
    return ok(result);
  } finally {
    // Says "not signed in" to a browser that nobody has told anything yet.
    loopback.tell(false);
    loopback.close();
  }
}

/** Waits for a promise, but not longer than a signal lets it. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
