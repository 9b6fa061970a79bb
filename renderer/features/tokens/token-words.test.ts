import { expect, test } from 'vitest';
import { pinSample, tokenSample } from '../../../app/contract/token-samples.ts';
import type { ModuleRow, TokenRow } from '../../../app/contract/token-shapes.ts';
import { moduleNotice, moduleState, objectWhat, pinWords, tokenState, whyNoLogin } from './token-words.ts';

const about: ModuleRow['about'] = { description: 'x', manufacturer: 'y', version: '1', cryptoki: '2.40' };
const failure: ModuleRow['failure'] = { code: 'token.module-crashed', facts: { how: 'SIGSEGV' } };

test.each<[Pick<ModuleRow, 'state' | 'failure' | 'about'>, string, string]>([
  [{ state: 'offered', failure: null, about: null }, 'not used yet', 'plain'],
  [{ state: 'allowed', failure: null, about }, 'in use', 'ok'],
  [{ state: 'allowed', failure: null, about: null }, 'starting', 'plain'],
  [{ state: 'allowed', failure, about }, 'does not answer', 'danger'],
  [{ state: 'changed', failure, about: null }, 'file has changed', 'warn'],
  [{ state: 'missing', failure, about: null }, 'file is gone', 'danger'],
])('a module that is %o: %s', (module, text, tone) => {
  expect(moduleState(module)).toEqual({ text, tone });
});

test('a module in use needs no word; every other one says what to do', () => {
  expect(moduleNotice({ state: 'allowed', name: 'NSS' })).toBeNull();
  for (const state of ['offered', 'changed', 'missing'] as const) {
    expect(moduleNotice({ state, name: 'NSS' })?.text).toMatch(/\.$/);
  }
});

test.each<[string, Partial<TokenRow>, string, string, string | null]>([
  ['not set up', { isInitialised: false }, 'not set up', 'plain', 'The token is not set up'],
  ['logged in', { isLoggedIn: true }, 'logged in', 'ok', null],
  [
    'logged in after a wrong try',
    { isLoggedIn: true, pin: pinSample({ state: 'low', wrongHere: 1 }) },
    'logged in',
    'ok',
    null,
  ],
  ['locked', { pin: pinSample({ state: 'locked' }) }, 'locked', 'danger', 'The token is locked'],
  ['one try left', { pin: pinSample({ state: 'final-try' }) }, 'last try', 'danger', null],
  ['without a PIN', { pin: pinSample({ state: 'unset' }) }, 'no PIN set', 'warn', 'The token has no PIN yet'],
  ['low by its own word', { pin: pinSample({ state: 'low' }) }, 'wrong PIN entered', 'warn', null],
  ['low by our count alone', { pin: pinSample({ wrongHere: 2 }) }, 'wrong PIN entered', 'warn', null],
  ['open to all', { needsLogin: false }, 'no login needed', 'plain', 'The token needs no PIN'],
  ['untouched', {}, 'not logged in', 'plain', null],
])('a token that is %s', (_, more, text, tone, why) => {
  expect(tokenState(tokenSample(more))).toEqual({ text, tone });
  expect(whyNoLogin(tokenSample(more))).toBe(why);
});

test.each<[TokenRow['pin']['state'], number, string]>([
  ['untouched', 0, 'set, no wrong tries'],
  ['untouched', 2, 'set, tries left not told'],
  ['low', 0, 'set, a wrong one was tried'],
  ['final-try', 1, 'set, one try left'],
  ['locked', 3, 'locked by wrong tries'],
  ['unset', 0, 'not set yet'],
])('the PIN in a line: %s, %i wrong here', (state, wrongHere, words) => {
  expect(pinWords({ pin: pinSample({ state, wrongHere }) })).toBe(words);
});

test.each([
  ['AES-256', 'secret-key', 'AES-256 · secret key'],
  ['certificate', 'certificate', 'certificate'],
  ['', 'data', 'data'],
] as const)('an object of type “%s” and class %s is %s', (type, kind, words) => {
  expect(objectWhat({ type, class: kind })).toBe(words);
});
