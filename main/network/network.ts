import { app, session } from 'electron';
import type { Profile } from '../../app/profile.ts';
import { readAnchors } from './anchors.ts';
import { hostForPeople, hostRuleOf } from './hosts.ts';
import { NetworkError, networkErrorOf } from './network-error.ts';
import { createCertificateJudge } from './verify-proc.ts';

/** How long a request may take, headers and body together, unless the caller says otherwise. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** What may be said about a request; cookies, cache and redirects are not among it. */
export interface NetworkInit {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** Cancels; the request then fails with `app.cancelled`. */
  readonly signal?: AbortSignal;
  /** For headers and body together, in ms. */
  readonly timeoutMs?: number;
}

/** The one way out of the app: everything it sends goes through the session of the active profile. */
export interface Network {
  /**
   * @returns any answer, whatever its status. Read its body with `readBody`, which limits its size and maps its errors
   * @throws NetworkError where there is no answer
   */
  fetch(url: string, init?: NetworkInit): Promise<Response>;
  /** Breaks every connection off. Nothing can be fetched afterwards. */
  close(): Promise<void>;
}

let count = 0;

/**
 * Opens the session of one profile: in memory, without cache and cookies, system proxy and system trust store, plus the
 * certificate authorities of the profile. A new one for each call, since Chromium keeps what it once decided about a
 * certificate for the life of a session.
 */
export function createNetwork({ profile }: { readonly profile: Profile }): Network {
  count += 1;
  const net = session.fromPartition(`network-${count}`, { cache: false });
  const admits = hostRuleOf(profile);
  const judge = createCertificateJudge(profile.extraCaPem === undefined ? [] : readAnchors(profile.extraCaPem));
  net.setCertificateVerifyProc(judge.verify);

  // Each session fetches dictionaries from a host of Google's at start, unless it has no language to check.
  net.setSpellCheckerEnabled(false);
  net.setSpellCheckerLanguages([]);
  net.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  net.setPermissionCheckHandler(() => false);
  net.setUserAgent(`Keydock/${app.getVersion()}`);
  // The second lock behind `admits`: covers whatever Chromium itself would do on this session.
  net.webRequest.onBeforeRequest((details, answer) => answer({ cancel: admits(details.url) === null }));

  const closing = new AbortController();

  return {
    async fetch(text, init = {}) {
      const { timeoutMs = DEFAULT_TIMEOUT_MS, signal, headers, ...rest } = init;
      const host = hostForPeople(text);
      const url = admits(text);
      if (url === null) throw new NetworkError('network.host-not-allowed', { host }, 'no');
      const signals = [AbortSignal.timeout(timeoutMs), closing.signal];
      if (signal !== undefined) signals.push(signal);
      try {
        return await net.fetch(url.href, {
          ...rest,
          ...(headers === undefined ? {} : { headers: { ...headers } }),
          signal: AbortSignal.any(signals),
          credentials: 'omit',
          cache: 'no-store',
          redirect: 'error',
          bypassCustomProtocolHandlers: true,
        });
      } catch (error) {
        throw networkErrorOf(error, host, Math.round(timeoutMs / 1000), judge.refusal(url.hostname));
      }
    },

    async close() {
      closing.abort();
      await net.closeAllConnections();
    },
  };
}
