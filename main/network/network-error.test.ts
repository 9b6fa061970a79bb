import { expect, test } from 'vitest';
import { wordsFor } from '../../app/errors.ts';
import { NetworkError, networkErrorOf, type Sent } from './network-error.ts';

const chromium = (name: string) => new Error(`net::ERR_${name}`);
const aborted = (name: string) => Object.assign(new Error('secret?sig=1'), { name });

test.each<[string, Error, string, Sent]>([
  ['an unknown authority', chromium('CERT_AUTHORITY_INVALID'), 'network.untrusted', 'no'],
  ['an expired certificate', chromium('CERT_DATE_INVALID'), 'network.untrusted', 'no'],
  ['another host', chromium('CERT_COMMON_NAME_INVALID'), 'network.untrusted', 'no'],
  ['a certificate problem nobody knows yet', chromium('CERT_SOMETHING_NEW'), 'network.untrusted', 'no'],
  ['old TLS', chromium('SSL_VERSION_OR_CIPHER_MISMATCH'), 'network.untrusted', 'no'],
  ['TLS that breaks in the middle', chromium('SSL_PROTOCOL_ERROR'), 'network.dropped', 'perhaps'],
  ['a name nobody knows', chromium('NAME_NOT_RESOLVED'), 'network.offline', 'no'],
  ['a closed port', chromium('CONNECTION_REFUSED'), 'network.offline', 'no'],
  ['a proxy that is not there', chromium('PROXY_CONNECTION_FAILED'), 'network.offline', 'no'],
  ['a network that goes away', chromium('INTERNET_DISCONNECTED'), 'network.offline', 'perhaps'],
  ['a route that goes away', chromium('ADDRESS_UNREACHABLE'), 'network.offline', 'perhaps'],
  ['another network', chromium('NETWORK_CHANGED'), 'network.offline', 'perhaps'],
  ['no connection in time', chromium('CONNECTION_TIMED_OUT'), 'network.timeout', 'no'],
  ['no answer in time', chromium('TIMED_OUT'), 'network.timeout', 'perhaps'],
  ['our own limit', aborted('TimeoutError'), 'network.timeout', 'perhaps'],
  ['our own cancel', aborted('AbortError'), 'app.cancelled', 'perhaps'],
  ['a reset', chromium('CONNECTION_RESET'), 'network.dropped', 'perhaps'],
  ['an empty answer', chromium('EMPTY_RESPONSE'), 'network.dropped', 'perhaps'],
  ['half a body', chromium('CONTENT_LENGTH_MISMATCH'), 'network.dropped', 'perhaps'],
  ['a redirect', new Error("Attempted to redirect, but redirect policy was 'error'"), 'network.redirected', 'perhaps'],
  ['a blocked request', chromium('BLOCKED_BY_CLIENT'), 'network.host-not-allowed', 'perhaps'],
  ['a port no browser goes to', chromium('UNSAFE_PORT'), 'network.host-not-allowed', 'no'],
  ['a failure nobody knows', chromium('SOMETHING_NEW'), 'network.dropped', 'perhaps'],
  ['anything at all', new Error('https://store.test/?sig=secret'), 'network.dropped', 'perhaps'],
])('%s', (_, error, code, sent) => {
  const found = networkErrorOf(error, 'store.test', 30);
  expect([found.code, found.sent]).toEqual([code, sent]);
  expect(found.failure.facts['host']).toBe('store.test');
  // Whatever the original said stays behind.
  expect(`${found.message} ${JSON.stringify(found.failure)}`).not.toContain('sig=');
  const words = Object.values(wordsFor(found.failure)).join(' ');
  expect(words, 'every placeholder of the text has its fact').not.toMatch(/unknown|\{/);
});

test("what our own check found is said in place of Chromium's general word", () => {
  const found = networkErrorOf(chromium('CERT_AUTHORITY_INVALID'), 'store.test', 30, 'it was made for another host');
  expect(found.facts['why']).toBe('it was made for another host');
});

test('a failure that is known already stays what it is', () => {
  const known = new NetworkError('network.host-not-allowed', { host: 'x' }, 'no');
  expect(networkErrorOf(known, 'store.test', 30)).toBe(known);
});
