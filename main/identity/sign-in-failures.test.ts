import { expect, test } from 'vitest';
import type { Failure } from '../../app/result.ts';
import { type Meaning, msalErrorOf, signInFailureOf } from './sign-in-failures.ts';

const offline: Failure = { code: 'network.offline', facts: { host: 'login.test' } };

test.each<[string, Meaning, string]>([
  ['invalid_grant', 'sign-in-again', 'a new sign-in is needed'],
  ['no_tokens_found', 'sign-in-again', 'a new sign-in is needed'],
  ['interaction_required', 'sign-in-again', 'a new sign-in is needed'],
  ['access_denied', 'refused', 'the sign-in was cancelled or declined there'],
  ['invalid_client', 'refused', 'it does not know this client id'],
  ['invalid_scope', 'refused', 'it does not know the scope in the profile'],
  ['temporarily_unavailable', 'try-later', 'it is not well at the moment'],
  ['something_new', 'refused', 'something_new'],
])('%s means %s', (code, meaning, reason) => {
  expect(signInFailureOf(code, '', null)).toEqual({
    meaning,
    failure: { code: 'session.sign-in-refused', facts: { reason } },
  });
});

test('a request that got no answer is a matter of the network, whatever MSAL calls it', () => {
  expect(signInFailureOf('endpoints_resolution_error', '', offline)).toEqual({
    meaning: 'try-later',
    failure: offline,
  });
  expect(signInFailureOf('network_error', '', offline)).toEqual({ meaning: 'try-later', failure: offline });
  expect(signInFailureOf('unknown_to_us', '', offline)).toEqual({ meaning: 'try-later', failure: offline });
});

test('a dead refresh token is that, even after a request that failed', () => {
  expect(signInFailureOf('invalid_grant', '', offline).meaning).toBe('sign-in-again');
});

test('of the words of the service only its number is shown', () => {
  const { failure } = signInFailureOf(
    'access_denied',
    'AADSTS65004: <img src=x> anna@northwind.example eyJ0eXAi',
    null,
  );
  expect(failure.facts['reason']).toBe('the sign-in was cancelled or declined there (AADSTS65004)');
});

test('a code that is no code is not shown', () => {
  expect(signInFailureOf('<b>hello</b>', '', null).failure.facts['reason']).toBe('an unknown error');
  expect(signInFailureOf('x'.repeat(61), '', null).failure.facts['reason']).toBe('an unknown error');
});

test('a declined device code is found in the words MSAL hides it in', () => {
  expect(
    signInFailureOf('post_request_failed', 'post_request_failed: access_denied', null).failure.facts['reason'],
  ).toMatch(/declined/);
});

test("an error is MSAL's when it has a code", () => {
  expect(msalErrorOf(Object.assign(new Error('words'), { errorCode: 'invalid_grant' }))).toEqual({
    code: 'invalid_grant',
    description: 'words',
  });
  expect(msalErrorOf(new TypeError('a bug'))).toBeNull();
  expect(msalErrorOf({ errorCode: 'invalid_grant' })).toBeNull();
});
