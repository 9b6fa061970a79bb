import { expect, test } from 'vitest';
import { tokenKinds } from '../../app/exposure.ts';
import { tokenKindWords, tokenName } from './token-kind.ts';

test('the window says of each kind of token what the records say', () => {
  expect(tokenKindWords).toEqual(
    Object.fromEntries(Object.entries(tokenKinds).map(([kind, { name, means }]) => [kind, { name, means }])),
  );
});

test('a token without a label is called so', () => {
  expect(tokenName({ label: 'Line 3 HSM' })).toBe('Line 3 HSM');
  expect(tokenName({ label: '  ' })).toBe('unnamed token');
});
