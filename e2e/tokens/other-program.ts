import { execFileSync } from 'node:child_process';
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

  /** @param id CKA_ID in hex @param iv 16 octets in hex */
  decryptCbc(id: string, iv: string, sealed: Uint8Array): Buffer {
    return this.#through(sealed, '--decrypt', '--id', id, '--mechanism', 'AES-CBC-PAD', '--iv', iv);
  }

  /** @param mechanism "ECDSA" takes a digest; "SHA256-RSA-PKCS" a message @returns r ‖ s for ECDSA */
  sign(id: string, mechanism: string, message: Uint8Array): Buffer {
    return this.#through(message, '--sign', '--id', id, '--mechanism', mechanism);
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
