import type { ChildProcess } from 'node:child_process';
import { createCipheriv, createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as jose from 'jose';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { CommandLine } from './command-line.ts';
import { platformNonce } from './platform-nonce.ts';

// Each starts processes of its own, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const line = new CommandLine();
const { folder } = line;
afterAll(() => line.remove());

const keydock: CommandLine['run'] = (args, options) => line.run(args, options);
const write: CommandLine['write'] = (name, octets) => line.write(name, octets);
const place: CommandLine['place'] = (name) => line.place(name);

const key = randomBytes(32);
const keyFile = write('product.key', key);
const gcm = (plaintext: Uint8Array, aad = '') => {
  const nonce = platformNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad));
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
};

test('several files: one line of JSON, exit 1 because one failed, the others are there', async () => {
  const out = place('several');
  const good = write('good.bin.enc', gcm(Buffer.from('good'), 'v1'));
  const bad = write('bad.bin.enc', randomBytes(100));
  const {
    code,
    out: json,
    err,
  } = await keydock([
    'decrypt',
    good,
    bad,
    'nothing.enc',
    '--out',
    out,
    '--key-file',
    keyFile,
    '--aad-text',
    'v1',
    '--json',
  ]);
  expect(code).toBe(1);
  expect(err).toBe('');
  expect(JSON.parse(json)).toEqual({
    results: [
      {
        file: good,
        output: path.join(out, 'good.bin'),
        format: 'platform-gcm',
        grade: 'C',
        authenticated: true,
        sha256: createHash('sha256').update('good').digest('hex'),
        bytes: 4,
        error: null,
      },
      {
        file: bad,
        output: null,
        format: null,
        grade: null,
        authenticated: false,
        sha256: null,
        bytes: null,
        error: expect.objectContaining({ code: 'decrypt.not-authentic' }),
      },
      {
        file: 'nothing.enc',
        output: null,
        format: null,
        grade: null,
        authenticated: false,
        sha256: null,
        bytes: null,
        error: expect.objectContaining({ code: 'decrypt.source-unreadable' }),
      },
    ],
  });
  expect(json.trimEnd()).not.toContain('\n');
  expect(fs.readdirSync(out)).toEqual(['good.bin']);
});

test('without --out the result lies beside the file, and standard output stays empty', async () => {
  const beside = place('beside');
  fs.writeFileSync(path.join(beside, 'a.enc'), gcm(Buffer.from('a')));
  const { code, out, err } = await keydock(['decrypt', 'beside/a.enc', '--key-file', 'product.key']);
  expect(code).toBe(0);
  expect(out).toBe('');
  expect(err).toContain('proven by its tag');
  expect(fs.readFileSync(path.join(beside, 'a'), 'utf8')).toBe('a');
});

test.each([
  ['no command', []],
  ['another command', ['encrypt', 'x']],
  ['no file', ['decrypt', '--key-file', 'k']],
  ['no key', ['decrypt', 'x']],
  ['two keys', ['decrypt', 'x', '--key-file', 'k', '--token', 't']],
  ['two AADs', ['decrypt', 'x', '--key-file', 'k', '--aad-text', 'a', '--aad-hex', '00']],
  ['an unknown option', ['decrypt', 'x', '--key-file', 'k', '--pin', '1234']],
  ['an unknown format', ['decrypt', 'x', '--key-file', 'k', '--format', 'zip']],
  ['an unknown digest', ['decrypt', 'x', '--key-file', 'k', '--md', 'crc32']],
  ['a grade that is none', ['decrypt', 'x', '--key-file', 'k', '--min-grade', 'A']],
])('%s is a mistake in the command line: exit 2', async (_, args) => {
  const { code, out, err } = await keydock(args);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain('usage: keydock decrypt');
});

test('a key file that is none fails every file, in words and in JSON', async () => {
  const { code, out } = await keydock(['decrypt', 'x.enc', '--key-file', write('empty.key', ''), '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ results: [{ file: 'x.enc', error: { code: 'decrypt.key-unreadable' } }] });
});

test('the pass phrase of a private key comes by a descriptor and shows up nowhere', async () => {
  const out = place('locked');
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = write(
    'locked.pem',
    privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'sesam-7313' }),
  );
  const jwe = await new jose.CompactEncrypt(Buffer.from('for you'))
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    .encrypt(publicKey);
  const file = write('letter.jwe', jwe);
  const args = ['decrypt', file, '--out', out, '--key-file', pem, '--pin-fd', '3'];
  const right = await keydock(args, { input: 'sesam-7313\n' });
  expect(right.code).toBe(0);
  expect(fs.readFileSync(path.join(out, 'letter'), 'utf8')).toBe('for you');
  const wrong = await keydock([...args, '--overwrite'], { input: 'sesam-9999\n' });
  expect(wrong.code).toBe(1);
  expect(wrong.err).toContain('decrypt.key-locked');
  expect(right.err + wrong.err + right.out + wrong.out).not.toContain('sesam');
});

test('a file name cannot steer the terminal', async () => {
  const { err } = await keydock(['decrypt', '\u001b[2Jx.enc', '--key-file', keyFile]);
  expect(err).not.toContain('\u001b');
  expect(err).toContain('\\u{1b}[2Jx.enc');
});

describe('a disk that takes no more', () => {
  const big = write('big.bin.enc', gcm(randomBytes(8 * 1024 * 1024)));
  test('fails in words and leaves nothing', async () => {
    const out = place('full');
    // The system's own limit on file sizes, in blocks of 512 or 1024 bytes; the signal it sends first is ignored.
    const { code, out: json } = await keydock(['decrypt', big, '--out', out, '--key-file', keyFile, '--json'], {
      shell: 'trap "" XFSZ; ulimit -f 2048; exec "$@"',
    });
    expect(code).toBe(1);
    expect(JSON.parse(json)).toMatchObject({ results: [{ error: { code: 'decrypt.output-failed' } }] });
    expect(fs.readdirSync(out)).toEqual([]);
  });
});

describe('an end before the end', () => {
  const huge = path.join(folder, 'huge.bin.enc');
  fs.writeFileSync(huge, '');
  fs.truncateSync(huge, 3 * 1024 ** 3);

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)('by %s leaves nothing', async (signal) => {
    const out = place(`ended-${signal}`);
    const end = async (child: ChildProcess) => {
      while (child.exitCode === null && !isAtWork(child.pid ?? 0))
        await new Promise((resolve) => setTimeout(resolve, 10));
      child.kill(signal);
    };
    const { code, err } = await keydock(['decrypt', huge, '--out', out, '--key-file', keyFile], {
      meanwhile: (child) => void end(child),
    });
    expect(code).toBe(signal === 'SIGKILL' ? null : 1);
    if (signal !== 'SIGKILL') expect(err).toContain('app.cancelled');
    await expect.poll(() => fs.readdirSync(out)).toEqual([]);
  });
});

/** A second of processor time: starting takes less, decrypting 3 GiB takes several. In clock ticks. */
const deepInWork = 100;

/**
 * Whether the command line's engine is in the middle of its work. Its open files would say it better, but they are
 * hidden from other processes of the same user, as they should be.
 */
function isAtWork(parent: number): boolean {
  try {
    const children = fs.readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
    return children.some((child) => {
      const fields = fs.readFileSync(`/proc/${child}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return Number(fields[11]) + Number(fields[12]) > deepInWork;
    });
  } catch {
    return false; // a process that went away while it was looked at
  }
}
