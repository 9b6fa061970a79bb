import { expect, test } from 'vitest';
import { configItemNote } from './config-items.ts';

test.each([
  [
    'KEK-IVCustomEncryption',
    'AAECAwQFBgcICQoLDA0ODw==',
    'the IV of the CBC and PSKEK modes of this product; base64 of 16 bytes',
  ],
  ['SRKHash', 'ab'.repeat(32), 'the digest of the super root keys, burnt into the fuses of the chip; hex of 32 bytes'],
  ['FuseMap', '-----BEGIN X-----', 'PEM text'],
  ['Line', 'Tampere 3', 'text'],
  ['Empty', '', 'empty'],
  ['constructor', 'AAAAAAAAAAA=', 'base64 of 8 bytes'],
])('%s is said with how it is written', (name, value, note) => expect(configItemNote(name, value)).toBe(note));
