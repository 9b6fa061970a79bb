import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, userOf } from './testing/client.ts';
import { type Practice, startPractice } from './world.ts';

let practice: Practice;
beforeAll(async () => {
  practice = await startPractice();
}, 60_000);
afterAll(() => practice.close());

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

test('the access token has the shape of Entra ID', async () => {
  const { token } = await Client.signedIn(practice, 'anna');
  const { oid, groups } = userOf(practice, 'anna');
  expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({
    typ: 'JWT',
    alg: 'RS256',
  });
  const claims = claimsOf(token);
  expect(claims).toMatchObject({
    iss: practice.issuer,
    aud: practice.scope.replace('/.default', ''),
    oid,
    groups,
    ver: '2.0',
    scp: 'access',
  });
  expect(Number(claims['exp']) - Number(claims['iat'])).toBe(3_600);
});

test('a wrong password is refused, and the page says so without putting it back', async () => {
  const { visitor, form } = await new Client(practice).openForm({ code_challenge: 'x'.repeat(43) });
  const page = await visitor.submit(form, { username: userOf(practice, 'anna').user, password: 'not-the-password' });
  expect(page.status).toBe(401);
  expect(page.body).toContain('role="alert"');
  expect(page.body).toContain('anna.lind@northwind.example');
  expect(page.body).not.toContain('not-the-password');
});

test('the form needs no script and has the fields username and password', async () => {
  const { form } = await new Client(practice).openForm({ code_challenge: 'x'.repeat(43) });
  expect(form.body).not.toContain('<script');
  expect(form.body).toMatch(/name="username"/);
  expect(form.body).toMatch(/type="password" name="password"/);
});

test.each([
  ['no code challenge', { code_challenge_method: '' }, 'invalid_request'],
  ['a scope that is not known', { code_challenge: 'x'.repeat(43), scope: 'api://elsewhere/read' }, 'invalid_scope'],
  ['a redirect to another path', { code_challenge: 'x'.repeat(43), redirect_uri: 'http://localhost:9/cb' }, 'redirect'],
  ['a redirect to another host', { code_challenge: 'x'.repeat(43), redirect_uri: 'http://evil.test' }, 'redirect'],
])('%s is refused', async (_, more, said) => {
  const { form } = await new Client(practice).openForm(more);
  expect(form.body).not.toContain('name="password"');
  expect(form.body).toContain(said);
});

test('a refresh token works twice, until it is revoked', async () => {
  const client = await Client.signedIn(practice, 'jonas');
  const [first] = [client.token];
  await client.refresh();
  await client.refresh();
  expect(client.token).not.toBe(first);
  await practice.control('revokeRefreshTokens', {});
  await expect(client.refresh()).rejects.toThrow('invalid_grant');
});

describe('a browser that has signed in', () => {
  const challenge = { code_challenge: 'x'.repeat(43) };
  async function signedInBrowser() {
    const client = new Client(practice);
    const { visitor, form } = await client.openForm(challenge);
    const { user, password } = userOf(practice, 'jonas');
    await visitor.submit(form, { username: user, password });
    return { client, visitor };
  }

  test('is not asked again', async () => {
    const { client, visitor } = await signedInBrowser();
    expect((await client.openForm(challenge, visitor)).form.body).toMatch(/name="code"/);
  });

  test.each(['login', 'select_account'])('is asked again when the program wants prompt=%s', async (prompt) => {
    const { client, visitor } = await signedInBrowser();
    expect((await client.openForm({ ...challenge, prompt }, visitor)).form.body).toMatch(/name="password"/);
  });

  test('is asked again once it has signed out', async () => {
    const { client, visitor } = await signedInBrowser();
    const question = await visitor.open(`${practice.profile.authority}/oauth2/v2.0/logout`);
    expect((await visitor.submit(question, { logout: 'yes' })).body).toContain('You are signed out');
    expect((await client.openForm(challenge, visitor)).form.body).toMatch(/name="password"/);
  });
});

test('prompt=none without a session, and Cancel on the form, come back as errors', async () => {
  const client = new Client(practice);
  const none = await client.openForm({ code_challenge: 'x'.repeat(43), prompt: 'none' });
  expect(none.form.body).toContain('login_required');
  const { visitor, form } = await client.openForm({ code_challenge: 'x'.repeat(43) });
  expect((await visitor.submit(form, { cancel: '1' })).body).toContain('access_denied');
});

describe('the API', () => {
  test.each([
    ['no token', ''],
    ['a word', 'Bearer abc'],
    ['a token of another key', `Bearer ${forged()}`],
  ])('answers 401 to %s', async (_, authorization) => {
    const answer = await new Client(practice).send('GET', `${practice.apiUrl}/approvals`, {
      headers: { authorization },
    });
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  test('answers 401 to a token with one changed bit', async () => {
    const client = await Client.signedIn(practice, 'anna');
    const [head, body, signature = ''] = client.token.split('.');
    const flipped = Buffer.from(signature, 'base64url');
    flipped[10] = (flipped[10] ?? 0) ^ 1;
    client.token = `${head}.${body}.${flipped.toString('base64url')}`;
    expect((await client.get('/approvals')).status).toBe(401);
  });

  test('answers "Token has expired" once the life of the token is over', async () => {
    await practice.control('settings', { accessTokenTtl: 1 });
    const client = await Client.signedIn(practice, 'anna');
    await practice.control('settings', { accessTokenTtl: 3_600 });
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const answer = await client.get('/approvals');
    expect(answer.status).toBe(401);
    expect(answer.json()['detail']).toBe('Token has expired');
  });

  test('expires tokens in the middle of a session, and takes the next one', async () => {
    const client = await Client.signedIn(practice, 'anna');
    expect((await client.get('/approvals')).status).toBe(200);
    await practice.control('expireTokens', {});
    expect((await client.get('/approvals')).status).toBe(401);
    await client.refresh();
    expect((await client.get('/approvals')).status).toBe(200);
  });
});

/** Says what a token of ours says, without our signature. */
function forged(): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ oid: 'x', groups: [] })}.AAAA`;
}
