import { describe, expect, test } from 'vitest';
import { accountOf, nameGroups } from './account.ts';

const tid = '4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e001';
const profile = {
  authority: `https://login.microsoftonline.com/${tid}`,
  clientId: '4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e002',
  directory: { people: {}, groups: { '5d0c2f0e-7a51-4f0c-9a83-0a1c6e1b7d04': 'Release approvers' } },
};
const claims = {
  oid: '8a3f6d10-2c44-4b8e-9f61-6f1a52c0e002',
  tid,
  aud: profile.clientId,
  name: 'Anna Lind',
  preferred_username: 'anna@northwind.example',
  groups: ['5D0C2F0E-7A51-4F0C-9A83-0A1C6E1B7D04', 'aaaaaaaa-7a51-4f0c-9a83-0a1c6e1b7d04'],
};

test('the claims say who it is, the directory how groups are called', () => {
  expect(accountOf(claims, profile)).toEqual({
    ok: true,
    value: {
      name: 'Anna Lind',
      username: 'anna@northwind.example',
      identity: 'oid:8a3f6d10-2c44-4b8e-9f61-6f1a52c0e002',
      oid: '8a3f6d10-2c44-4b8e-9f61-6f1a52c0e002',
      tenantId: tid,
      groups: [
        { id: '5D0C2F0E-7A51-4F0C-9A83-0A1C6E1B7D04', name: 'Release approvers' },
        { id: 'aaaaaaaa-7a51-4f0c-9a83-0a1c6e1b7d04' },
      ],
      groupsLeftOut: false,
    },
  });
});

describe('nobody is signed in by', () => {
  test.each<[string, unknown]>([
    ['a token for another app', { ...claims, aud: tid }],
    ['a token of another tenant', { ...claims, tid: profile.clientId }],
    ['a token without oid', { ...claims, oid: undefined }],
    ['an oid that is none', { ...claims, oid: '../../x' }],
    ['no claims', undefined],
  ])('%s', (_, given) => {
    expect(accountOf(given, profile)).toMatchObject({ ok: false, error: { code: 'session.sign-in-refused' } });
  });
});

test('any tenant will do where the authority names none', () => {
  expect(accountOf(claims, { ...profile, authority: 'https://login.microsoftonline.com/organizations' }).ok).toBe(true);
});

test('groups in a form nobody expects are no groups, and no failure', () => {
  const account = accountOf({ ...claims, groups: 'src1' }, profile);
  expect(account.ok && account.value.groups).toEqual([]);
});

test.each<[string, object, boolean]>([
  ['another source named in their place', { _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } }, true],
  ['the short form of it', { hasgroups: true }, true],
  ['no word of them', {}, false],
  ['other claims elsewhere', { _claim_names: { wids: 'src1' } }, false],
  ['a form nobody expects', { _claim_names: 'src1' }, false],
])('too many groups are told from none: %s', (_, more, expected) => {
  const account = accountOf({ ...claims, groups: undefined, ...more }, profile);
  expect(account.ok && account.value.groupsLeftOut).toBe(expected);
});

test('names follow the directory as it is now', () => {
  const account = accountOf(claims, profile);
  if (!account.ok) throw new Error('not signed in');
  const renamed = nameGroups(account.value, {
    directory: { people: {}, groups: { 'aaaaaaaa-7a51-4f0c-9a83-0a1c6e1b7d04': 'New' } },
  });
  expect(renamed.groups.map(({ name }) => name)).toEqual([undefined, 'New']);
});
