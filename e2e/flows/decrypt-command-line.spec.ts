import { spawn } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { putOnToken } from '../decrypt/token-objects.ts';
import { softhsm } from '../tokens/providers.ts';

const root = path.join(import.meta.dirname, '../..');

/** The app's own binary with a command, without a display. @param pin what descriptor 3 holds */
async function keydock(args: readonly string[], env: NodeJS.ProcessEnv, pin = '') {
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...blind } = env;
  const child = spawn(path.join(dist, 'electron'), [root, 'decrypt', ...args], {
    env: blind,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  let out = '';
  child.stdout?.on('data', (piece: Buffer) => {
    out += piece;
  });
  const pipe = child.stdio[3];
  if (pipe instanceof Object && 'end' in pipe) pipe.end(pin);
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return { code, out };
}

test('the binary decrypts with a key on a token, without a window and without a display', async () => {
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
    const { code, out } = await keydock([source, ...token, '--min-grade', 'T', '--json'], env, `${provider.pin}\n`);
    expect(JSON.parse(out)).toMatchObject({
      results: [{ format: 'platform-gcm', grade: 'T', authenticated: true, error: null }],
    });
    expect(code).toBe(0);
    expect(fs.readFileSync(path.join(folder, 'firmware.bin'), 'utf8')).toBe('firmware');
  } finally {
    provider.remove();
    fs.rmSync(folder, { recursive: true });
  }
});

test('a mistake in the command line ends with 2, as in a checkout', async () => {
  expect((await keydock([], { ...process.env })).code).toBe(2);
});
