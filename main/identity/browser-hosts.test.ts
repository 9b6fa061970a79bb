import { expect, test } from 'vitest';
import { mayOpen } from './browser-hosts.ts';

const entra = { authority: 'https://login.microsoftonline.com/tenant', knownAuthorities: [] };
const own = { authority: 'https://localhost:8443/tenant', knownAuthorities: ['localhost:8443'] };

test.each<[string, typeof entra | typeof own, string, boolean]>([
  ['the sign-in page', entra, 'https://login.microsoftonline.com/tenant/oauth2/v2.0/authorize?state=x', true],
  ['the page for device codes', entra, 'https://microsoft.com/devicelogin', true],
  ['the newer page for device codes', entra, 'https://login.microsoft.com/device', true],
  ["a sign-in service of one's own, on its port", own, 'https://localhost:8443/tenant/oauth2/deviceauth', true],
  ['another port', own, 'https://localhost:8444/', false],
  ['Microsoft where the service is another', own, 'https://microsoft.com/devicelogin', false],
  ['another host', entra, 'https://evil.test/', false],
  ['a host that begins the same', entra, 'https://login.microsoftonline.com.evil.test/', false],
  ['a host behind a user name', entra, 'https://login.microsoftonline.com@evil.test/', false],
  ['a user name', entra, 'https://anna@login.microsoftonline.com/', false],
  ['plain http', entra, 'http://login.microsoftonline.com/', false],
  ['a file', entra, 'file:///etc/passwd', false],
  ['a script', entra, 'javascript:alert(1)', false],
  ['a protocol that starts a program', entra, 'ms-msdt:/id', false],
  ['nonsense', entra, 'login.microsoftonline.com', false],
])('%s', (_, profile, url, expected) => {
  expect(mayOpen(profile, url) !== null).toBe(expected);
});
