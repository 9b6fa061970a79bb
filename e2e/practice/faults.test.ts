import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ImageSigning } from '../../app/platform/wire/image-signings.ts';
import type { ControlInput } from './control.ts';
import { Client } from './testing/client.ts';
import { type Practice, startPractice } from './world.ts';

let practice: Practice;
let anna: Client;

beforeAll(async () => {
  practice = await startPractice({ pace: { approved: 10, inProcess: 10 } });
  anna = await Client.signedIn(practice, 'anna');
}, 60_000);
afterEach(() => practice.control('clearFaults', {}));
afterAll(() => practice.close());

async function addRequest(name: string): Promise<string> {
  return (await practice.control('addRequest', { name })).id;
}

async function stateOf(id: string): Promise<unknown> {
  return ((await practice.control('find', { queue: 'imagesignigs', idOrName: id })) as { state: number }).state;
}

function reject(id: string) {
  return anna.post('/imagesignings/approvals', { requestId: id, decision: 'REJECT' });
}

describe('answers of a platform in trouble', () => {
  test.each<[string, ControlInput<'fault'>, number]>([
    ['401 in the middle of a session', { kind: 'status', status: 401 }, 401],
    ['403', { kind: 'status', status: 403 }, 403],
    ['500', { kind: 'status', status: 500 }, 500],
    ['503', { kind: 'status', status: 503 }, 503],
  ])('%s, as a problem document with the id of the request', async (_, fault, status) => {
    await practice.control('fault', fault);
    const answer = await anna.get('/approvals');
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ type: 'about:blank', status });
    expect(answer.headers['x-request-id']).toMatch(/./);
    expect((await anna.get('/approvals')).status).toBe(200);
  });

  test('429 says when to come again', async () => {
    await practice.control('fault', { kind: 'status', status: 429, retryAfter: 7 });
    expect((await anna.get('/approvals')).headers['retry-after']).toBe('7');
  });

  test('the page of a proxy', async () => {
    await practice.control('fault', { kind: 'html' });
    const answer = await anna.get('/approvals');
    expect(answer.status).toBe(502);
    expect(answer.headers['content-type']).toContain('text/html');
  });

  test('half of the JSON', async () => {
    await practice.control('fault', { kind: 'truncated' });
    const answer = await anna.get('/approvals');
    expect(answer.status).toBe(200);
    expect(() => answer.json()).toThrow(SyntaxError);
  });

  test('latency', async () => {
    await practice.control('fault', { kind: 'latency', ms: 300 });
    const begun = performance.now();
    await anna.get('/approvals');
    expect(performance.now() - begun).toBeGreaterThan(290);
  });

  test('latency, until it is taken back', async () => {
    // Only what is asked for there waits.
    await practice.control('fault', { kind: 'latency', ms: 600_000, path: '/late$' });
    const late = anna.get('/late');
    let isAnswered = false;
    void late.then(() => {
      isAnswered = true;
    });
    await anna.get('/approvals');
    expect(isAnswered).toBe(false);
    await practice.control('clearFaults', {});
    await late;
  });

  test('a body that dribbles arrives whole', async () => {
    await practice.control('fault', { kind: 'slow', ms: 300 });
    const begun = performance.now();
    expect((await anna.get('/approvals')).json()).toHaveProperty('imagesignigs');
    expect(performance.now() - begun).toBeGreaterThan(250);
  });

  test('a redirect elsewhere', async () => {
    await practice.control('fault', { kind: 'redirect', location: 'https://elsewhere.test/' });
    expect((await anna.get('/approvals')).headers['location']).toBe('https://elsewhere.test/');
  });
});

describe('a fault strikes what it matches, as often as it says', () => {
  test('by method and path', async () => {
    await practice.control('fault', { kind: 'status', status: 500, method: 'POST', path: '/imagesignings/approvals$' });
    expect((await anna.get('/imagesignings/approvals')).status).toBe(200);
    expect((await reject(await addRequest('by method'))).status).toBe(500);
  });

  test('three times', async () => {
    await practice.control('fault', { kind: 'status', status: 503, count: 3 });
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await anna.get('/approvals')).status);
    expect(statuses).toEqual([503, 503, 503, 200]);
  });

  test('until it is cleared, also when asked over HTTP', async () => {
    const body = Buffer.from(JSON.stringify({ kind: 'status', status: 503, count: null }));
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${practice.controlUrl}/fault`, { method: 'POST', headers, body })).status).toBe(200);
    expect((await anna.get('/approvals')).status).toBe(503);
    expect((await anna.get('/approvals')).status).toBe(503);
    await fetch(`${practice.controlUrl}/clearFaults`, { method: 'POST', headers, body: '{}' });
    expect((await anna.get('/approvals')).status).toBe(200);
  });

  test('the control address cannot be guessed', async () => {
    const { origin } = new URL(practice.controlUrl);
    const options = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    expect((await fetch(`${origin}/guess/clearFaults`, options)).status).toBe(404);
    expect((await fetch(`${practice.controlUrl}/toString`, options)).status).toBe(404);
  });
});

describe('decisions', () => {
  test('a connection that breaks before: nothing was decided', async () => {
    const id = await addRequest('drop-before');
    await practice.control('fault', { kind: 'drop-before', method: 'POST' });
    await expect(reject(id)).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await stateOf(id)).toBe(2);
  });

  test('a connection that breaks after: it was decided, and nobody was told', async () => {
    const id = await addRequest('drop-after');
    await practice.control('fault', { kind: 'drop-after', method: 'POST' });
    await expect(reject(id)).rejects.toThrow(/hang up|ECONNRESET/);
    expect(await stateOf(id)).toBe(32);
  });

  test('OK, and nothing changed', async () => {
    const id = await addRequest('no-effect');
    await practice.control('fault', { kind: 'no-effect' });
    expect((await reject(id)).status).toBe(204);
    expect(await stateOf(id)).toBe(2);
  });

  test('OK, and somebody else had decided the opposite', async () => {
    const id = await addRequest('other');
    await practice.control('fault', { kind: 'decided-by-other', decision: 'APPROVE' });
    expect((await reject(id)).status).toBe(204);
    expect((await anna.until(`/imagesignings/${id}`, [16, 32]))['state']).toBe(16);
  });

  test('an item that is withdrawn is not found', async () => {
    const id = await addRequest('withdrawn');
    await practice.control('withdraw', { queue: 'imagesignigs', id });
    expect((await reject(id)).status).toBe(404);
  });
});

describe('a result that is not what it says', () => {
  async function ready(name: string): Promise<string> {
    const id = await addRequest(name);
    await practice.control('decide', { queue: 'imagesignigs', id, decision: 'APPROVE' });
    await anna.until(`/imagesignings/${id}`, [16]);
    return id;
  }
  async function digestFits(id: string): Promise<boolean> {
    const { payload } = ImageSigning.parse((await anna.get(`/imagesignings/${id}`)).json());
    const { bytes } = await anna.send('GET', payload?.s3Url ?? '');
    return createHash('sha256').update(bytes).digest('hex') === payload?.modifiedSHA256;
  }

  test('a wrong digest', async () => {
    const id = await ready('wrong-digest');
    await practice.control('fault', { kind: 'wrong-digest' });
    expect(await digestFits(id)).toBe(false);
    expect(await digestFits(id)).toBe(true);
  });

  test('a swapped ciphertext of the same length', async () => {
    const id = await ready('swapped');
    await practice.control('fault', { kind: 'swapped-ciphertext', at: 'store' });
    expect(await digestFits(id)).toBe(false);
    expect(await digestFits(id)).toBe(true);
  });
});

test('the sign-in service can fail, too', async () => {
  await practice.control('fault', { kind: 'status', status: 500, at: 'idp', path: '/token$' });
  await expect(anna.refresh()).rejects.toThrow();
  await anna.refresh();
});
