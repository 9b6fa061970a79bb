import { describe, expect, test } from 'vitest';
import { HostPattern, hostMatches, hostOf, Profile, serviceKey } from './profile.ts';

const good = {
  keydockProfile: 1,
  name: 'Northwind Devices',
  apiBase: 'https://app.laavat.io/northwind/api/v1',
  authority: 'https://login.microsoftonline.com/4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e001',
  clientId: '4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e002',
  scope: 'api://4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e003/.default',
};
const isGood = (change: Record<string, unknown>): boolean => Profile.safeParse({ ...good, ...change }).success;

test('the least a profile needs is enough, and the rest has safe defaults', () => {
  expect(Profile.parse(good)).toMatchObject({
    colour: 'teal',
    knownAuthorities: [],
    objectStoreHosts: [],
    floors: { export: 'K', decrypt: 'C' },
    directory: { people: {}, groups: {} },
  });
});

describe('a profile is taken with', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a final slash', { apiBase: `${good.apiBase}/` }],
    ['plain http to this machine', { apiBase: 'http://localhost:8080/api/v1' }],
    ['plain http to this machine by IPv6', { apiBase: 'http://[::1]:8080/api/v1' }],
    ['an IPv4 address', { apiBase: 'https://10.1.2.3/api/v1' }],
    [
      'the authority named as known, with its port',
      { authority: 'https://localhost:8443/t', knownAuthorities: ['localhost:8443'] },
    ],
    ['a Persian name with its joiner', { name: 'شرکت می\u200cخواهم' }],
    ['names for people and groups', { directory: { people: { [good.clientId]: 'Anna Lind' }, groups: {} } }],
  ])('%s', (_, change) => {
    expect(isGood(change)).toBe(true);
  });
});

describe('a profile is refused with', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a field nobody knows', { ignoreCertificateErrors: true }],
    ['another format', { keydockProfile: 2 }],
    ['no name', { name: '  ' }],
    ['a name of 61 characters', { name: 'n'.repeat(61) }],
    ['a line feed in the name', { name: 'North\nwind' }],
    ['a direction override in the name', { name: 'North\u202edniw' }],
    ['an invisible space in the name', { name: 'North\u200bwind' }],
    ['a tag character in the name', { name: 'North\u{e0041}wind' }],
    ['half a surrogate in the name', { name: 'North\ud800wind' }],
    ['a direction override in a person', { directory: { people: { [good.clientId]: 'a\u202eb' }, groups: {} } }],
    ['a person who is no uuid', { directory: { people: { anna: 'Anna' }, groups: {} } }],
    ['plain http', { apiBase: 'http://app.laavat.io/api/v1' }],
    ['plain http to a name that begins like this machine', { apiBase: 'http://localhost.evil.test/api/v1' }],
    ['another scheme', { apiBase: 'ftp://app.laavat.io/' }],
    ['a script for an address', { apiBase: 'javascript:alert(1)' }],
    ['a user name in an address', { apiBase: 'https://app.laavat.io@evil.test/api' }],
    ['a query in an address', { apiBase: 'https://app.laavat.io/api?x=1' }],
    ['a fragment in an address', { apiBase: 'https://app.laavat.io/api#x' }],
    ['dot segments in an address', { apiBase: 'https://app.laavat.io/api/../v1' }],
    ['a percent sign in an address', { apiBase: 'https://app.laavat.io/%2e%2e/v1' }],
    ['a backslash in an address', { apiBase: 'https://app.laavat.io\\evil.test/' }],
    ['capital letters in a host', { apiBase: 'https://App.laavat.io/api' }],
    ['a host in letters that are not ASCII', { apiBase: 'https://аpp.laavat.io/api' }],
    ['an IPv4 address in disguise', { apiBase: 'https://2130706433/api' }],
    ['an IPv4 address in hex', { apiBase: 'https://0x7f.1/api' }],
    ['an IPv4 address out of range', { apiBase: 'https://10.0.0.256/api' }],
    ['port 0', { apiBase: 'https://app.laavat.io:0/api' }],
    ['port 65536', { apiBase: 'https://app.laavat.io:65536/api' }],
    ['white space around an address', { apiBase: ` ${good.apiBase}` }],
    ['an authority over plain http', { authority: 'http://localhost:8080/t', knownAuthorities: ['localhost:8080'] }],
    ['known authorities that leave the authority out', { knownAuthorities: ['login.evil.test'] }],
    [
      'a wildcard among the known authorities',
      { knownAuthorities: ['*.microsoftonline.com', 'login.microsoftonline.com'] },
    ],
    ['a client id that is no uuid', { clientId: 'my-client' }],
    ['a scope of another kind', { scope: 'https://graph.microsoft.com/.default' }],
    ['two scopes', { scope: `${good.scope} openid` }],
    ['17 object stores', { objectStoreHosts: Array.from({ length: 17 }, (_, i) => `s${i}.store.test`) }],
    ['a grade nobody knows', { floors: { export: 'Z', decrypt: 'C' } }],
    ['certificates of more than 64 KiB', { extraCaPem: 'x'.repeat(65_537) }],
    ['a list for a name', { name: ['Northwind'] }],
    ['null for a host list', { objectStoreHosts: null }],
  ])('%s', (_, change) => {
    expect(isGood(change)).toBe(false);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', [good]],
    ['a text', JSON.stringify(good)],
  ])('%s in place of an object', (_, value) => {
    expect(Profile.safeParse(value).success).toBe(false);
  });
});

test('a person named __proto__ is dropped and changes nothing', () => {
  const people = JSON.parse('{"__proto__":"Anna"}');
  const { directory } = Profile.parse({ ...good, directory: { people, groups: {} } });
  expect(Object.getOwnPropertyNames(directory.people)).toEqual([]);
  expect(Object.getPrototypeOf(directory.people)).toBe(Object.prototype);
});

describe('a pattern of hosts', () => {
  test.each([
    'store.example.com',
    '*.s3.eu-north-1.amazonaws.com',
    'localhost:8443',
    '10.0.0.1:9000',
    'store.example.com:443',
  ])('may be %s', (pattern) => {
    expect(HostPattern.safeParse(pattern).success).toBe(true);
  });
  test.each([
    '*',
    '*.com',
    '*.*.example.com',
    'a.*.example.com',
    '*example.com',
    '*.0.0.1',
    'https://store.test',
    'store.test/x',
    'store.test:',
    'store.test:99999',
    '-a.test',
    'a..test',
    'store.test.',
    '',
  ])('may not be "%s"', (pattern) => {
    expect(HostPattern.safeParse(pattern).success).toBe(false);
  });

  test.each<[string, string, boolean]>([
    ['store.test', 'store.test', true],
    ['store.test', 'store.test:8443', false],
    ['store.test:8443', 'store.test:8443', true],
    ['store.test:443', 'store.test', true],
    ['store.test', 'a.store.test', false],
    ['store.test', 'store.test.evil.test', false],
    ['store.test', 'evilstore.test', false],
    ['*.store.test', 'a.store.test', true],
    ['*.store.test', 'a.b.store.test', false],
    ['*.store.test', 'store.test', false],
    ['*.store.test', '.store.test', false],
    ['*.store.test', 'a.store.test:8443', false],
    ['*.store.test:8443', 'a.store.test:8443', true],
    ['*.store.test', 'a.store.test.evil.test', false],
  ])('%s and %s: %s', (pattern, host, expected) => {
    expect(hostMatches(pattern, host)).toBe(expected);
  });
});

test.each<[string, string]>([
  ['https://app.laavat.io/x', 'app.laavat.io'],
  ['https://app.laavat.io:443/x', 'app.laavat.io'],
  ['https://app.laavat.io:8443', 'app.laavat.io:8443'],
  ['http://localhost:80/x', 'localhost'],
  ['https://[::1]:8443/x', '[::1]:8443'],
])('the host of %s is %s', (url, host) => {
  expect(hostOf(url)).toBe(host);
  expect(hostOf(url)).toBe(hostOf(`${url.replace(/\/$/, '')}/`));
});

test('spelling does not make another profile, another tenant does', () => {
  const key = serviceKey({ apiBase: 'https://app.laavat.io/northwind/api/v1', clientId: good.clientId });
  expect(
    serviceKey({ apiBase: 'https://app.laavat.io:443/northwind/api/v1/', clientId: good.clientId.toUpperCase() }),
  ).toBe(key);
  expect(serviceKey({ apiBase: 'https://app.laavat.io/contoso/api/v1', clientId: good.clientId })).not.toBe(key);
  expect(
    serviceKey({ apiBase: 'https://app.laavat.io/northwind/api/v1', clientId: good.clientId.replace('4', '5') }),
  ).not.toBe(key);
});
