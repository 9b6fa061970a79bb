import { describe, expect, test } from 'vitest';
import { hostForPeople, hostRuleOf } from './hosts.ts';

const rule = hostRuleOf({
  apiBase: 'https://app.laavat.io/northwind/api/v1',
  authority: 'https://login.microsoftonline.com/tenant',
  knownAuthorities: ['login.northwind.test:8443'],
  objectStoreHosts: ['*.s3.test', 'localhost:9000', 'store.test:9000'],
});

describe('may be contacted', () => {
  test.each([
    'https://app.laavat.io/northwind/api/v1/approvals',
    'https://APP.laavat.io:443/',
    'https://login.microsoftonline.com/tenant/oauth2/v2.0/token',
    'https://login.northwind.test:8443/x',
    'https://bucket.s3.test/key?X-Amz-Signature=abc',
    'https://localhost:9000/key',
    'http://localhost:9000/key',
  ])('%s', (url) => {
    expect(rule(url)?.href).toBe(new URL(url).href);
  });
});

describe('may not be contacted', () => {
  test.each([
    'https://evil.test/',
    'https://app.laavat.io.evil.test/',
    'https://app.laavat.io@evil.test/',
    'https://anna:secret@app.laavat.io/',
    'https://app.laavat.io:8443/',
    'http://app.laavat.io/',
    'http://localhost/key',
    'http://bucket.s3.test/key',
    'http://store.test:9000/key',
    'https://s3.test/',
    'https://a.b.s3.test/',
    'https://login.northwind.test/',
    'ws://app.laavat.io/',
    'wss://app.laavat.io/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'keydock://app/',
    '//app.laavat.io/',
    'nonsense',
    '',
  ])('%s', (url) => {
    expect(rule(url)).toBeNull();
  });
});

test('plain http to this machine is for the API only where the profile says so', () => {
  const local = hostRuleOf({
    apiBase: 'http://localhost:8080/api',
    authority: 'https://localhost:8443/t',
    knownAuthorities: [],
    objectStoreHosts: [],
  });
  expect(local('http://localhost:8080/api/x')).not.toBeNull();
  expect(local('https://localhost:8080/api/x')).toBeNull();
  expect(local('http://localhost:8443/t')).toBeNull();
});

test('what is said about an address is its host, never its query', () => {
  expect(hostForPeople('https://bucket.s3.test:9000/key?X-Amz-Signature=secret')).toBe('bucket.s3.test:9000');
  expect(hostForPeople('https://anna:secret@s3.test/')).toBe('s3.test');
  expect(hostForPeople('secret')).toBe('an address that is none');
});
