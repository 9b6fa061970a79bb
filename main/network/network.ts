import type { Session } from 'electron';
import type { Profile } from '../../app/profile.ts';
import { readAnchors } from './anchors.ts';
import { readBody } from './body.ts';
import { hostForPeople, hostRuleOf } from './hosts.ts';
import { NetworkError, networkErrorOf } from './network-error.ts';
import { openSession } from './profile-session.ts';
import { createCertificateJudge } from './verify-proc.ts';

/** How long a request may take, headers and body together, unless the caller says otherwise. */
const DEFAULT_TIMEOUT_MS = 30_000;
/** Answers to what must not happen twice are read whole before they are handed on; none is this large. */
const MAX_ANSWER = 16 * 1024 * 1024;

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

/** The one way out of the app: everything it sends goes through the sessions of the active profile. */
export interface Network {
  /**
   * GET and HEAD may be repeated by Chromium; anything else leaves this machine once at most.
   * @returns any answer, whatever its status. Read its body with `readBody`, which limits its size and maps its errors
   * @throws NetworkError where there is no answer
   */
  fetch(url: string, init?: NetworkInit): Promise<Response>;
  /**
   * SHA-256 of the certificate that this host showed last and that was good, lower-case hex; undefined where none was
   * seen. Chromium keeps its verdicts a while, so it is the one that was judged, not one of a certain connection.
   */
  certificateOf(hostname: string): string | undefined;
  /** Breaks every connection off. Nothing can be fetched afterwards. */
  close(): Promise<void>;
}

/** Opens the way out for one profile. Connections are made when they are first needed. */
export function createNetwork({ profile }: { readonly profile: Profile }): Network {
  const admits = hostRuleOf(profile);
  const judge = createCertificateJudge(profile.extraCaPem === undefined ? [] : readAnchors(profile.extraCaPem));
  const reading = openSession(admits, judge);
  /** Sessions for what must not happen twice: all of them, and those that nobody uses now. */
  const single: Session[] = [];
  const free: Session[] = [];
  const closing = new AbortController();

  async function send(net: Session, url: URL, host: string, init: NetworkInit, signal: AbortSignal): Promise<Response> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, method = 'GET', headers, body } = init;
    try {
      return await net.fetch(url.href, {
        method,
        signal,
        ...(headers === undefined ? {} : { headers: { ...headers } }),
        ...(body === undefined ? {} : { body }),
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        bypassCustomProtocolHandlers: true,
      });
    } catch (error) {
      throw networkErrorOf(error, host, Math.round(timeoutMs / 1000), judge.refusal(url.hostname));
    }
  }

  /**
   * Chromium repeats a request by itself, a POST too, when a connection that was used before breaks off before an
   * answer (HttpNetworkTransaction::ShouldResendRequest). On a connection of its own nothing is repeated.
   */
  async function sendOnce(url: URL, host: string, init: NetworkInit, signal: AbortSignal): Promise<Response> {
    const net = free.pop() ?? openSession(admits, judge);
    if (!single.includes(net)) single.push(net);
    try {
      await net.closeAllConnections();
      const response = await send(net, url, host, init, signal);
      const body = await readBody(response, MAX_ANSWER, host, (init.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000);
      if (!body.ok) throw new NetworkError('network.dropped', { host }, 'perhaps');
      const { status, statusText, headers } = response;
      // These three have no body by definition, and Response insists on it.
      const content = status === 204 || status === 205 || status === 304 ? null : body.value;
      return new Response(content, { status, statusText, headers });
    } finally {
      free.push(net);
    }
  }

  return {
    async fetch(text, init = {}) {
      const host = hostForPeople(text);
      const url = admits(text);
      if (url === null) throw new NetworkError('network.host-not-allowed', { host }, 'no');
      const signals = [AbortSignal.timeout(init.timeoutMs ?? DEFAULT_TIMEOUT_MS), closing.signal];
      if (init.signal !== undefined) signals.push(init.signal);
      const signal = AbortSignal.any(signals);
      const isRepeatable = init.method === undefined || init.method === 'GET' || init.method === 'HEAD';
      return await (isRepeatable ? send(reading, url, host, init, signal) : sendOnce(url, host, init, signal));
    },

    certificateOf: judge.certificateOf,

    async close() {
      closing.abort();
      await Promise.all([reading, ...single].map((net) => net.closeAllConnections()));
    },
  };
}
