import { expect, test } from 'vitest';
import { pinSample, tokenSample } from '../../../app/contract/token-samples.ts';
import type { TokenRow } from '../../../app/contract/token-shapes.ts';
import { noTokenWords, pinStands, whyNoLogin, whyNoTarget } from './token-words.ts';

const pin = (state: TokenRow['pin']['state'], hasPad = false) => ({ pin: pinSample({ state, hasPad }) });

test.each<[Partial<TokenRow>, string]>([
  [{ isLoggedIn: true }, 'PIN entered'],
  [pin('final-try'), 'PIN not entered, one try left'],
  [pin('locked'), 'PIN locked'],
  [{ needsLogin: false }, 'needs no PIN'],
])('how a PIN stands', (more, words) => {
  expect(pinStands(tokenSample(more))).toBe(words);
});

test.each<[string, Partial<TokenRow>, RegExp | null]>([
  ['an ordinary token', {}, null],
  ['a token that is not set up', { isInitialised: false }, /never set up/],
  ['a locked one', pin('locked'), /PUK/],
  ['one without a PIN', pin('unset'), /no PIN yet/],
  ['a reader with keys of its own', pin('untouched', true), /keys of its own/],
  ['a logged-in one that told of a pad', { ...pin('untouched', true), isLoggedIn: true }, null],
])('whether anybody can log in to %s', (_, more, why) => {
  const said = whyNoLogin(tokenSample(more));
  if (why === null) expect(said).toBeNull();
  else expect(said).toMatch(why);
});

test('what cannot be written receives no keys, though its own may open the envelope', () => {
  const card = tokenSample({ isWritable: false });
  expect(whyNoLogin(card)).toBeNull();
  expect(whyNoTarget(card)).toMatch(/cannot be written/);
});

test('where no token can be chosen it is said whether one is here that was never set up', () => {
  expect(noTokenWords(0)).toMatch(/^No token is here\./);
  expect(noTokenWords(2)).toMatch(/^Only tokens that were never set up are here\./);
});
