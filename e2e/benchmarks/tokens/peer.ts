import { type CipherGCMTypes, createCipheriv, randomBytes } from 'node:crypto';
import { OtherProgram } from '../../tokens/other-program.ts';
import type { Provider } from '../../tokens/providers.ts';

/**
 * OpenSC's pkcs11-tool unwraps keys onto a token: one process a key, the KEK on the token from the start, nothing read
 * back and nothing proven. It knows RFC 3394 only.
 * @returns ms for all of them, or what the token answered
 */
export function unwrapWithPkcs11Tool({ module, env, pin }: Provider, label: string, count = 1): number | string {
  const program = new OtherProgram({ module, env, pin, label });
  const kek = randomBytes(32);
  try {
    return program.unwrap(
      kek,
      Array.from({ length: count }, () => wrap(kek, randomBytes(32))),
    );
  } catch (error) {
    return /CKR_\w+/.exec(String(error))?.[0] ?? 'failed';
  } finally {
    program.forget();
  }
}

function wrap(kek: Buffer, key: Buffer): Buffer {
  const cipher = createCipheriv('id-aes256-wrap' as CipherGCMTypes, kek, Buffer.alloc(8, 0xa6));
  return Buffer.concat([cipher.update(key), cipher.final()]);
}
