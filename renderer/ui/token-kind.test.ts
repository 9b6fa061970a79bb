import { expect, test } from 'vitest';
import { tokenKinds } from '../../app/exposure.ts';
import { tokenKindWords } from './token-kind.ts';

test('the window says of each kind of token what the records say', () => {
  expect(tokenKindWords).toEqual(
    Object.fromEntries(Object.entries(tokenKinds).map(([kind, { name, means }]) => [kind, { name, means }])),
  );
});
