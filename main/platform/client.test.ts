import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fail, ok } from '../../app/result.ts';
import type { Log } from '../log.ts';
import { networkErrorOf } from '../network/network-error.ts';
import { createPlatformClient } from './client.ts';
import type { Reach, Tokens } from './reach.ts';

type Reply = (response: http.ServerResponse, request: http.IncomingMessage) => void;

const asked: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
let replies: Reply[] = [];
let server: http.Server;
let origin = '';

beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      reply?.(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  asked.length = 0;
  tokensAsked.length = 0;
  refusals = 0;
  logged.length = 0;
});

const reach: Reach = {
  fetch: async (url, { timeoutMs = 2_000, headers, ...init } = {}) => {
    try {
      return await fetch(url, {
        ...init,
        ...(headers === undefined ? {} : { headers: { ...headers } }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      throw networkErrorOf(error, new URL(url).host, timeoutMs / 1000);
    }
  },
};
const tokensAsked: boolean[] = [];
let refusals = 0;
const logged: string[] = [];
const log: Log = {
  event: (name, fields) => void logged.push(JSON.stringify({ name, ...fields })),
  incident: () => 'TEST-0001',
};
const anna: Tokens = {
  token: async ({ fresh = false } = {}) => {
    tokensAsked.push(fresh);
    return ok({ token: `secret-${tokensAsked.length}`, identity: 'oid:anna' });
  },
};

function client(identity: Tokens = anna, base = `${origin}/northwind/api/v1/`) {
  return createPlatformClient({
    profile: { apiBase: base },
    network: reach,
    identity,
    log,
    onUnexpectedRefusal: () => void refusals++,
    timeoutMs: 400,
  });
}

const Thing = z.object({ name: z.string() });
const json =
  (value: unknown, status = 200, headers: http.OutgoingHttpHeaders = {}): Reply =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
const problem = (status: number, detail: string, headers: http.OutgoingHttpHeaders = {}): Reply =>
  json({ type: 'about:blank', title: 'Error', status, detail }, status, headers);
const html: Reply = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>login</html>');
const dropped: Reply = (_response, request) => request.socket.destroy();
const halfJson: Reply = (response) =>
  response.writeHead(200, { 'content-length': '100' }).end('{"name":"fir', () => response.socket?.destroy());
const thing = json({ name: 'firmware', novel: true });

describe('a read', () => {
  test.each(['/northwind/api/v1', '/northwind/api/v1/'])('goes to %s with token and request id', async (base) => {
    replies = [thing];
    const answer = await client(anna, origin + base).get('/things/1', Thing, {
      query: { page: 0, type: ['a', 'b&c'], name: undefined },
    });
    expect(answer).toEqual({ ok: true, value: { name: 'firmware' } });
    expect(asked[0]).toMatchObject({ method: 'GET', url: '/northwind/api/v1/things/1?page=0&type=a&type=b%26c' });
    expect(asked[0]?.headers.authorization).toBe('Bearer secret-1');
    expect(asked[0]?.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each<[string, Reply, object]>([
    ['403', problem(403, 'no'), { code: 'platform.forbidden' }],
    ['404', problem(404, 'no'), { code: 'platform.not-found' }],
    [
      '400 with a reason',
      problem(400, 'name\nexists'),
      { code: 'platform.refused', facts: { status: 400, reason: 'name exists' } },
    ],
    [
      '400 with a page of HTML',
      (response) => response.writeHead(400).end('<html>'),
      { code: 'platform.refused', facts: { status: 400, reason: 'none given' } },
    ],
    ['500', problem(500, 'no'), { code: 'platform.unavailable', facts: { status: 500 } }],
    [
      '429 that asks for a minute',
      problem(429, 'no', { 'retry-after': '60' }),
      { code: 'platform.throttled', facts: { status: 429, seconds: 60 } },
    ],
    [
      '503 that asks for a minute',
      problem(503, 'no', { 'retry-after': '60' }),
      { code: 'platform.unavailable', facts: { status: 503, seconds: 60 } },
    ],
    ['a page of HTML', html, { code: 'platform.unreadable' }],
    ['an empty body', (response) => response.writeHead(200).end(), { code: 'platform.unreadable' }],
    ['204', (response) => response.writeHead(204).end(), { code: 'platform.unreadable' }],
    ['JSON of another shape', json({ name: 7 }), { code: 'platform.unreadable' }],
    [
      'JSON that is not UTF-8',
      (response) => response.writeHead(200).end(Buffer.from('{"name":"\xff"}', 'latin1')),
      { code: 'platform.unreadable' },
    ],
    [
      'a body without end',
      (response) => response.writeHead(200).end(Buffer.alloc(9 * 1024 * 1024, ' ')),
      { code: 'platform.unreadable' },
    ],
    ['a cut body', halfJson, { code: 'network.dropped' }],
    ['no answer at all', dropped, { code: 'network.dropped' }],
    ['an answer that never comes', () => undefined, { code: 'network.timeout', facts: { seconds: 0.4 } }],
    [
      'a body that dribbles',
      (response) => {
        response.writeHead(200, { 'content-length': '40' });
        const drip = setInterval(() => response.write(' '), 50);
        response.on('close', () => clearInterval(drip));
      },
      { code: 'network.timeout' },
    ],
    ['a redirect', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), {}],
  ])('%s is a failure with a code', async (_, reply, failure) => {
    replies = [reply];
    const answer = await client().get('/things/1', Thing);
    expect(answer).toMatchObject({ ok: false, error: failure });
  });

  test('names the platform’s request id where it carries one, else ours', async () => {
    replies = [problem(500, 'no', { 'x-request-id': 'theirs-1' }), problem(500, 'no', { 'x-request-id': '<script>' })];
    expect(await client().get('/a', Thing)).toMatchObject({ error: { requestId: 'theirs-1' } });
    expect(await client().get('/a', Thing)).toMatchObject({ error: { requestId: asked[1]?.headers['x-request-id'] } });
  });

  test.each<[string, Reply]>([
    ['a dropped connection', dropped],
    ['503', problem(503, 'no')],
    ['504', problem(504, 'no')],
    ['429', problem(429, 'no', { 'retry-after': '0' })],
  ])('is tried again after %s', async (_, reply) => {
    replies = [reply, thing];
    expect(await client().get('/a', Thing)).toMatchObject({ ok: true });
    expect(asked).toHaveLength(2);
  });

  test('waits as long as Retry-After says', async () => {
    replies = [problem(429, 'no', { 'retry-after': '1' }), thing];
    const started = performance.now();
    await client().get('/a', Thing);
    expect(performance.now() - started).toBeGreaterThan(990);
  });

  test('is given up after three tries, and after one by who has a pace of its own', async () => {
    replies = [problem(503, 'no')];
    await client().get('/a', Thing);
    expect(asked).toHaveLength(3);
    await client().get('/a', Thing, { once: true });
    expect(asked).toHaveLength(4);
  });

  test('is not tried again after 500, which may come of what was asked', async () => {
    replies = [problem(500, 'no')];
    await client().get('/a', Thing);
    expect(asked).toHaveLength(1);
  });

  test('gets one fresh token after a 401', async () => {
    replies = [problem(401, 'Token has expired'), thing];
    expect(await client().get('/a', Thing)).toMatchObject({ ok: true });
    expect(tokensAsked).toEqual([false, true]);
    expect(asked[1]?.headers.authorization).toBe('Bearer secret-2');
  });

  test('does not go round in circles when a fresh token is refused too', async () => {
    replies = [problem(401, 'Token has expired')];
    expect(await client().get('/a', Thing)).toMatchObject({
      error: { code: 'platform.refused', facts: { status: 401 } },
    });
    expect(asked).toHaveLength(2);
  });

  test('passes on that the session has ended, without asking the platform', async () => {
    const answer = await client({ token: async () => fail('session.expired') }).get('/a', Thing);
    expect(answer).toMatchObject({ error: { code: 'session.expired' } });
    expect(asked).toHaveLength(0);
  });

  test('is not sent in the name of somebody else', async () => {
    const answer = await client().get('/a', Thing, { as: 'oid:jonas' });
    expect(answer).toMatchObject({
      error: { code: 'session.other-account', facts: { expected: 'oid:jonas', actual: 'oid:anna' } },
    });
    expect(asked).toHaveLength(0);
  });

  test('a surprising 403 makes the rights be read again, an expected one does not', async () => {
    replies = [problem(403, 'no')];
    await client().get('/a', Thing, { refusalExpected: true });
    expect(refusals).toBe(0);
    await client().get('/a', Thing);
    expect(refusals).toBe(1);
  });
});

describe('a decision', () => {
  const send = () =>
    client().post('/things/approvals', { requestId: 'r1', decision: 'APPROVE' }, null, { as: 'oid:anna' });

  test.each<[string, Reply, object]>([
    ['204', (response) => response.writeHead(204).end(), { kind: 'answered' }],
    ['200 with anything', html, { kind: 'answered' }],
    ['400', problem(400, 'bad'), { kind: 'refused', failure: { code: 'platform.refused' } }],
    ['403', problem(403, 'no'), { kind: 'refused', failure: { code: 'platform.forbidden' } }],
    ['404', problem(404, 'no'), { kind: 'refused', failure: { code: 'platform.not-found' } }],
    ['429', problem(429, 'no', { 'retry-after': '0' }), { kind: 'refused', failure: { code: 'platform.throttled' } }],
    ['500', problem(500, 'no'), { kind: 'unsure', failure: { code: 'platform.unavailable' } }],
    ['503', problem(503, 'no', { 'retry-after': '0' }), { kind: 'unsure', failure: { code: 'platform.unavailable' } }],
    ['no answer', dropped, { kind: 'unsure', failure: { code: 'network.dropped' } }],
    ['an answer that never comes', () => undefined, { kind: 'unsure', failure: { code: 'network.timeout' } }],
  ])('%s: sent once, and the truth about it', async (_, reply, posted) => {
    replies = [reply];
    expect(await send()).toMatchObject(posted);
    expect(asked).toHaveLength(1);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ requestId: 'r1', decision: 'APPROVE' });
  });

  test('is sent again after a 401 only', async () => {
    replies = [problem(401, 'Token has expired'), (response) => response.writeHead(204).end()];
    expect(await send()).toMatchObject({ kind: 'answered' });
    expect(asked).toHaveLength(2);
  });

  test('is dropped when the fresh token is somebody else’s', async () => {
    replies = [problem(401, 'Token has expired')];
    const changing: Tokens = {
      token: async ({ fresh = false } = {}) => ok({ token: 't', identity: fresh ? 'oid:jonas' : 'oid:anna' }),
    };
    const posted = await client(changing).post('/a', {}, null, { as: 'oid:anna' });
    expect(posted).toMatchObject({ kind: 'refused', failure: { code: 'session.other-account' } });
    expect(asked).toHaveLength(1);
  });

  test('an answer that should say more and cannot be read leaves doubt', async () => {
    replies = [html];
    const posted = await client().post('/a', {}, Thing, { as: 'oid:anna' });
    expect(posted).toMatchObject({ kind: 'unsure', failure: { code: 'platform.unreadable' } });
  });
});

test('no token, path or word of the platform reaches the log', async () => {
  replies = [problem(400, 'see https://store.example/o?X-Amz-Signature=abcdef')];
  await client().get('/things/a-secret-name', Thing);
  replies = [dropped];
  await client().get('/things/a-secret-name', Thing);
  expect(logged.length).toBeGreaterThan(1);
  expect(logged.join('\n')).not.toMatch(/secret|Signature|things/);
});
