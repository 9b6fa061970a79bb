import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client, userOf } from '../practice/testing/client.ts';
import { type Practice, startPractice } from '../practice/world.ts';
import { type Visited, Visitor } from '../support/browser/visit.ts';
import { type AtTheBrowser, type Desk, openDesk, readAll, signsIn } from './desk.ts';

let practice: Practice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());

const desks: Desk[] = [];
function desk(options: Partial<Parameters<typeof openDesk>[0]> = {}): Desk {
  const made = openDesk({ profile: practice.profile, caFile: practice.caFile, ...options });
  desks.push(made);
  return made;
}
beforeEach(() => practice.control('clearFaults', {}));
afterEach(async () => {
  for (const { identity, reach } of desks.splice(0)) {
    await identity.dispose();
    reach.close();
  }
});

const anna = (): AtTheBrowser => signsIn(userOf(practice, 'anna'));

/** Resolves when the app has opened a page. */
async function pageOpened({ opened }: Desk): Promise<string> {
  await expect.poll(() => opened.length, { interval: 5 }).toBe(1);
  return opened[0] ?? '';
}

function portOf(link: string): number {
  return Number(new URL(new URL(link).searchParams.get('redirect_uri') ?? '').port);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

describe('in the browser', () => {
  test('Anna signs in, and a token for the platform comes of it', async () => {
    const { identity, sessions } = desk({ browser: anna() });
    const signedIn = await identity.signIn('browser');
    const { user, oid } = userOf(practice, 'anna');
    expect(signedIn).toMatchObject({
      ok: true,
      value: {
        kind: 'signed-in',
        kept: 'os-encrypted',
        account: { name: 'Anna Lind', username: user, identity: `oid:${oid}` },
      },
    });
    expect(
      signedIn.ok && signedIn.value.kind === 'signed-in' && signedIn.value.account.groups.map(({ name }) => name),
    ).toEqual(['Release approvers', 'Product approvers', 'Client approvers']);
    expect(sessions.map(({ kind }) => kind)).toEqual(['signing-in', 'signed-in']);

    const token = await identity.token();
    if (!token.ok) throw new Error(token.error.code);
    const client = new Client(practice);
    client.token = token.value.token;
    expect((await client.get('/user/capabilities')).status).toBe(200);
  });

  test('the question asks for a code with PKCE, a nonce, a state, and which account', async () => {
    const made = desk({ browser: anna() });
    await made.identity.signIn('browser');
    const { searchParams } = new URL(await pageOpened(made));
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      response_mode: 'query',
      code_challenge_method: 'S256',
      prompt: 'select_account',
      client_id: practice.clientId,
      redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+$/),
    });
    expect(searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(searchParams.get('state')).toMatch(/^[\w-]{43}$/);
    expect(searchParams.get('nonce')).toMatch(/^[\w-]{43}$/);
    expect(new Set(['state', 'nonce', 'code_challenge'].map((name) => searchParams.get(name))).size).toBe(3);
  });

  test('the person is told in the browser how it ended, and the port is free again', async () => {
    let told: Visited | undefined;
    const made = desk({
      browser: async (page, visitor) => {
        told = await visitor.submit(page, {
          username: userOf(practice, 'anna').user,
          password: userOf(practice, 'anna').password,
        });
      },
    });
    await made.identity.signIn('browser');
    await made.browserDone();
    expect(told?.body).toContain('You are signed in');
    await expect.poll(() => isListening(portOf(made.opened[0] ?? ''))).toBe(false);
  });

  test('a wrong password keeps the sign-in open; Cancel ends it at once without a failure', async () => {
    const made = desk({
      browser: (page, visitor) => visitor.submit(page, { username: userOf(practice, 'anna').user, password: 'wrong' }),
    });
    const signingIn = made.identity.signIn('browser');
    const link = await pageOpened(made);
    expect(await made.browserDone()).toMatchObject({ status: 401 });
    expect(made.identity.session().kind).toBe('signing-in');
    await made.identity.cancel();
    expect(await signingIn).toMatchObject({ ok: false, error: { code: 'app.cancelled' } });
    expect(made.identity.session()).toEqual({ kind: 'signed-out', lastFailure: null });
    await expect.poll(() => isListening(portOf(link))).toBe(false);
  });

  test('cancelling in the browser is said', async () => {
    const { identity } = desk({ browser: (page, visitor) => visitor.submit(page, { cancel: 'yes' }) });
    const reason = expect.stringContaining('cancelled or declined there (AADSTS65004)');
    expect(await identity.signIn('browser')).toMatchObject({
      ok: false,
      error: { code: 'session.sign-in-refused', facts: { reason } },
    });
    expect(identity.session()).toMatchObject({ kind: 'signed-out', lastFailure: { code: 'session.sign-in-refused' } });
  });

  test('nobody comes back: it is given up after the limit, and the port is free again', async () => {
    const made = desk({ signInLimitMs: 300 });
    const signingIn = made.identity.signIn('browser');
    const link = await pageOpened(made);
    expect(await signingIn).toMatchObject({
      ok: false,
      error: { code: 'session.sign-in-timeout', facts: { minutes: 1 } },
    });
    expect(made.identity.session()).toMatchObject({
      kind: 'signed-out',
      lastFailure: { code: 'session.sign-in-timeout' },
    });
    await expect.poll(() => isListening(portOf(link)), { timeout: 3000 }).toBe(false);
  });

  test('a second one while the first runs is refused; the first goes on', async () => {
    const made = desk();
    const first = made.identity.signIn('browser');
    const link = await pageOpened(made);
    expect(await made.identity.signIn('browser')).toMatchObject({ error: { code: 'session.sign-in-running' } });
    const visitor = new Visitor(practice.caFile);
    await anna()(await visitor.open(link), visitor);
    expect((await first).ok).toBe(true);
  });

  test('Cancel does not wait for a service that does not answer, and another way can begin at once', async () => {
    await practice.control('fault', { kind: 'latency', ms: 5000, at: 'idp', path: 'openid-configuration' });
    const made = desk();
    const signingIn = made.identity.signIn('browser');
    await expect.poll(() => made.reach.sent.length).toBe(1);
    await made.identity.cancel();
    expect(await signingIn).toMatchObject({ ok: false, error: { code: 'app.cancelled' } });
    const next = made.identity.signIn('device-code');
    await expect.poll(() => made.identity.session()).toMatchObject({ kind: 'signing-in', method: 'device-code' });
    await made.identity.cancel();
    await next;
    expect(made.opened).toEqual([]);
  });

  test('the link can be copied while it is good for something, and never reaches the session', async () => {
    const made = desk();
    const signingIn = made.identity.signIn('browser');
    const link = await pageOpened(made);
    expect(made.identity.copyLink().ok).toBe(true);
    expect(made.clipboard).toEqual([link]);
    expect(JSON.stringify(made.sessions)).not.toContain('code_challenge');
    await made.identity.cancel();
    await signingIn;
    expect(made.identity.copyLink().ok).toBe(false);
  });

  test.each<[string, (claims: Record<string, unknown>) => void, string]>([
    ['another nonce', (claims) => Object.assign(claims, { nonce: 'x' }), 'an answer to another question than ours'],
    ['no nonce', (claims) => Reflect.deleteProperty(claims, 'nonce'), 'an answer to another question than ours'],
    ['another tenant', (claims) => Object.assign(claims, { tid: practice.clientId }), 'an id token of another tenant'],
    [
      'another app',
      (claims) => Object.assign(claims, { aud: '00000000-0000-4000-8000-000000000000' }),
      'an id token for another app',
    ],
  ])('an id token with %s signs nobody in', async (_, change, reason) => {
    const { identity, reach, dir } = desk({ browser: anna() });
    reach.rewrite = (body) =>
      body.replace(/"id_token":"([^"]+)"/, (_whole, token: string) => {
        const [header, payload = '', signature] = token.split('.');
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
        change(claims);
        return `"id_token":"${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}"`;
      });
    expect(await identity.signIn('browser')).toMatchObject({
      ok: false,
      error: { code: 'session.sign-in-refused', facts: { reason } },
    });
    expect(await identity.token()).toMatchObject({ error: { code: 'session.signed-out' } });
    expect(readAll(dir)).toBe('');
  });

  test.each<[string, Parameters<Practice['control']>[1], string]>([
    [
      'a page of a proxy',
      { kind: 'html', at: 'idp', path: 'openid-configuration', count: null },
      'session.sign-in-refused',
    ],
    [
      'a broken connection',
      { kind: 'drop-before', at: 'idp', method: 'POST', path: 'v2.0/token', count: null },
      'network.dropped',
    ],
    [
      'a redirect elsewhere',
      { kind: 'redirect', at: 'idp', method: 'POST', path: 'v2.0/token', location: 'https://evil.test/', count: null },
      'network.redirected',
    ],
  ])('%s is said, and nobody is signed in', async (_, fault, code) => {
    await practice.control('fault', fault as Parameters<typeof practice.control<'fault'>>[1]);
    const { identity } = desk({ browser: anna() });
    expect(await identity.signIn('browser')).toMatchObject({ ok: false, error: { code } });
    expect(identity.session().kind).toBe('signed-out');
  });
});

describe('with a device code', () => {
  /** What a person does who typed the code in on another device. */
  async function enter(uri: string, userCode: string, button: Record<string, string> = {}): Promise<void> {
    const visitor = new Visitor(practice.caFile);
    const asked = await visitor.open(uri);
    const confirm = await visitor.submit(asked, { user_code: userCode });
    const page = await visitor.submit(confirm, button);
    if (/name="?password/.test(page.body)) await anna()(page, visitor);
  }

  async function codeShown({ identity }: Desk) {
    await expect
      .poll(() => {
        const now = identity.session();
        return now.kind === 'signing-in' && now.deviceCode !== null;
      })
      .toBe(true);
    const now = identity.session();
    if (now.kind !== 'signing-in' || now.deviceCode === null) throw new Error('no code');
    return { ...now.deviceCode, givesUpAt: now.givesUpAt };
  }

  test('Anna types it in elsewhere and is signed in here', async () => {
    const made = desk();
    const signingIn = made.identity.signIn('device-code');
    const { userCode, verificationUri, givesUpAt } = await codeShown(made);
    expect(userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(Date.parse(givesUpAt) - Date.now()).toBeGreaterThan(800_000);
    expect(made.opened).toEqual([]);
    expect((await made.identity.openDeviceCodePage()).ok).toBe(true);
    expect(made.opened).toEqual([verificationUri]);
    await enter(verificationUri, userCode);
    expect(await signingIn).toMatchObject({ ok: true, value: { kind: 'signed-in', account: { name: 'Anna Lind' } } });
  });

  test('Cancel ends it at once, and what is typed in later signs nobody in', async () => {
    const made = desk();
    const signingIn = made.identity.signIn('device-code');
    const { userCode, verificationUri } = await codeShown(made);
    await made.identity.cancel();
    expect(await signingIn).toMatchObject({ ok: false, error: { code: 'app.cancelled' } });
    await enter(verificationUri, userCode);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(made.identity.session()).toEqual({ kind: 'signed-out', lastFailure: null });
    expect(readAll(made.dir)).toBe('');
  });

  test('a service that names no pause is not asked without one', async () => {
    const made = desk();
    made.reach.rewrite = (body) => body.replace(/"interval":\d+,?/, '').replace(',}', '}');
    const signingIn = made.identity.signIn('device-code');
    await codeShown(made);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(made.reach.sent.filter(({ path }) => path.includes('/token')).length).toBeLessThanOrEqual(1);
    await made.identity.cancel();
    await signingIn;
  });

  test('declining it there is said', async () => {
    const made = desk();
    const signingIn = made.identity.signIn('device-code');
    const { userCode, verificationUri } = await codeShown(made);
    await enter(verificationUri, userCode, { abort: 'yes' });
    expect(await signingIn).toMatchObject({ ok: false, error: { code: 'session.sign-in-refused' } });
  });
});

test('secrets of a sign-in are in no log', async () => {
  const { identity, opened, log } = desk({ browser: anna() });
  await identity.signIn('browser');
  const token = await identity.token();
  const secrets = [token.ok ? token.value.token : 'none', ...new URL(opened[0] ?? '').searchParams.values()];
  expect(log()).toContain('session.signed-in');
  // Words like "code" and "S256" are no secrets; 43 random characters are.
  for (const secret of secrets.filter((each) => each.length > 30)) expect(log()).not.toContain(secret);
});
