import { expect, test } from 'vitest';
import { outputNameFor } from './output-name.ts';

test.each([
  ['firmware.bin.enc', 'firmware.bin'],
  ['firmware.bin.ENC', 'firmware.bin'],
  ['secrets.jwe', 'secrets'],
  ['firmware.bin', 'firmware.bin.decrypted'],
  ['.enc', '.enc.decrypted'],
  ['..enc', '..enc.decrypted'],
  ['...enc', '...enc.decrypted'],
  ['a\nb.enc', 'a\nb'],
  ['-rf.enc', '-rf'],
  ['käse 🧀.enc', 'käse 🧀'],
])('%j gives %j', (name, expected) => {
  expect(outputNameFor(name)).toBe(expected);
});

test.each([['x'.repeat(255)], ['é'.repeat(127)], ['🧀'.repeat(63)]])(
  'a very long name still fits into 255 bytes',
  (name) => {
    const output = outputNameFor(name);
    expect(Buffer.byteLength(output)).toBeLessThanOrEqual(255);
    expect(Buffer.byteLength(output)).toBeGreaterThan(240);
    expect(output.endsWith('.decrypted')).toBe(true);
  },
);
