import { expect, test } from 'vitest';
import type { ModuleRow, TokenRow } from '../../../app/contract/token-shapes.ts';
import { moduleNotice, moduleState, objectWhat, pinWords, tokenState, whyNoLogin } from './token-words.ts';

const pin: TokenRow['pin'] = { state: 'untouched', wrongHere: 0, hasPad: false };
const token = (more: Partial<TokenRow> = {}): TokenRow => ({
  id: 'token-01',
  module: 'module-01',
  moduleName: 'SoftHSM 2',
  label: 'Line 3 HSM',
  model: 'Nano 4',
  manufacturer: 'Northwind',
  serial: '0000-4471',
  hardware: '2.1',
  firmware: '3.7',
  kind: 'hardware',
  isInitialised: true,
  isWritable: true,
  isRemovable: true,
  needsLogin: true,
  isLoggedIn: false,
  locksAt: null,
  pin,
  probedAt: null,
  ...more,
});
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
    { isLoggedIn: true, pin: { ...pin, state: 'low', wrongHere: 1 } },
    'logged in',
    'ok',
    null,
  ],
  ['locked', { pin: { ...pin, state: 'locked' } }, 'locked', 'danger', 'The token is locked'],
  ['one try left', { pin: { ...pin, state: 'final-try' } }, 'last try', 'danger', null],
  ['without a PIN', { pin: { ...pin, state: 'unset' } }, 'no PIN set', 'warn', 'The token has no PIN yet'],
  ['low by its own word', { pin: { ...pin, state: 'low' } }, 'wrong PIN entered', 'warn', null],
  ['low by our count alone', { pin: { ...pin, wrongHere: 2 } }, 'wrong PIN entered', 'warn', null],
  ['open to all', { needsLogin: false }, 'no login needed', 'plain', 'The token needs no PIN'],
  ['untouched', {}, 'not logged in', 'plain', null],
])('a token that is %s', (_, more, text, tone, why) => {
  expect(tokenState(token(more))).toEqual({ text, tone });
  expect(whyNoLogin(token(more))).toBe(why);
});

test.each<[TokenRow['pin']['state'], number, string]>([
  ['untouched', 0, 'set, no wrong tries'],
  ['untouched', 2, 'set, tries left not told'],
  ['low', 0, 'set, a wrong one was tried'],
  ['final-try', 1, 'set, one try left'],
  ['locked', 3, 'locked by wrong tries'],
  ['unset', 0, 'not set yet'],
])('the PIN in a line: %s, %i wrong here', (state, wrongHere, words) => {
  expect(pinWords({ pin: { ...pin, state, wrongHere } })).toBe(words);
});

test.each([
  ['AES-256', 'secret-key', 'AES-256 · secret key'],
  ['certificate', 'certificate', 'certificate'],
  ['', 'data', 'data'],
] as const)('an object of type “%s” and class %s is %s', (type, kind, words) => {
  expect(objectWhat({ type, class: kind })).toBe(words);
});
