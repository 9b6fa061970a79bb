import type { INetworkModule, NetworkRequestOptions, NetworkResponse, PublicClientApplication } from '@azure/msal-node';
import type { Profile } from '../../app/profile.ts';
import type { Failure } from '../../app/result.ts';
import { readBody } from '../network/body.ts';
import { hostForPeople } from '../network/hosts.ts';
import type { Network } from '../network/network.ts';
import { NetworkError } from '../network/network-error.ts';

const MAX_ANSWER = 1024 * 1024;
/** RFC 8628 section 3.2: the pause between polls where the service names none. MSAL would poll without any. */
const DEVICE_POLL_SECONDS = 5;

/** One MSAL application with a cache of its own, and what its last request met. */
export interface Msal {
  readonly application: PublicClientApplication;
  /** The cache as text; holds tokens in the clear. */
  serialized(): string;
  /** Why the last request got no usable answer: MSAL reports all of them as the same error. */
  networkFailure(): Failure | null;
}

/**
 * Loads MSAL (about 100 ms, so never before it is needed) and makes an application for one account: each try to sign
 * in has its own, and only a success is taken over, so that nothing of a cancelled one can linger.
 * @param kept the cache of an earlier run
 */
export async function openMsal(profile: Profile, network: Pick<Network, 'fetch'>, kept?: string): Promise<Msal> {
  const { PublicClientApplication: Application } = await import('@azure/msal-node');
  let failure: Failure | null = null;

  async function send<T>(
    url: string,
    method: 'GET' | 'POST',
    options?: NetworkRequestOptions,
    timeout?: number,
  ): Promise<NetworkResponse<T>> {
    failure = null;
    try {
      const response = await network.fetch(url, {
        method,
        ...(options?.headers === undefined ? {} : { headers: options.headers }),
        ...(method === 'POST' ? { body: options?.body ?? '' } : {}),
        ...(timeout === undefined ? {} : { timeoutMs: timeout }),
      });
      const body = await readBody(response, MAX_ANSWER, hostForPeople(url));
      const value = body.ok ? jsonOf(body.value) : undefined;
      if (value === undefined) {
        failure = {
          code: 'session.sign-in-refused',
          facts: { reason: `something Keydock cannot read (HTTP ${response.status})` },
        };
        throw new Error('unreadable answer');
      }
      if (new URL(url).pathname.endsWith('/devicecode') && response.ok && typeof value['interval'] !== 'number') {
        value['interval'] = DEVICE_POLL_SECONDS;
      }
      // MSAL names the shape it expects and checks what it uses; what arrived is only known to be an object.
      return { status: response.status, headers: Object.fromEntries(response.headers), body: value as T };
    } catch (error) {
      if (error instanceof NetworkError) failure = error.failure;
      throw error;
    }
  }

  const networkClient: INetworkModule = {
    sendGetRequestAsync: (url, options, timeout) => send(url, 'GET', options, timeout),
    sendPostRequestAsync: (url, options) => send(url, 'POST', options),
  };
  const application = new Application({
    auth: { clientId: profile.clientId, authority: profile.authority, knownAuthorities: profile.knownAuthorities },
    system: { networkClient },
  });
  if (kept !== undefined) application.getTokenCache().deserialize(kept);
  return {
    application,
    serialized: () => application.getTokenCache().serialize(),
    networkFailure: () => failure,
  };
}

function jsonOf(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
