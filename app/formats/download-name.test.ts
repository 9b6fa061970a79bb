import { describe, expect, test } from 'vitest';
import { downloadNameFor, numbered } from './download-name.ts';

describe('a name from the platform cannot lead anywhere', () => {
  test.each([
    ['firmware-v1.6.bin', 'firmware-v1.6.bin.enc'],
    ['firmware.enc', 'firmware.enc'],
    ['../../etc/passwd', 'passwd.enc'],
    ['..\\..\\boot.ini', 'boot.ini.enc'],
    ['/etc/cron.d/', 'request-1.enc'],
    ['..', 'request-1.enc'],
    ['.bashrc', 'bashrc.enc'],
    ['', 'request-1.enc'],
    ['a\u0000b\nc', 'a_b_c.enc'],
    ['invoice\u202Efdp.exe', 'invoice_fdp.exe.enc'],
    ['CON', '_CON.enc'],
    ['nul.txt', '_nul.txt.enc'],
    ['what?.bin', 'what_.bin.enc'],
    ['trailing. . ', 'trailing.enc'],
    ['ключ.bin', 'ключ.bin.enc'],
  ])('%j', (submitted, name) => expect(downloadNameFor(submitted, 'request-1', true)).toBe(name));
});

test('what is not encrypted keeps its name', () => {
  expect(downloadNameFor('boot.signed', 'request-1', false)).toBe('boot.signed');
});

test.each(['x'.repeat(400), '鍵'.repeat(400), `${'🔑'.repeat(200)}.bin`])(
  'a long name leaves room for a number and the record',
  (submitted) => {
    const name = downloadNameFor(submitted, 'r', true);
    expect(Buffer.byteLength(`${numbered(name, 99)}.keydock.json`)).toBeLessThanOrEqual(255);
    expect(name.endsWith('.enc')).toBe(true);
    expect(name).not.toContain('\uFFFD');
  },
);

test.each([
  ['a.bin.enc', 1, 'a.bin.enc'],
  ['a.bin.enc', 2, 'a.bin (2).enc'],
  ['plain', 3, 'plain (3)'],
])('%s, number %i', (name, count, expected) => expect(numbered(name, count)).toBe(expected));
