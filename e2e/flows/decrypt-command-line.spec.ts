import { spawn } from 'node:child_process';
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { putOnToken } from '../decrypt/token-objects.ts';
import { softhsm } from '../tokens/providers.ts';

const root = path.join(import.meta.dirname, '../..');

/** How the app is started: on the development runtime, or packaged with every fuse set. */
type Start = readonly [program: string, ...args: string[]];
const packaged: Start = [path.join(root, 'dist/linux-unpacked/keydock')];
const development: Start = [path.join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '', 'electron'), root];

/** The app's own binary with a command, without a display. @param pin what descriptor 3 holds */
async function keydock([program, ...own]: Start, args: readonly string[], env: NodeJS.ProcessEnv, pin = '') {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...blind } = env;
  const child = spawn(program, [...own, 'decrypt', ...args], {
    env: blind,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (piece: Buffer) => {
    out += piece;
  });
  child.stderr?.on('data', (piece: Buffer) => {
    err += piece;
  });
  const pipe = child.stdio[3];
  if (pipe instanceof Object && 'end' in pipe) pipe.end(pin);
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { code, out, err };
}

async function opensWithTokenAlone(start: Start) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keydock-command-'));
  const provider = softhsm('KEYDOCK-TEST');
  try {
    const key = randomBytes(32);
    putOnToken(provider, [{ label: 'product', key }], root);
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const source = path.join(folder, 'firmware.bin.enc');
    fs.writeFileSync(source, Buffer.concat([nonce, cipher.update('firmware'), cipher.final(), cipher.getAuthTag()]));
    const token = ['--token', 'KEYDOCK-TEST', '--module', provider.module.path, '--key', 'product', '--pin-fd', '3'];
    const env = { ...provider.env, HOME: folder };
    const args = [source, ...token, '--min-grade', 'T', '--json'];
    const { code, out } = await keydock(start, args, env, `${provider.pin}\n`);
    expect(JSON.parse(out)).toEqual({
      results: [
        {
          file: source,
          output: path.join(folder, 'firmware.bin'),
          format: 'platform-gcm',
          grade: 'T',
          authenticated: true,
          sha256: createHash('sha256').update('firmware').digest('hex'),
          bytes: 8,
          error: null,
        },
      ],
    });
    expect(code).toBe(0);
    expect(fs.readFileSync(path.join(folder, 'firmware.bin'), 'utf8')).toBe('firmware');
    const again = await keydock(start, args, env, `${provider.pin}\n`);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.out)).toMatchObject({ results: [{ error: { code: 'decrypt.output-exists' } }] });
  } finally {
    provider.remove();
    fs.rmSync(folder, { recursive: true });
  }
}

test('the app decrypts with a key on a token, without a window and without a display', () =>
  opensWithTokenAlone(development));

test('so does the packaged app', () => opensWithTokenAlone(packaged));

test('a mistake in the command line ends with 2, as in a checkout', async () => {
  const { code, out, err } = await keydock(packaged, [], { ...process.env });
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain('usage: keydock decrypt');
});
