import type { AuthenticationResult, DeviceCodeRequest } from '@azure/msal-node';
import { fail, ok, type Result } from '../../app/result.ts';
import { unlessAborted } from './browser-sign-in.ts';
import type { Msal } from './msal.ts';

/** What a person types in elsewhere, and where. */
export interface DeviceCode {
  readonly userCode: string;
  readonly verificationUri: string;
  /** When the service stops accepting it, in ms since 1970. */
  readonly expiresAt: number;
}

/**
 * Device code, for where no browser opens (RFC 8628).
 * @param signal ends the wait at once; the polling stops with the next try
 * @param onCode gets the code as soon as the service has given it out
 */
export async function signInByDeviceCode({
  msal,
  scope,
  signal,
  onCode,
}: {
  readonly msal: Msal;
  readonly scope: string;
  readonly signal: AbortSignal;
  readonly onCode: (code: DeviceCode) => void;
}): Promise<Result<AuthenticationResult>> {
  const request: DeviceCodeRequest = {
    scopes: [scope],
    deviceCodeCallback: ({ userCode, verificationUri, expiresIn }) => {
      if (signal.aborted) request.cancel = true;
      else onCode({ userCode, verificationUri, expiresAt: Date.now() + expiresIn * 1000 });
    },
  };
  signal.addEventListener('abort', () => {
    request.cancel = true;
  });
  const result = await unlessAborted(msal.application.acquireTokenByDeviceCode(request), signal);
  return result === null ? fail('session.sign-in-refused', { reason: 'no account' }) : ok(result);
}
