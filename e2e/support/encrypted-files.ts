import { createCipheriv, randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { platformNonce } from '../decrypt/platform-nonce.ts';

/** A folder with encrypted files in the platform's layout, made by Node's OpenSSL. */
export class EncryptedFiles {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'keydock-encrypted-'));
  readonly key = randomBytes(32);
  readonly iv = randomBytes(16);
  /** The key in a file of its own folder, as people keep it. */
  readonly keyFile: string;

  constructor() {
    this.keyFile = path.join(mkdtempSync(path.join(tmpdir(), 'keydock-key-')), 'product.key');
    writeFileSync(this.keyFile, this.key);
  }

  write(name: string, content: Uint8Array | string): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }

  gcm(name: string, plaintext: Uint8Array | string, aad = ''): string {
    const nonce = platformNonce();
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(aad));
    const content = Buffer.from(plaintext);
    return this.write(name, Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]));
  }

  cbc(name: string, plaintext: Uint8Array | string): string {
    const cipher = createCipheriv('aes-256-cbc', this.key, this.iv);
    return this.write(name, Buffer.concat([cipher.update(Buffer.from(plaintext)), cipher.final()]));
  }

  /** A sparse file that looks like the platform's, and long enough that nothing is over before it is looked at. */
  endless(name: string): string {
    const file = this.write(name, '');
    truncateSync(file, 8 * 1024 ** 3);
    return file;
  }

  /** A long file, a piece at a time. @param size bytes of the plaintext, a multiple of 1 MiB */
  longGcm(name: string, size: number): string {
    const file = path.join(this.folder, name);
    const piece = randomBytes(1024 * 1024);
    const nonce = platformNonce();
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    const fd = openSync(file, 'w');
    writeSync(fd, nonce);
    for (let written = 0; written < size; written += piece.length) writeSync(fd, cipher.update(piece));
    writeSync(fd, cipher.final());
    writeSync(fd, cipher.getAuthTag());
    closeSync(fd);
    return file;
  }
}
