import { expect, test } from 'vitest';
import { tokenName } from './token-name.ts';

test('a token without a label is called so', () => {
  expect(tokenName({ label: 'Line 3 HSM' })).toBe('Line 3 HSM');
  expect(tokenName({ label: '  ' })).toBe('unnamed token');
});
