import type { Failure } from '../../app/result.ts';

/** What a failed try means for the session. */
export type Meaning =
  /** Only a person can help: the refresh token is dead, or more is asked of them. */
  | 'sign-in-again'
  /** The network or the service failed; the session may well be good. */
  | 'try-later'
  /** The service said no. */
  | 'refused';

interface Row {
  readonly codes: readonly string[];
  readonly meaning: Meaning;
  /** In words that fit "The sign-in service answered: …". */
  readonly reason?: string;
}

/**
 * MSAL's and OAuth's error codes (RFC 6749 sections 4.1.2.1 and 5.2, RFC 8628 section 3.5, MSAL's own). MSAL's messages
 * are links to a web page, and the service's descriptions are free text: neither is shown.
 */
const rows: readonly Row[] = [
  {
    // MSAL reports a dead refresh token as a ServerError invalid_grant, not as "interaction required".
    codes: [
      'invalid_grant',
      'interaction_required',
      'login_required',
      'consent_required',
      'no_tokens_found',
      'refresh_token_expired',
      'no_account_in_silent_request',
      'bad_token',
      'token_refresh_required',
      'native_account_unavailable',
    ],
    meaning: 'sign-in-again',
    reason: 'a new sign-in is needed',
  },
  {
    codes: ['network_error', 'endpoints_resolution_error', 'openid_config_error', 'request_timeout'],
    meaning: 'try-later',
  },
  { codes: ['temporarily_unavailable', 'server_error'], meaning: 'try-later', reason: 'it is not well at the moment' },
  {
    codes: ['access_denied', 'authorization_declined'],
    meaning: 'refused',
    reason: 'the sign-in was cancelled or declined there',
  },
  {
    codes: ['user_timeout_reached', 'device_code_expired', 'expired_token', 'code_expired'],
    meaning: 'refused',
    reason: 'the code has expired',
  },
  { codes: ['invalid_client', 'unauthorized_client'], meaning: 'refused', reason: 'it does not know this client id' },
  {
    codes: ['invalid_scope', 'invalid_resource', 'invalid_target'],
    meaning: 'refused',
    reason: 'it does not know the scope in the profile',
  },
  {
    codes: ['nonce_mismatch', 'state_mismatch'],
    meaning: 'refused',
    reason: 'an answer to another question than ours',
  },
];

/** A failure of the sign-in service, ready for the screen, and what it means for the session. */
export interface SignInFailure {
  readonly meaning: Meaning;
  readonly failure: Failure;
}

/**
 * @param code as MSAL or the answer to the loopback gives it
 * @param description the service's own words; only an AADSTS number is taken from them
 * @param network why the last request of this try got no usable answer, where that was so
 */
export function signInFailureOf(code: string, description: string, network: Failure | null): SignInFailure {
  // MSAL hides declined device codes in a general error's message.
  const hidden =
    code === 'post_request_failed'
      ? /access_denied|expired_token|authorization_declined/.exec(description)?.[0]
      : undefined;
  const known = hidden ?? code;
  const row = rows.find(({ codes }) => codes.includes(known));
  if (network !== null && (row === undefined || row.meaning === 'try-later')) {
    return { meaning: 'try-later', failure: network };
  }
  const number = /AADSTS\d{4,9}/.exec(description)?.[0];
  const words = row?.reason ?? (/^[a-z][a-z0-9_]{0,59}$/.test(known) ? known : 'an unknown error');
  const reason = number === undefined ? words : `${words} (${number})`;
  return { meaning: row?.meaning ?? 'refused', failure: { code: 'session.sign-in-refused', facts: { reason } } };
}

/** MSAL's errors, known by their shape: MSAL itself is loaded only when it is needed. */
export function msalErrorOf(error: unknown): { readonly code: string; readonly description: string } | null {
  if (!(error instanceof Error) || !('errorCode' in error) || typeof error.errorCode !== 'string') return null;
  return { code: error.errorCode, description: error.message };
}
