import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Profile } from '../../app/profile.ts';
import { ok } from '../../app/result.ts';
import { createLog } from '../log.ts';
import { createIdentity, type Identity } from './identity.ts';

const tenant = '4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e001';
const clientId = '4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e002';
const anna = '11111111-0000-4000-8000-000000000000';
const mallory = '22222222-0000-4000-8000-000000000000';
const authority = `https://login.northwind.test/${tenant}`;
const profile = Profile.parse({
  keydockProfile: 1,
  name: 'Northwind Devices',
  apiBase: 'https://api.northwind.test/api',
  authority,
  knownAuthorities: ['login.northwind.test'],
  clientId,
  scope: 'api://4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e003/.default',
  objectStoreHosts: [],
});

/** What the sign-in service puts into the id token of a refresh; null leaves the token out. */
let refreshed: object | null;
let nonce: string;
let identity: Identity;

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function answer(url: string, body: string): object {
  if (url.includes('openid-configuration')) {
    return {
      issuer: `${authority}/v2.0`,
      authorization_endpoint: `${authority}/authorize`,
      token_endpoint: `${authority}/token`,
      jwks_uri: `${authority}/keys`,
    };
  }
  const isRefresh = new URLSearchParams(body).get('grant_type') === 'refresh_token';
  const claims = isRefresh ? refreshed : { oid: anna, name: 'Anna' };
  const now = Math.floor(Date.now() / 1000);
  const idToken = { tid: tenant, aud: clientId, iss: `${authority}/v2.0`, iat: now, exp: now + 3600, nonce, ...claims };
  return {
    token_type: 'Bearer',
    scope: profile.scope,
    expires_in: 3600,
    access_token: isRefresh ? 'second-token' : 'first-token',
    refresh_token: 'refresh-token',
    client_info: base64url({ uid: anna, utid: tenant }),
    ...(claims === null ? {} : { id_token: `${base64url({ alg: 'none' })}.${base64url(idToken)}.x` }),
  };
}

beforeEach(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-identity-'));
  identity = createIdentity({
    profile,
    network: {
      fetch: async (url, init) => Response.json(answer(url, String(init?.body ?? ''))),
    },
    dir: path.join(folder, 'session'),
    encryption: {
      state: async () => ({ kind: 'memory-only', why: 'a test' }),
      seal: async () => null,
      open: async () => null,
    },
    // Somebody signs in at the browser at once.
    async openExternal(link) {
      const asked = new URL(link).searchParams;
      nonce = asked.get('nonce') ?? '';
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.search = new URLSearchParams({ code: 'code', state: asked.get('state') ?? '' }).toString();
      void fetch(back).catch(() => undefined);
      return ok(null);
    },
    clipboard: { writeText: () => undefined },
    log: createLog({ dir: path.join(folder, 'logs') }),
  });
  expect(await identity.signIn('browser')).toMatchObject({ ok: true, value: { account: { name: 'Anna' } } });
});
afterEach(() => identity.dispose());

test('a refresh for the same person is used', async () => {
  refreshed = { oid: anna, name: 'Anna', groups: ['33333333-0000-4000-8000-000000000000'] };
  expect(await identity.token({ fresh: true })).toEqual(ok({ token: 'second-token', identity: `oid:${anna}` }));
  expect(identity.session()).toMatchObject({ account: { groups: [{ id: '33333333-0000-4000-8000-000000000000' }] } });
});

test.each([
  ['for somebody else', { oid: mallory, name: 'Mallory' }],
  ['of another tenant', { oid: anna, tid: mallory }],
  ['that does not say for whom', { oid: undefined }],
  ['without an id token', null],
])('a refresh %s ends the session: its token is never used under the old name', async (_, claims) => {
  refreshed = claims;
  expect(await identity.token({ fresh: true })).toMatchObject({ ok: false, error: { code: 'session.expired' } });
  expect(identity.session()).toMatchObject({ kind: 'expired', account: { identity: `oid:${anna}` } });
  expect(await identity.token()).toMatchObject({ ok: false, error: { code: 'session.expired' } });
});
