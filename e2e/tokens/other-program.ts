import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModuleSpec } from '../../main/tokens/protocol.ts';

/** A token as any program would be told of it. */
export interface Elsewhere {
  readonly module: ModuleSpec;
  readonly env: NodeJS.ProcessEnv;
  readonly label: string;
  readonly pin: string;
}

const proxy = '/usr/lib/x86_64-linux-gnu/p11-kit-proxy.so';

/** OpenSC's pkcs11-tool at work on a token: a PKCS#11 program that is not ours. */
export class OtherProgram {
  readonly #token: Elsewhere;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'keydock-tool-'));
  readonly #module: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(token: Elsewhere) {
    this.#token = token;
    const { path: module, parameters } = token.module;
    this.#module = parameters === undefined ? module : proxy;
    this.#env = parameters === undefined ? token.env : { ...token.env, ...this.#register(module, parameters) };
  }

  /**
   * pkcs11-tool hands nothing to `C_Initialize`, and NSS needs its folder there: p11-kit does it. It reads the registry of
   * an ordinary user only, never root's.
   */
  #register(module: string, parameters: string): Record<string, string> {
    const registry = path.join(this.#folder, '.config/pkcs11');
    mkdirSync(path.join(registry, 'modules'), { recursive: true });
    writeFileSync(path.join(registry, 'pkcs11.conf'), 'user-config: only\n');
    writeFileSync(path.join(registry, 'modules/one.module'), `module: ${module}\nx-init-reserved: ${parameters}\n`);
    return { HOME: this.#folder, XDG_CONFIG_HOME: path.join(this.#folder, '.config') };
  }

  /** One run. @returns what it printed @throws with what it printed when it fails */
  run(...args: string[]): string {
    const { label, pin } = this.#token;
    const who = ['--module', this.#module, '--token-label', label, '--login', '--pin', pin];
    return execFileSync('pkcs11-tool', [...who, ...args], { env: this.#env, stdio: 'pipe', encoding: 'utf8' });
  }

  /** The keys that it sees there, as it prints them. */
  keys(): { readonly label: string; readonly id: string; readonly kind: string; readonly access: string }[] {
    const field = (block: string, name: string) => new RegExp(`^  ${name}: +(.*)$`, 'm').exec(block)?.[1] ?? '';
    return this.run('--list-objects')
      .split(/^(?=\S.* Object)/m)
      .filter((block) => / Key Object/.test(block))
      .map((block) => ({
        label: field(block, 'label'),
        id: field(block, 'ID'),
        kind: /^(.*?) Object/.exec(block)?.[1] ?? '',
        access: field(block, 'Access'),
      }));
  }

  /** @param id CKA_ID in hex @param iv 16 octets in hex */
  decryptCbc(id: string, iv: string, sealed: Uint8Array): Buffer {
    return this.#through(sealed, '--decrypt', '--id', id, '--mechanism', 'AES-CBC-PAD', '--iv', iv);
  }

  /**
   * Signs, and has OpenSSL's own program verify.
   * @param kind ECDSA signs the digest, RSA the message
   * @param publicKey PEM
   */
  signsFor(id: string, kind: 'ECDSA' | 'RSA', publicKey: string, message: Uint8Array): boolean {
    const digest = createHash('sha256').update(message).digest();
    const isRsa = kind === 'RSA';
    const how = isRsa ? ['--mechanism', 'SHA256-RSA-PKCS'] : ['--mechanism', 'ECDSA', '--signature-format', 'openssl'];
    const signature = this.#file('signature', this.#through(isRsa ? message : digest, '--sign', '--id', id, ...how));
    const pem = this.#file('public.pem', Buffer.from(publicKey));
    const signed = this.#file('signed', digest);
    const options = isRsa ? ['-pkeyopt', 'digest:sha256'] : [];
    const args = ['pkeyutl', '-verify', '-pubin', '-inkey', pem, '-in', signed, '-sigfile', signature, ...options];
    return spawnSync('openssl', args, { stdio: 'ignore' }).status === 0;
  }

  /** Puts an AES key there in the clear and unwraps others with it. @returns ms for all of them */
  unwrap(kek: Uint8Array, wrapped: readonly Uint8Array[]): number {
    const kekFile = this.#file('kek', kek);
    this.run('--write-object', kekFile, '--type', 'secrkey', '--key-type', 'AES:32', '--id', '77', '--usage-wrap');
    const files = wrapped.map((blob, index) => this.#file(`wrapped-${index}`, blob));
    const started = performance.now();
    for (const [index, file] of files.entries()) {
      const [id, label] = [(0x1000 + index).toString(16), `key ${index}`];
      const target = ['--key-type', 'AES:', '--application-id', id, '--application-label', label];
      this.run('--unwrap', '--mechanism', 'AES-KEY-WRAP', '--id', '77', '-i', file, ...target);
    }
    return performance.now() - started;
  }

  #through(input: Uint8Array, ...args: string[]): Buffer {
    const [from, to] = [this.#file('in', input), path.join(this.#folder, 'out')];
    this.run(...args, '-i', from, '-o', to);
    const output = readFileSync(to);
    rmSync(to);
    return output;
  }

  #file(name: string, content: Uint8Array): string {
    const file = path.join(this.#folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  }

  forget(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
