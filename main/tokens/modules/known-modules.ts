import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { writeAtomically } from '../../atomic-write.ts';
import { ModuleSpec } from '../protocol.ts';

/** A module that a person has allowed: the file as it was then. */
export const KnownModule = ModuleSpec.extend({
  /** What people call it. */
  name: z.string().min(1).max(120),
  /** When it was allowed, ISO 8601. */
  since: z.string().max(40),
});
export type KnownModule = z.output<typeof KnownModule>;

const KnownModules = z.object({ modules: z.array(KnownModule).max(64) });

/** The SHA-256 of a file, in hex; undefined when it cannot be read. */
export async function fileDigest(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    // A pipe waits for a writer, and a device may have no end.
    if (!(await stat(file)).isFile()) return undefined;
    await pipeline(createReadStream(file), hash);
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

/**
 * The modules that were allowed on this machine, in one file. A module is remembered by path, parameters and hash; one
 * whose file has changed is refused until it is allowed again (loading a module runs its code).
 */
export class KnownModulesFile {
  readonly #file: string;

  constructor(folder: string) {
    this.#file = path.join(folder, 'modules.json');
  }

  /** A missing or broken file is the same as none: each module is then asked for again. */
  async list(): Promise<KnownModule[]> {
    try {
      return KnownModules.parse(JSON.parse(await readFile(this.#file, 'utf8'))).modules;
    } catch {
      return [];
    }
  }

  /** Remembers a module with the hash that the person has seen. @throws when the folder cannot be written */
  async allow(module: KnownModule): Promise<void> {
    const others = (await this.list()).filter((known) => !isSame(known, module));
    await this.#write([...others, KnownModule.parse(module)]);
  }

  async forget(module: Pick<KnownModule, 'path' | 'parameters'>): Promise<void> {
    await this.#write((await this.list()).filter((known) => !isSame(known, module)));
  }

  async #write(modules: readonly KnownModule[]): Promise<void> {
    await writeAtomically(this.#file, `${JSON.stringify({ modules }, null, 2)}\n`);
  }
}

/** Whether two are one module: the same file, told the same. */
export function isSame(
  a: Pick<KnownModule, 'path' | 'parameters'>,
  b: Pick<KnownModule, 'path' | 'parameters'>,
): boolean {
  return a.path === b.path && a.parameters === b.parameters;
}
