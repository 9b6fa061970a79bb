import type { ErrorCode } from '../../app/errors.ts';
import type { Failure } from '../../app/result.ts';

/** How far a request may have got when it failed. Decides whether a decision may be called "not sent". */
export type Sent = 'no' | 'perhaps';

/** A request that got no usable answer. The message names the code and the host alone: no path, no query. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly code: ErrorCode;
  readonly facts: Failure['facts'];
  readonly sent: Sent;

  constructor(code: ErrorCode, facts: Failure['facts'], sent: Sent) {
    super(`${code} (${String(facts['host'])})`);
    this.code = code;
    this.facts = facts;
    this.sent = sent;
  }

  /** The same as an expected failure. */
  get failure(): Failure {
    return { code: this.code, facts: this.facts };
  }
}

interface Row {
  readonly match: RegExp;
  readonly code: ErrorCode;
  readonly sent: Sent;
  /** Why a certificate was refused, in words that fit "Reason: …". */
  readonly why?: string;
}

/**
 * Chromium's `net::ERR_…` names (net/base/net_error_list.h) to our codes; the first row that matches wins. What can
 * only happen before the first byte of a request is `sent: 'no'`.
 */
const rows: readonly Row[] = [
  { match: /^CERT_AUTHORITY_INVALID$/, code: 'network.untrusted', sent: 'no', why: 'its issuer is not trusted here' },
  { match: /^CERT_DATE_INVALID$/, code: 'network.untrusted', sent: 'no', why: 'it has expired or is not valid yet' },
  { match: /^CERT_COMMON_NAME_INVALID$/, code: 'network.untrusted', sent: 'no', why: 'it was made for another host' },
  { match: /^CERT_REVOKED$/, code: 'network.untrusted', sent: 'no', why: 'it was revoked' },
  { match: /^CERT_WEAK_/, code: 'network.untrusted', sent: 'no', why: 'its key or signature is too weak' },
  { match: /^CERT/, code: 'network.untrusted', sent: 'no', why: 'it is not valid' },
  {
    match: /^SSL_CLIENT_AUTH_CERT_NEEDED$/,
    code: 'network.untrusted',
    sent: 'no',
    why: 'the host asks for a certificate of ours, and there is none',
  },
  {
    match: /^(SSL_VERSION_OR_CIPHER_MISMATCH|SSL_OBSOLETE_)/,
    code: 'network.untrusted',
    sent: 'no',
    why: 'the host speaks no secure version of TLS',
  },
  // Ports that browsers do not go to, such as mail's.
  { match: /^UNSAFE_PORT$/, code: 'network.host-not-allowed', sent: 'no' },
  { match: /^BLOCKED_BY/, code: 'network.host-not-allowed', sent: 'perhaps' },
  { match: /^(NAME_|DNS_|ICANN_)/, code: 'network.offline', sent: 'no' },
  { match: /^CONNECTION_(REFUSED|FAILED)$/, code: 'network.offline', sent: 'no' },
  // These two also end connections that were open, perhaps with a request on its way.
  { match: /^(INTERNET_DISCONNECTED|ADDRESS_|NETWORK_)/, code: 'network.offline', sent: 'perhaps' },
  {
    match: /^(PROXY_|MANDATORY_PROXY|TUNNEL_|SOCKS_|PAC_|NO_SUPPORTED_PROXIES|UNEXPECTED_PROXY)/,
    code: 'network.offline',
    sent: 'no',
  },
  { match: /^CONNECTION_TIMED_OUT$/, code: 'network.timeout', sent: 'no' },
  { match: /^TIMED_OUT$/, code: 'network.timeout', sent: 'perhaps' },
];

/**
 * Turns whatever a fetch threw into a NetworkError.
 * @param host for people
 * @param seconds the time limit that was set
 * @param why what our own certificate check found, where it refused
 */
export function networkErrorOf(error: unknown, host: string, seconds: number, why?: string): NetworkError {
  if (error instanceof NetworkError) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError') return new NetworkError('network.timeout', { host, seconds }, 'perhaps');
  if (name === 'AbortError') return new NetworkError('app.cancelled', { host }, 'perhaps');
  const message = error instanceof Error ? error.message : '';
  // Electron's fetch says so in words; nothing was sent to the place the answer named.
  if (/redirect/i.test(message)) return new NetworkError('network.redirected', { host }, 'perhaps');
  const chromium = /net::ERR_([A-Z0-9_]+)/.exec(message)?.[1] ?? '';
  const row = rows.find(({ match }) => match.test(chromium));
  if (row === undefined) return new NetworkError('network.dropped', { host }, 'perhaps');
  const facts: Failure['facts'] = { host };
  if (row.code === 'network.timeout') facts['seconds'] = seconds;
  if (row.code === 'network.untrusted') facts['why'] = why ?? row.why ?? 'it is not valid';
  return new NetworkError(row.code, facts, row.sent);
}
