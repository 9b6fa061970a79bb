import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { userOf } from '../practice/testing/client.ts';
import { type Practice, startPractice } from '../practice/world.ts';
import { type Desk, noSecretStore, openDesk, readAll, secretStore, signsIn } from './desk.ts';

let practice: Practice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());

const desks: Desk[] = [];
/** Who sits at the browser; changed by a test when somebody else comes. */
let who = 'anna';
function desk(options: Partial<Parameters<typeof openDesk>[0]> = {}): Desk {
  const made = openDesk({
    profile: practice.profile,
    caFile: practice.caFile,
    browser: (page, visitor) => signsIn(userOf(practice, who))(page, visitor),
    ...options,
  });
  desks.push(made);
  return made;
}
beforeEach(async () => {
  who = 'anna';
  await practice.control('clearFaults', {});
  await practice.control('settings', { accessTokenTtl: 3600 });
});
afterEach(async () => {
  for (const { identity, reach } of desks.splice(0)) {
    await identity.dispose();
    reach.close();
  }
});

async function signedIn(options: Parameters<typeof desk>[0] = {}): Promise<Desk> {
  const made = desk(options);
  const session = await made.identity.signIn('browser');
  if (!session.ok) throw new Error(session.error.code);
  return made;
}

/** Requests for tokens so far. */
const tokenRequests = ({ reach }: Desk): number =>
  reach.sent.filter(({ path: at }) => at.includes('/oauth2/v2.0/token')).length;
const filesIn = (dir: string): string[] =>
  existsSync(path.join(dir, 'session')) ? readdirSync(path.join(dir, 'session')) : [];

describe('tokens', () => {
  test('a token is used until it nears its end, without asking anybody', async () => {
    const made = await signedIn();
    const asked = made.reach.sent.length;
    const tokens = await Promise.all([made.identity.token(), made.identity.token(), made.identity.token()]);
    expect(tokens.every(({ ok }) => ok)).toBe(true);
    expect(made.reach.sent.length).toBe(asked);
  });

  test('several readers who need a fresh one cause one request', async () => {
    const made = await signedIn();
    const before = await made.identity.token();
    const asked = tokenRequests(made);
    const fresh = await Promise.all([1, 2, 3].map(() => made.identity.token({ fresh: true })));
    expect(tokenRequests(made) - asked).toBe(1);
    const values = new Set(fresh.map((each) => (each.ok ? each.value.token : each.error.code)));
    expect(values.size).toBe(1);
    expect(before.ok && values.has(before.value.token)).toBe(false);
  });

  test('one that lives less than five minutes is renewed for each reader', async () => {
    await practice.control('settings', { accessTokenTtl: 200 });
    const made = await signedIn();
    const asked = tokenRequests(made);
    expect((await made.identity.token()).ok).toBe(true);
    expect(tokenRequests(made) - asked).toBe(1);
  });

  test('nobody signed in, no token', async () => {
    expect(await desk().identity.token()).toMatchObject({ error: { code: 'session.signed-out' } });
  });

  test.each<[string, object, string]>([
    ['a broken connection', { kind: 'drop-before' }, 'network.dropped'],
    ['a page of a proxy', { kind: 'html', status: 503 }, 'session.sign-in-refused'],
  ])('%s on renewal is told, and the session goes on', async (_, fault, code) => {
    const made = await signedIn();
    await practice.control('fault', {
      ...fault,
      at: 'idp',
      method: 'POST',
      path: 'v2.0/token',
      count: null,
    } as Parameters<typeof practice.control<'fault'>>[1]);
    expect(await made.identity.token({ fresh: true })).toMatchObject({ ok: false, error: { code } });
    expect(made.identity.session().kind).toBe('signed-in');
    await practice.control('clearFaults', {});
    expect((await made.identity.token({ fresh: true })).ok).toBe(true);
  });
});

describe('a dead refresh token', () => {
  async function expired(options: Parameters<typeof desk>[0] = {}): Promise<Desk> {
    const made = await signedIn(options);
    await practice.control('revokeRefreshTokens', {});
    made.sessions.length = 0;
    return made;
  }

  test('asks once, for all readers, and is not tried again', async () => {
    const made = await expired();
    const asked = tokenRequests(made);
    const readers = await Promise.all([1, 2, 3].map(() => made.identity.token({ fresh: true })));
    expect(readers.map((each) => (each.ok ? 'token' : each.error.code))).toEqual(Array(3).fill('session.expired'));
    expect(made.sessions.map(({ kind }) => kind)).toEqual(['expired']);
    expect(made.identity.session()).toMatchObject({ account: { name: 'Anna Lind' } });
    expect(await made.identity.token()).toMatchObject({ error: { code: 'session.expired' } });
    expect(tokenRequests(made) - asked).toBe(1);
  });

  test('who signs in again as the same person goes on where they were', async () => {
    const made = await expired();
    const forgotten: string[] = [];
    made.identity.onForget(async () => void forgotten.push('all'));
    await made.identity.token({ fresh: true });
    const waiting = made.identity.waitForSignIn();
    await made.identity.signIn('browser');
    expect(await waiting).toMatchObject({ kind: 'signed-in', account: { name: 'Anna Lind' } });
    expect(new URL(made.opened[1] ?? '').searchParams.get('login_hint')).toBe(userOf(practice, 'anna').user);
    expect(forgotten).toEqual([]);
    expect((await made.identity.token()).ok).toBe(true);
  });

  test('when somebody else signs in, what was kept for the first goes', async () => {
    const made = await expired();
    const forgotten: string[] = [];
    made.identity.onForget(async () => void forgotten.push('all'));
    await made.identity.token({ fresh: true });
    const waiting = made.identity.waitForSignIn();
    who = 'jonas';
    await made.identity.signIn('browser');
    const { oid } = userOf(practice, 'jonas');
    expect(await waiting).toMatchObject({ kind: 'signed-in', account: { identity: `oid:${oid}` } });
    expect(await made.identity.token()).toMatchObject({ value: { identity: `oid:${oid}` } });
    expect(forgotten).toEqual(['all']);
  });

  test('a try that fails leaves it expired, with the reason', async () => {
    const made = await expired({ signInLimitMs: 5000 });
    await made.identity.token({ fresh: true });
    const signingIn = made.identity.signIn('device-code');
    await expect
      .poll(() => made.identity.session())
      .toMatchObject({ kind: 'signing-in', again: { name: 'Anna Lind' } });
    expect(await made.identity.token()).toMatchObject({ error: { code: 'session.expired' } });
    await made.identity.cancel();
    await signingIn;
    expect(made.identity.session()).toMatchObject({
      kind: 'expired',
      account: { name: 'Anna Lind' },
      lastFailure: null,
    });
  });

  test('keeps who it was, and no token', async () => {
    const encryption = secretStore();
    const made = await expired({ encryption });
    await made.identity.token({ fresh: true });
    await made.identity.dispose();
    const next = desk({ dir: made.dir, encryption });
    expect(await next.identity.restore()).toMatchObject({ kind: 'expired', account: { name: 'Anna Lind' } });
    const [file = ''] = filesIn(made.dir);
    const text = await encryption.open(readFileSync(path.join(made.dir, 'session', file)));
    expect(JSON.parse(text ?? '')).toMatchObject({ tokens: null });
  });
});

describe('the next start', () => {
  test('takes the session up at once, without any network, and renews it with one', async () => {
    const encryption = secretStore();
    const first = await signedIn({ encryption });
    await first.identity.dispose();
    const next = desk({ dir: first.dir, encryption });
    expect(await next.identity.restore()).toMatchObject({ kind: 'signed-in', account: { name: 'Anna Lind' } });
    expect((await next.identity.token()).ok).toBe(true);
    expect(next.reach.sent).toEqual([]);
    const fresh = await next.identity.token({ fresh: true });
    expect(fresh.ok).toBe(true);
    expect(tokenRequests(next)).toBe(1);
  });

  test('names the groups as the profile names them now', async () => {
    const encryption = secretStore();
    const first = await signedIn({ encryption });
    await first.identity.dispose();
    const [group = ''] = userOf(practice, 'anna').groups;
    const profile = { ...practice.profile, directory: { people: {}, groups: { [group]: 'Another name' } } };
    const session = await desk({ dir: first.dir, encryption, profile }).identity.restore();
    expect(session.kind === 'signed-in' && session.account.groups.map(({ name }) => name)).toEqual([
      'Another name',
      undefined,
      undefined,
    ]);
  });

  test('what is on the disk can be read by nobody else and says nothing', async () => {
    const made = await signedIn();
    const token = await made.identity.token();
    await made.identity.dispose();
    expect(filesIn(made.dir)).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.sealed$/)]);
    const everything = readAll(made.dir);
    expect(everything).not.toContain('anna');
    expect(everything).not.toContain(token.ok ? token.value.token : 'no token');
    expect(everything).not.toMatch(/eyJ/);
  });

  test.each<[string, (sealed: Buffer) => Buffer]>([
    ['a flipped bit', (sealed) => Buffer.from(sealed.map((byte, i) => (i === 20 ? byte ^ 1 : byte)))],
    ['half of it', (sealed) => sealed.subarray(0, 100)],
    ['nothing', () => Buffer.alloc(0)],
  ])('%s in the file means signed out, and no failure', async (_, damage) => {
    const encryption = secretStore();
    const made = await signedIn({ encryption });
    await made.identity.dispose();
    const [file = ''] = filesIn(made.dir);
    const at = path.join(made.dir, 'session', file);
    writeFileSync(at, damage(readFileSync(at)));
    expect(await desk({ dir: made.dir, encryption }).identity.restore()).toEqual({
      kind: 'signed-out',
      lastFailure: null,
    });
  });

  test('the session of another profile opens nothing', async () => {
    const encryption = secretStore();
    const made = await signedIn({ encryption });
    await made.identity.dispose();
    const [file = ''] = filesIn(made.dir);
    const profile = { ...practice.profile, clientId: '00000000-0000-4000-8000-000000000000' };
    const other = desk({ dir: made.dir, encryption, profile });
    const { profileIdOf } = await import('../../main/identity/profile-id.ts');
    writeFileSync(
      path.join(made.dir, 'session', `${profileIdOf(profile)}.sealed`),
      readFileSync(path.join(made.dir, 'session', file)),
    );
    expect((await other.identity.restore()).kind).toBe('signed-out');
  });

  test('the session of another authority opens nothing', async () => {
    const encryption = secretStore();
    const made = await signedIn({ encryption });
    await made.identity.dispose();
    const profile = { ...practice.profile, authority: `${practice.profile.authority}0` };
    expect((await desk({ dir: made.dir, encryption, profile }).identity.restore()).kind).toBe('signed-out');
  });

  test('without a secret store nothing is kept, and it is said', async () => {
    const made = await signedIn({ encryption: noSecretStore });
    expect(made.identity.session()).toMatchObject({ kind: 'signed-in', kept: 'memory-only' });
    await made.identity.dispose();
    expect(filesIn(made.dir)).toEqual([]);
    expect((await desk({ dir: made.dir, encryption: noSecretStore }).identity.restore()).kind).toBe('signed-out');
  });
});

describe('signing out', () => {
  test('leaves no file, no token and no account, and tells whoever kept something', async () => {
    const made = await signedIn();
    const forgotten: string[] = [];
    made.identity.onForget(async () => void forgotten.push('all'));
    await made.identity.signOut();
    expect(made.identity.session()).toEqual({ kind: 'signed-out', lastFailure: null });
    expect(filesIn(made.dir)).toEqual([]);
    expect(forgotten).toEqual(['all']);
    expect(await made.identity.token({ fresh: true })).toMatchObject({ error: { code: 'session.signed-out' } });
  });

  test('while a token is being renewed, the late answer brings nothing back', async () => {
    const made = await signedIn();
    await practice.control('fault', { kind: 'latency', ms: 300, at: 'idp', method: 'POST', path: 'v2.0/token' });
    const renewing = made.identity.token({ fresh: true });
    await made.identity.signOut();
    expect(await renewing).toMatchObject({ ok: false, error: { code: 'session.signed-out' } });
    expect(made.identity.session().kind).toBe('signed-out');
    await made.identity.dispose();
    expect(filesIn(made.dir)).toEqual([]);
  });

  test('while somebody signs in, ends that too', async () => {
    const made = desk({ browser: async () => undefined });
    const signingIn = made.identity.signIn('browser');
    await expect.poll(() => made.opened.length).toBe(1);
    await made.identity.signOut();
    expect(await signingIn).toMatchObject({ ok: false, error: { code: 'app.cancelled' } });
    expect(made.identity.session()).toEqual({ kind: 'signed-out', lastFailure: null });
  });

  test('whoever waits for a sign-in is told that there is none', async () => {
    const made = await signedIn();
    await practice.control('revokeRefreshTokens', {});
    await made.identity.token({ fresh: true });
    const waiting = made.identity.waitForSignIn();
    await made.identity.signOut();
    expect(await waiting).toMatchObject({ kind: 'signed-out' });
  });
});

test('a profile that is left behind ends its sign-in and lets whoever waits go', async () => {
  const made = desk({ browser: async () => undefined });
  const signingIn = made.identity.signIn('browser');
  const waiting = made.identity.waitForSignIn();
  await expect.poll(() => made.opened.length).toBe(1);
  await made.identity.dispose();
  expect(await signingIn).toMatchObject({ ok: false, error: { code: 'app.cancelled' } });
  await waiting;
});
