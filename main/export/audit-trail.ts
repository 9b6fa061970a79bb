import { setTimeout as sleep } from 'node:timers/promises';
import { wordsFor } from '../../app/errors.ts';
import { stateValue } from '../../app/platform/states.ts';
import { AuditLine, AuditTrail } from '../../app/platform/wire/audit-trails.ts';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import { readBody } from '../network/body.ts';
import { hostForPeople } from '../network/hosts.ts';
import { NetworkError } from '../network/network-error.ts';
import { itemPath, type PlatformClient } from '../platform/client.ts';
import type { Reach } from '../platform/reach.ts';
import type { EnvelopeSource } from './ceremony.ts';
import type { AuditFinding } from './record.ts';

/** The event that the platform writes when wrapped keys are fetched. platform-api.md section 7. */
const fetchEvent = 'GetProductWrappedKeys';
/** Clocks differ: the trail is asked for so much before and after the fetch, in ms. */
const around = 5 * 60_000;
/** Bytes of a trail of some minutes. */
const longestTrail = 32 * 1024 * 1024;
const pollEvery = 1_000;

export interface AuditParts {
  readonly client: PlatformClient;
  readonly network: Reach;
  /** The identity that fetched; nobody else asks in its name. */
  readonly as: string;
  /** How long it may take altogether, in ms. */
  readonly limit: number;
}

/**
 * Asks the platform for its audit trail of the minutes around the fetch, and looks for the line with our request id.
 * Takes as long as it may and no longer; whatever stands in the way is a finding, never a failure.
 */
export async function findAuditLine(source: EnvelopeSource, parts: AuditParts): Promise<AuditFinding> {
  const end = AbortSignal.timeout(parts.limit);
  const late: AuditFinding = { kind: 'not-known', why: 'the platform did not make the trail in time' };
  const ended = new Promise<AuditFinding>((resolve) => end.addEventListener('abort', () => resolve(late)));
  return await Promise.race([look(source, parts, end), ended]);
}

async function look(source: EnvelopeSource, parts: AuditParts, end: AbortSignal): Promise<AuditFinding> {
  const { client, as } = parts;
  const fetched = Date.parse(source.fetchedAt);
  const body = {
    startTime: new Date(fetched - around).toISOString(),
    endTime: new Date(fetched + around).toISOString(),
  };
  const asked = await client.post('/audittrails', body, AuditTrail, { as });
  if (asked.kind !== 'answered') return asOf(asked.failure);
  const path = asked.value === null ? null : itemPath('/audittrails', asked.value.id);
  if (path === null) return { kind: 'not-known', why: 'the platform named no trail' };
  for (;;) {
    const trail = await client.get(path, AuditTrail, { as, refusalExpected: true });
    if (!trail.ok) return asOf(trail.error);
    const { state, downloadLink } = trail.value;
    if (state.value === stateValue.Failed || state.value === stateValue.Rejected) {
      return { kind: 'not-known', why: 'the platform could not make the trail' };
    }
    if (state.value === stateValue.Ready && downloadLink != null && downloadLink !== '') {
      const text = await download(parts.network, downloadLink);
      return text.ok ? inTrail(text.value, source.requestId) : asOf(text.error);
    }
    await sleep(pollEvery, null, { signal: end }).catch(() => undefined);
    if (end.aborted) return { kind: 'not-known', why: 'the platform did not make the trail in time' };
  }
}

function asOf(failure: Failure): AuditFinding {
  if (failure.code === 'platform.forbidden') return { kind: 'not-allowed' };
  return { kind: 'not-known', why: wordsFor(failure).title.slice(0, 300) };
}

async function download(network: Reach, link: string): Promise<Result<string>> {
  const host = hostForPeople(link);
  try {
    const answer = await network.fetch(link);
    if (answer.status !== 200) return fail('platform.unavailable', { status: answer.status });
    const body = await readBody(answer, longestTrail, host);
    return body.ok ? ok(new TextDecoder('utf-8').decode(body.value)) : body;
  } catch (error) {
    if (error instanceof NetworkError) return { ok: false, error: error.failure };
    throw error;
  }
}

/** JSON lines; one that cannot be read is passed over, for it is not ours to judge. */
function inTrail(trail: string, requestId: string): AuditFinding {
  for (const row of trail.split('\n')) {
    if (!row.includes(requestId)) continue;
    const line = AuditLine.safeParse(jsonOf(row));
    if (!line.success || line.data['X-Request-Id'] !== requestId) continue;
    const { auditEventType, eventTime, ts } = line.data;
    if (auditEventType !== fetchEvent) continue;
    return {
      kind: 'matched',
      event: auditEventType,
      eventTime: String(eventTime ?? ts ?? 'an unnamed time').slice(0, 200),
      requestId,
    };
  }
  return { kind: 'not-found', requestId };
}

function jsonOf(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}
