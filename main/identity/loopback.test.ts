import { createServer, request, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Listen, type Loopback, listenOn, openLoopback } from './loopback.ts';

const state = 'a-state-nobody-can-guess';
let loopback: Loopback;
beforeEach(async () => {
  loopback = await openLoopback(state);
});
afterEach(() => loopback.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

function ask(target: string, options: { method?: string; host?: string; address?: string } = {}): Promise<Answer> {
  const { port, host } = new URL(loopback.redirectUri);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: options.address ?? '127.0.0.1',
        port,
        path: target,
        method: options.method ?? 'GET',
        headers: { host: options.host ?? host },
      },
      (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      },
    );
    sent.on('error', reject).end();
  });
}

/** What has come back by now. */
async function returnedNow(): Promise<unknown> {
  return await Promise.race([loopback.returned, new Promise((resolve) => setTimeout(() => resolve('nothing'), 50))]);
}

test('a code with our state comes back, and the browser is told once it has been redeemed', async () => {
  const page = ask(`/?code=abc&state=${state}`);
  expect(await loopback.returned).toEqual({ kind: 'code', code: 'abc' });
  loopback.tell(true);
  const { status, headers, body } = await page;
  expect(status).toBe(200);
  expect(body).toContain('You are signed in');
  expect(body).not.toContain('abc');
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['content-security-policy']).toContain("default-src 'none'");
});

test('an error with our state comes back with its description', async () => {
  const page = ask(`/?error=access_denied&error_description=AADSTS65004%3A+no&state=${state}`);
  expect(await loopback.returned).toEqual({ kind: 'error', code: 'access_denied', description: 'AADSTS65004: no' });
  loopback.tell(false);
  expect((await page).body).toContain('You are not signed in');
});

describe('is answered with 400 and does not end the wait:', () => {
  test.each<[string, string, { method?: string; host?: string }]>([
    ['another state', '/?code=abc&state=guessed', {}],
    ['no state', '/?code=abc', {}],
    ['our state twice', `/?code=abc&state=${state}&state=${state}`, {}],
    ['our state but nothing else', `/?state=${state}`, {}],
    ['two codes', `/?code=abc&code=def&state=${state}`, {}],
    ['a code of 9 KiB', `/?code=${'a'.repeat(9216)}&state=${state}`, {}],
    ['another path', `/callback?code=abc&state=${state}`, {}],
    ['another method', `/?code=abc&state=${state}`, { method: 'POST' }],
    ['another name for this machine', `/?code=abc&state=${state}`, { host: 'evil.test' }],
    ['an address that is none', `http://[/?code=abc&state=${state}`, {}],
    ['the icon browsers ask for', '/favicon.ico', {}],
  ])('%s', async (_, target, options) => {
    expect((await ask(target, options)).status).toBe(400);
    expect(await returnedNow()).toBe('nothing');
    // And the real answer still counts.
    void ask(`/?code=real&state=${state}`).catch(() => undefined);
    expect(await loopback.returned).toEqual({ kind: 'code', code: 'real' });
  });
});

test('a second answer changes nothing', async () => {
  void ask(`/?code=first&state=${state}`).catch(() => undefined);
  await loopback.returned;
  expect((await ask(`/?code=second&state=${state}`)).status).toBe(400);
  expect(await loopback.returned).toEqual({ kind: 'code', code: 'first' });
});

test('the other half of "localhost" is ours too', async () => {
  expect((await ask('/', { address: '::1' })).status).toBe(400);
});

test('nobody else on the network can come in', async () => {
  const { networkInterfaces } = await import('node:os');
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((each) => each !== undefined && !each.internal);
  // A machine without a network has nobody else on it.
  if (outside === undefined) return;
  await expect(ask('/', { address: outside.address })).rejects.toThrow();
});

test('the port is free again afterwards', async () => {
  loopback.close();
  await expect(ask('/')).rejects.toThrow(/ECONNREFUSED/);
});

describe('when somebody else sits on ::1', () => {
  let squatters: Server[];
  beforeEach(() => {
    squatters = [];
  });
  afterEach(() => {
    for (const squatter of squatters) squatter.close();
  });

  /** Has somebody take the port on ::1 just before we do, this many times. */
  const squatted = (times: number): Listen => {
    return async (onRequest, host, port) => {
      if (host === '::1' && squatters.length < times) {
        const squatter = createServer((_request, response) => response.end('squatter'));
        await new Promise<void>((resolve) => squatter.listen({ host: '::1', port, exclusive: true }, resolve));
        squatters.push(squatter);
      }
      return await listenOn(onRequest, host, port);
    };
  };

  test('another port is taken, both halves of it', async () => {
    loopback.close();
    loopback = await openLoopback(state, squatted(2));
    expect(squatters).toHaveLength(2);
    expect(await ask('/', { address: '::1' })).toMatchObject({
      status: 400,
      body: expect.not.stringMatching('squatter'),
    });
    expect((await ask('/')).status).toBe(400);
  });

  test('and on every port, there is no sign-in by browser', async () => {
    await expect(openLoopback(state, squatted(Number.POSITIVE_INFINITY))).rejects.toThrow('EADDRINUSE');
    expect(squatters).toHaveLength(5);
  });
});
