import { expect, test } from 'vitest';
import { aesModes, modeOf, modes } from './modes.ts';

test('there are eight modes: two lengths, two ciphers, with and without a one-time key', () => {
  const facts = aesModes.map((id) => `${modes[id].keyBits} ${modes[id].cipher} ${modes[id].pskek}`);
  expect(new Set(facts).size).toBe(8);
});

test.each(aesModes)('%s: the name says what the row says', (id) => {
  const row = modes[id];
  expect(id).toBe(`AES-${row.cipher.toUpperCase()}-${row.keyBits}${row.pskek ? '-PSKEK' : ''}`);
});

test('only GCM is authenticated, and only plain GCM has a layout that the platform states', () => {
  expect(aesModes.filter((id) => modes[id].authenticated)).toEqual(aesModes.filter((id) => id.includes('GCM')));
  expect(aesModes.filter((id) => !modes[id].layoutAssumed)).toEqual(['AES-GCM-128', 'AES-GCM-256']);
});

test.each(['AES-XTS-256', 'toString', ''])('%s is not a mode we know', (name) => {
  expect(modeOf(name)).toBeUndefined();
});
