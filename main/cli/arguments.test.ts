import { describe, expect, test } from 'vitest';
import { formatIds } from '../../app/formats/formats.ts';
import { aesModes } from '../../app/platform/modes.ts';
import { readArguments, UsageError, usage } from './arguments.ts';

const withKeyFile = ['decrypt', 'a.enc', 'b.enc', '--key-file', 'product.key'];

test('files and a key file are all it needs; what is not said is the safe choice', () => {
  expect(readArguments(withKeyFile)).toEqual({
    files: ['a.enc', 'b.enc'],
    out: undefined,
    key: { kind: 'file', file: 'product.key' },
    envelope: undefined,
    aad: undefined,
    iv: undefined,
    format: undefined,
    kdf: { digest: undefined, rounds: undefined },
    record: undefined,
    floor: 'C',
    overwrite: false,
    json: false,
    pinFd: undefined,
  });
});

describe('every option arrives as what it means', () => {
  test.each([
    [['--out', 'results'], { out: 'results' }],
    [['--envelope', 'key.b64.enc'], { envelope: 'key.b64.enc' }],
    [['--aad-text', 'v1 é'], { aad: { kind: 'text', text: 'v1 é' } }],
    [['--aad-text='], { aad: { kind: 'text', text: '' } }],
    [['--aad-text=--out'], { aad: { kind: 'text', text: '--out' } }],
    [['--aad-base64', 'AQID'], { aad: { kind: 'base64', text: 'AQID' } }],
    [['--aad-hex', '010203'], { aad: { kind: 'hex', text: '010203' } }],
    [['--aad-template', 'version={name}'], { aad: { kind: 'template', text: 'version={name}' } }],
    [['--iv-base64', 'AAECAwQFBgcICQoLDA0ODw=='], { iv: 'AAECAwQFBgcICQoLDA0ODw==' }],
    [['--md', 'sha512'], { kdf: { digest: 'sha512', rounds: undefined } }],
    [['--pbkdf2'], { kdf: { digest: undefined, rounds: undefined, pbkdf2: true } }],
    [['--pbkdf2', '--iter', '1000'], { kdf: { digest: undefined, rounds: 1000, pbkdf2: true } }],
    [['--record', 'firmware.json'], { record: 'firmware.json' }],
    [['--min-grade', 'T'], { floor: 'T' }],
    [['--min-grade', 'K'], { floor: 'K' }],
    [['--overwrite'], { overwrite: true }],
    [['--json'], { json: true }],
    [['--pin-fd', '3'], { pinFd: 3 }],
    [['--', '-rf.enc'], { files: ['a.enc', 'b.enc', '-rf.enc'] }],
  ])('%j', (option, meant) => {
    expect(readArguments([...withKeyFile, ...option])).toMatchObject(meant);
  });

  test.each([
    [['--token', 'LINE3'], { label: 'LINE3', module: undefined, key: undefined }],
    [['--token', 'LINE3', '--module', '/usr/lib/p11.so'], { label: 'LINE3', module: '/usr/lib/p11.so' }],
    [['--token', 'LINE3', '--key', 'product'], { label: 'LINE3', key: 'product' }],
  ])('%j', (option, meant) => {
    expect(readArguments(['decrypt', 'a.enc', ...option])).toMatchObject({ key: { kind: 'token', ...meant } });
  });

  test.each([...formatIds, ...aesModes, 'openssl-aes-128-cbc', 'openssl-aes-192-cbc', 'openssl-aes-256-cbc'])(
    '--format %s',
    (format) => {
      expect(readArguments([...withKeyFile, '--format', format])).toMatchObject({ format });
    },
  );
});

describe('a mistake is refused before anything is opened', () => {
  test.each([
    ['two AADs', ['--aad-text', 'a', '--aad-hex', '00'], 'more than one AAD'],
    ['an AAD that is no hex', ['--aad-hex', '0g'], '--aad-hex is misspelled'],
    ['an AAD that is no base64', ['--aad-base64', 'A'], '--aad-base64 is misspelled'],
    ['an IV of 3 bytes', ['--iv-base64', 'AAAA'], '--iv-base64 is not 16 bytes in base64'],
    ['an IV that is no base64', ['--iv-base64', '*'], '--iv-base64 is not 16 bytes in base64'],
    ['no rounds', ['--iter', '0'], '--iter must be at least 1'],
    ['rounds that are no number', ['--iter', '1e6'], '--iter is not a number'],
    ['a descriptor that is no number', ['--pin-fd', 'x'], '--pin-fd is not a number'],
    ['a PIN', ['--pin', '1234'], 'Unknown option'],
    ['a key on no token', ['--key', 'product'], '--module and --key go with --token'],
    ['an option without its value', ['--out'], 'argument missing'],
  ])('%s', (_, option, words) => {
    const read = () => readArguments([...withKeyFile, ...option]);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(words);
  });
});

test.each([[['--help']], [['-h']], [['help']], [['decrypt', '--help']]])('%j asks for help', (args) => {
  expect(readArguments(args)).toBe('help');
});

test('the help names every option', () => {
  for (const option of ['out', 'key-file', 'token', 'module', 'key', 'envelope', 'aad-text', 'aad-base64', 'aad-hex'])
    expect(usage).toContain(`--${option} `);
  for (const option of ['aad-template', 'iv-base64', 'format', 'md', 'iter', 'record', 'min-grade', 'pin-fd'])
    expect(usage).toContain(`--${option} `);
  for (const option of ['pbkdf2', 'overwrite', 'json']) expect(usage).toContain(`--${option}`);
});
