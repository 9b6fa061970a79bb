import { execFileSync } from 'node:child_process';
import { type CipherGCMTypes, createCipheriv, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { softhsm } from '../../tokens/providers.ts';

/**
 * OpenSC's pkcs11-tool unwraps keys onto SoftHSM: one process a key, the KEK on the token from the start, nothing read
 * back and nothing proven. It knows RFC 3394 only.
 * @returns ms for all of them
 */
export function unwrapWithPkcs11Tool(count: number): number {
  const provider = softhsm('line 3');
  const kek = randomBytes(32);
  const file = (name: string) => path.join(provider.folder, name);
  const tool = (...args: string[]) =>
    execFileSync(
      'pkcs11-tool',
      ['--module', provider.module.path, '--token-label', 'line 3', '--pin', provider.pin, ...args],
      {
        env: provider.env,
        stdio: 'ignore',
      },
    );
  try {
    writeFileSync(file('kek'), kek, { mode: 0o600 });
    tool('--write-object', file('kek'), '--type', 'secrkey', '--key-type', 'AES:32', '--id', '77', '--usage-wrap');
    for (let index = 0; index < count; index++) writeFileSync(file(`wrapped-${index}`), wrap(kek, randomBytes(32)));
    const started = performance.now();
    for (let index = 0; index < count; index++) {
      const [id, label] = [(0x1000 + index).toString(16), `key ${index}`];
      const target = ['--key-type', 'AES:', '--application-id', id, '--application-label', label];
      tool('--unwrap', '--mechanism', 'AES-KEY-WRAP', '--id', '77', '-i', file(`wrapped-${index}`), ...target);
    }
    return performance.now() - started;
  } finally {
    provider.remove();
  }
}

function wrap(kek: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('id-aes256-wrap' as CipherGCMTypes, kek, Buffer.alloc(8, 0xa6));
  return Buffer.concat([cipher.update(key), cipher.final()]);
}
