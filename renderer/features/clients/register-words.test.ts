import { expect, test } from 'vitest';
import { fits, suggestedName, whyNotFits } from './register-words.ts';

test.each([
  ['SecurityEngineer', 'EC P-256', true],
  ['SecurityEngineer', 'EC P-384', false],
  ['SecurityEngineer', 'RSA 3072', false],
  ['ProductionPC', 'RSA 3072', true],
  ['ProductionPC', 'EC P-521', true],
] as const)('%s takes %s: %s', (type, key, expected) => {
  expect(fits({ type: key }, type)).toBe(expected);
  expect(whyNotFits({ type: key }, type)).toEqual(expected ? null : expect.stringContaining(`It is ${key};`));
});

test.each([
  ['SecurityEngineer', 'Gateway G2', 'SECENG-GATEWAY-G2'],
  ['ProductionPC', '  Zähler & Co. ', 'PROD-PC-Z-HLER-CO'],
  ['ProductionPC', null, ''],
  ['SecurityEngineer', '鍵', ''],
] as const)('%s of %s', (type, product, name) => expect(suggestedName(type, product)).toBe(name));
