import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { sameIdentity } from '../../app/platform/facts/directory.ts';
import { Id } from '../../app/platform/wire/fields.ts';
import type { Profile } from '../../app/profile.ts';
import { type Failure, fail, type Result } from '../../app/result.ts';
import type { Log } from '../log.ts';
import { readBody } from '../network/body.ts';
import { hostForPeople } from '../network/hosts.ts';
import { NetworkError } from '../network/network-error.ts';
import { type Answer, bodyLimit, failureOf, parseBody, requestIdOf } from './answers.ts';
import type { Reach, Tokens } from './reach.ts';

/** Headers and body together, in ms. */
const usualTimeoutMs = 30_000;
/** A read is tried this often before it fails. */
const mostTries = 3;
/** First wait between two tries of a read, in ms; doubles each time, with jitter. */
const firstWaitMs = 300;
/** A longer Retry-After is not waited for by a person: it is told. In seconds. */
const longestWait = 5;

export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

export interface ReadOptions {
  readonly query?: Query;
  /** The identity this must be read as; another one fails with 'session.other-account' before anything is sent. */
  readonly as?: string;
  /** Try once only: for the watcher, which has a pace of its own. */
  readonly once?: boolean;
  /** A 403 is an answer here, not a surprise. */
  readonly refusalExpected?: boolean;
  /** Told the id under which the platform's log knows a good answer. */
  readonly onAnswer?: (requestId: string) => void;
}

/**
 * What came of a POST that must not happen twice.
 * `refused`: certainly not carried out (never sent, or refused by a status that says so).
 * `unsure`: it may have been carried out (lost answer, 5xx, an answer that cannot be read).
 */
export type Posted<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'unsure'; readonly failure: Failure };

/** The platform's REST API for one profile. @see platform-api.md section 1 */
export interface PlatformClient {
  /** Reads. Tried again by itself where that is harmless: 429, 502, 503, 504 and broken connections. */
  get<T>(path: string, schema: z.ZodType<T>, options?: ReadOptions): Promise<Result<T>>;
  /**
   * Sends once. Only a 401 makes it send again, with a fresh token: the platform looked at nothing else then.
   * @param schema of the answer; null where only the status counts
   */
  post<T>(
    path: string,
    body: Readonly<Record<string, unknown>>,
    schema: z.ZodType<T> | null,
    options: { readonly as: string },
  ): Promise<Posted<T | null>>;
}

/** Path of one item, or null for an id that cannot stand in a path. */
export function itemPath(list: string, id: string): string | null {
  return Id.safeParse(id).success ? `${list}/${encodeURIComponent(id)}` : null;
}

type Exchange =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly requestId: string }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly sent: 'no' | 'perhaps' };

export function createPlatformClient({
  profile,
  network,
  identity,
  log,
  onUnexpectedRefusal = () => undefined,
  timeoutMs = usualTimeoutMs,
}: {
  readonly profile: Pick<Profile, 'apiBase'>;
  readonly network: Reach;
  readonly identity: Tokens;
  readonly log: Log;
  /** A 403 that nobody counted with: the rights may have changed. */
  readonly onUnexpectedRefusal?: () => void;
  /** For one request, headers and body together, in ms. */
  readonly timeoutMs?: number;
}): PlatformClient {
  const base = profile.apiBase.replace(/\/+$/, '');
  const host = hostForPeople(base);

  /** One request, one answer. */
  async function exchange(method: 'GET' | 'POST', url: string, token: string, body: string | null): Promise<Exchange> {
    const sentId = randomUUID();
    const started = performance.now();
    const headers = {
      Accept: 'application/json',
      Authorization: `Bearer ${token}`,
      'X-Request-Id': sentId,
      ...(body === null ? {} : { 'Content-Type': 'application/json' }),
    };
    try {
      const response = await network.fetch(url, { method, headers, ...(body === null ? {} : { body }), timeoutMs });
      const requestId = requestIdOf(response.headers, sentId);
      const read = await readBody(response, bodyLimit, host, timeoutMs / 1000);
      if (!read.ok) return { kind: 'failed', failure: { ...read.error, requestId }, sent: 'perhaps' };
      const answer = { status: response.status, headers: response.headers, body: read.value };
      if (answer.status >= 400) {
        const ms = Math.round(performance.now() - started);
        log.event('platform.refused', { method, status: answer.status, requestId, ms });
      }
      return { kind: 'answer', answer, requestId };
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      log.event('platform.no-answer', { method, code: error.code, requestId: sentId, host });
      const failure = error.sent === 'no' ? error.failure : { ...error.failure, requestId: sentId };
      return { kind: 'failed', failure, sent: error.sent };
    }
  }

  /** One request, with a second one after a 401. Whoever is signed in must be `as`, both times. */
  async function authorised(
    method: 'GET' | 'POST',
    url: string,
    body: string | null,
    as: string | undefined,
  ): Promise<Exchange> {
    for (const fresh of [false, true]) {
      const token = await identity.token({ fresh });
      if (!token.ok) return { kind: 'failed', failure: token.error, sent: 'no' };
      if (as !== undefined && !sameIdentity(token.value.identity, as)) {
        const facts = { expected: as, actual: token.value.identity };
        return { kind: 'failed', failure: fail('session.other-account', facts).error, sent: 'no' };
      }
      const outcome = await exchange(method, url, token.value.token, body);
      if (outcome.kind === 'failed' || outcome.answer.status !== 401) return outcome;
      if (fresh) {
        const facts = { status: 401, reason: 'it does not accept this sign-in, although it is fresh' };
        const failure = fail('platform.refused', facts, { requestId: outcome.requestId }).error;
        return { kind: 'failed', failure, sent: 'no' };
      }
    }
    throw new Error('unreachable: the second round always answers');
  }

  return {
    async get(path, schema, options = {}) {
      const url = `${base}${path}${queryText(options.query ?? {})}`;
      for (let tries = 1; ; tries += 1) {
        const outcome = await authorised('GET', url, null, options.as);
        const failure = outcome.kind === 'failed' ? outcome.failure : failureOf(outcome.answer, outcome.requestId);
        if (failure === null && outcome.kind === 'answer') {
          options.onAnswer?.(outcome.requestId);
          return parseBody(outcome.answer, schema, outcome.requestId);
        }
        if (failure === null) throw new Error('unreachable: no answer is always a failure');
        const wait = options.once === true || tries >= mostTries ? null : waitBeforeRetry(failure, tries);
        if (wait === null) {
          if (failure.code === 'platform.forbidden' && options.refusalExpected !== true) onUnexpectedRefusal();
          return { ok: false, error: failure };
        }
        await sleep(wait);
      }
    },

    async post(path, body, schema, { as }) {
      const outcome = await authorised('POST', `${base}${path}`, JSON.stringify(body), as);
      if (outcome.kind === 'failed') {
        return { kind: outcome.sent === 'no' ? 'refused' : 'unsure', failure: outcome.failure };
      }
      const failure = failureOf(outcome.answer, outcome.requestId);
      if (failure !== null) {
        if (failure.code === 'platform.forbidden') onUnexpectedRefusal();
        // A status from 300 to 499 is a refusal; one from 500 on may come from a proxy behind which it went through.
        return { kind: outcome.answer.status >= 500 ? 'unsure' : 'refused', failure };
      }
      if (schema === null) return { kind: 'answered', value: null };
      const parsed = parseBody(outcome.answer, schema, outcome.requestId);
      return parsed.ok ? { kind: 'answered', value: parsed.value } : { kind: 'unsure', failure: parsed.error };
    },
  };
}

/** Milliseconds to wait before a read is tried again, or null where trying again is no use. */
function waitBeforeRetry(failure: Failure, tries: number): number | null {
  const { status, seconds } = failure.facts;
  const passing =
    failure.code === 'platform.throttled' ||
    failure.code === 'network.dropped' ||
    (failure.code === 'platform.unavailable' && (status === 502 || status === 503 || status === 504));
  if (!passing || (typeof seconds === 'number' && seconds > longestWait)) return null;
  const asked = typeof seconds === 'number' ? seconds * 1000 : 0;
  // Jitter upwards only: never sooner than asked, and not all clients at once.
  return Math.max(asked, firstWaitMs * 2 ** (tries - 1)) * (1 + Math.random() / 2);
}

function queryText(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
