import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DecryptEngine } from '../../main/decrypt/engine.ts';
import { forkEngine } from '../../main/decrypt/fork-engine.ts';
import type { DecryptJob } from '../../main/decrypt/protocol.ts';
import { nativeAddonPath } from '../../main/tokens/native-addon.ts';
import { keptCode } from '../support/kept-code.ts';

const root = path.join(import.meta.dirname, '../..');

/** The engine of the checkout on this Node; in Electron's Node, whose crypto is BoringSSL, the built one on the same. */
function launch(given: Readonly<Record<string, string>>) {
  const env = { ...keptCode(), ...given };
  if (process.versions['electron'] === undefined)
    return forkEngine(path.join(root, 'main/decrypt/process/main.ts'), { env });
  return forkEngine(path.join(root, 'out/main/decrypt.js'), { env: { ...env, ELECTRON_RUN_AS_NODE: '1' } });
}

/** The real engine in its own process, and a folder of its own for every file it is given. */
export class DecryptLab {
  readonly folder: string;
  readonly stateFolder: string;
  readonly engine: DecryptEngine;
  readonly #pid: number;
  #count = 0;

  /**
   * @param options.withoutAddon forces the way of file systems that cannot hold a file without a name
   * @param options.inMemory for thousands of small files: syncing each to a real disk would show nothing more
   * @param options.env of the engine's process
   */
  constructor(
    options: {
      readonly withoutAddon?: boolean;
      readonly stateFolder?: string;
      readonly inMemory?: boolean;
      readonly env?: Readonly<Record<string, string>>;
    } = {},
  ) {
    const place = options.inMemory === true && fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
    this.folder = fs.mkdtempSync(path.join(place, 'keydock-decrypt-'));
    this.stateFolder = options.stateFolder ?? path.join(this.folder, 'state');
    const addon = nativeAddonPath(root);
    const native = !options.withoutAddon && fs.existsSync(addon) ? { addon } : {};
    const channel = launch(options.env ?? {});
    this.#pid = channel.pid ?? 0;
    this.engine = new DecryptEngine(channel, { stateFolder: this.stateFolder, ...native });
  }

  /** A new empty folder. */
  place(): string {
    const place = path.join(this.folder, String(++this.#count));
    fs.mkdirSync(place);
    return place;
  }

  /** Writes a file into a new folder. @returns its path */
  file(name: string, octets: Uint8Array | string): string {
    const file = path.join(this.place(), name);
    fs.writeFileSync(file, octets);
    return file;
  }

  /** Opens a key given as bytes. */
  async key(octets: Uint8Array | string, passPhrase?: string): Promise<number> {
    const opened = await this.engine.openKey(
      this.file('key', octets),
      passPhrase === undefined ? undefined : Buffer.from(passPhrase),
    );
    if (!opened.ok) throw new Error(`the key did not open: ${opened.error.code}`);
    return opened.value.key;
  }

  /** Decrypts bytes that were written to a file of their own. @returns the answer, and what lies in the target folder afterwards */
  async decrypt(octets: Uint8Array | string, key: number, wish: Partial<DecryptJob> & { readonly name?: string } = {}) {
    const { name = 'firmware.bin.enc', ...options } = wish;
    const folder = this.place();
    const job: DecryptJob = { source: this.file(name, octets), folder, overwrite: false, key, floor: 'C', ...options };
    const result = await this.engine.decrypt(job).done;
    const files = fs.readdirSync(job.folder);
    const plaintext = result.ok ? new Uint8Array(fs.readFileSync(result.value.output)) : undefined;
    return { result, files, plaintext };
  }

  /** MiB the engine holds now, and the most it ever held. */
  memory(): { readonly now: number; readonly peak: number } {
    const status = fs.readFileSync(`/proc/${this.#pid}/status`, 'utf8');
    const field = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN) / 1024;
    return { now: field('VmRSS'), peak: field('VmHWM') };
  }

  close(): void {
    this.engine.close();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A record as the app saves it beside a download. */
export function recordText(members: object): string {
  return JSON.stringify({ keydock: 'request-record', version: 1, aesMode: 'AES-GCM-256', ...members });
}
