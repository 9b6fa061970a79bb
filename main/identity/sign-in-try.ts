import type { AuthenticationResult } from '@azure/msal-node';
import type { Profile } from '../../app/profile.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Log } from '../log.ts';
import type { Network } from '../network/network.ts';
import { signInByBrowser, unlessAborted } from './browser-sign-in.ts';
import { signInByDeviceCode } from './device-sign-in.ts';
import { type Msal, openMsal } from './msal.ts';
import type { OpenExternal } from './open-external.ts';
import { msalErrorOf, signInFailureOf } from './sign-in-failures.ts';

export type Method = 'browser' | 'device-code';

/** How far a try has come. */
export interface Progress {
  readonly deviceCode: { readonly userCode: string; readonly verificationUri: string } | null;
  /** ISO time. */
  readonly givesUpAt: string;
}

type Signed = Result<{ readonly result: AuthenticationResult; readonly msal: Msal }>;

/** One try to sign in, from the press of the button to its end. */
export interface SignInTry {
  readonly givesUpAt: string;
  /** The link for the browser, once there is one. */
  link(): string | null;
  cancel(): void;
  /** Never rejects. */
  readonly done: Promise<Signed>;
}

/** Codes live 15 minutes at Entra; a service that promises more is not waited for longer. */
const DEVICE_LIMIT_MS = 900_000;

/** Why a try was ended from our side. */
class Ended extends Error {
  override readonly name = 'Ended';
  readonly why: 'cancelled' | 'timeout';
  constructor(why: 'cancelled' | 'timeout') {
    super(why);
    this.why = why;
  }
}

/** Starts a try with an MSAL application of its own. Time limit, Cancel and "copy link" are ours: MSAL has none. */
export function startSignIn({
  method,
  profile,
  network,
  openExternal,
  again,
  limitMs,
  log,
  onProgress,
}: {
  readonly method: Method;
  readonly profile: Profile;
  readonly network: Pick<Network, 'fetch'>;
  readonly openExternal: OpenExternal;
  readonly again: string | null;
  readonly limitMs: number;
  readonly log: Log;
  readonly onProgress: (progress: Progress) => void;
}): SignInTry {
  const ending = new AbortController();
  const { signal } = ending;
  let link: string | null = null;
  let failureOfNetwork: Msal['networkFailure'] = () => null;
  let minutes = Math.ceil(limitMs / 60_000);
  let timer = setTimeout(() => ending.abort(new Ended('timeout')), limitMs);
  const givesUpAt = new Date(Date.now() + limitMs).toISOString();

  async function run(): Promise<Signed> {
    const msal = await openMsal(profile, network);
    failureOfNetwork = msal.networkFailure;
    signal.throwIfAborted();
    const result =
      method === 'browser'
        ? await signInByBrowser({
            msal,
            profile,
            openExternal,
            again,
            signal,
            onLink: (url) => {
              link = url;
            },
          })
        : await signInByDeviceCode({
            msal,
            scope: profile.scope,
            signal,
            onCode: ({ userCode, verificationUri, expiresAt }) => {
              const limit = Math.min(expiresAt - Date.now(), DEVICE_LIMIT_MS);
              clearTimeout(timer);
              timer = setTimeout(() => ending.abort(new Ended('timeout')), limit);
              minutes = Math.ceil(limit / 60_000);
              const end = new Date(Date.now() + limit).toISOString();
              onProgress({ deviceCode: { userCode, verificationUri }, givesUpAt: end });
            },
          });
    return result.ok ? ok({ result: result.value, msal }) : result;
  }

  function failed(error: unknown): Signed {
    if (error instanceof Ended) {
      return error.why === 'cancelled' ? fail('app.cancelled') : fail('session.sign-in-timeout', { minutes });
    }
    const known = msalErrorOf(error);
    if (known === null) return fail('app.unexpected', {}, { incident: log.incident('session.sign-in', error) });
    return { ok: false, error: signInFailureOf(known.code, known.description, failureOfNetwork()).failure };
  }

  // Ended at once from our side, even while MSAL waits for a service that does not answer: what comes of it later is
  // not looked at, and dies with its application.
  const done = unlessAborted(run(), signal)
    .catch(failed)
    .finally(() => {
      clearTimeout(timer);
      link = null;
    });

  return {
    givesUpAt,
    link: () => link,
    cancel: () => ending.abort(new Ended('cancelled')),
    done,
  };
}
