import { stat } from 'node:fs/promises';
import type { LocalId, ModuleRow } from '../../../app/contract/token-shapes.ts';
import { localId } from '../local-ids.ts';
import { discoverModules, type FoundModule, type Machine } from './discover.ts';
import { fileDigest, isSame, type KnownModule, KnownModulesFile } from './known-modules.ts';

/** A module of this machine: found, allowed, or both. */
export interface ListedModule {
  readonly id: LocalId;
  readonly name: string;
  readonly path: string;
  readonly parameters?: string;
  readonly foundBy: string;
  readonly state: ModuleRow['state'];
  /** Of the file as it is now; null where it cannot be read. */
  readonly sha256: string | null;
  /** As it was when a person allowed it. */
  readonly known: KnownModule | null;
}

/** Says nothing of the module; the same as long as its path and parameters are. */
export function moduleId({ path, parameters }: { readonly path: string; readonly parameters?: string | undefined }) {
  return localId('module', path, parameters ?? '');
}

/** What lies on this machine and what of it was allowed. Nothing is loaded here. */
export class ModuleList {
  readonly #file: KnownModulesFile;
  readonly #machine: Machine;
  /** Digests by what tells one state of a file from another, since modules can be large. */
  readonly #digests = new Map<string, { readonly stamp: string; readonly sha256: string | null }>();

  /** @param folder where the list of allowed modules is kept */
  constructor(folder: string, machine: Machine) {
    this.#file = new KnownModulesFile(folder);
    this.#machine = machine;
  }

  /** Looks at the machine: those that were allowed first, then what else is there. */
  async scan(): Promise<ListedModule[]> {
    const known = await this.#file.list();
    const found = await discoverModules(this.#machine);
    const offered = found.filter((module) => !known.some((other) => isSame(other, module)));
    return await Promise.all([
      ...known.map((module) => this.#listed(module, found.find((other) => isSame(other, module))?.foundBy, module)),
      ...offered.map((module) => this.#listed(module, module.foundBy, null)),
    ]);
  }

  /** One that may not have been found. @param path without symbolic links */
  look(module: Pick<FoundModule, 'name' | 'path' | 'parameters'>): Promise<ListedModule> {
    return this.#listed(module, undefined, null);
  }

  allow(module: KnownModule): Promise<void> {
    return this.#file.allow(module);
  }

  forget(module: Pick<KnownModule, 'path' | 'parameters'>): Promise<void> {
    return this.#file.forget(module);
  }

  async #listed(
    {
      name,
      path,
      parameters,
    }: { readonly name: string; readonly path: string; readonly parameters?: string | undefined },
    foundBy: FoundModule['foundBy'] | undefined,
    known: KnownModule | null,
  ): Promise<ListedModule> {
    const sha256 = await this.#digest(path);
    return {
      id: moduleId({ path, parameters }),
      name,
      path,
      ...(parameters === undefined ? {} : { parameters }),
      foundBy: foundBy ?? 'added by you',
      state: stateOf(sha256, known),
      sha256,
      known,
    };
  }

  async #digest(path: string): Promise<string | null> {
    const stamp = await stampOf(path);
    const before = this.#digests.get(path);
    if (stamp !== null && before?.stamp === stamp) return before.sha256;
    const sha256 = (await fileDigest(path)) ?? null;
    if (stamp !== null) this.#digests.set(path, { stamp, sha256 });
    return sha256;
  }
}

function stateOf(sha256: string | null, known: KnownModule | null): ListedModule['state'] {
  if (sha256 === null) return 'missing';
  if (known === null) return 'offered';
  return known.sha256 === sha256 ? 'allowed' : 'changed';
}

/** Differs whenever the file was written; the process looks at the bytes themselves before it loads them. */
async function stampOf(path: string): Promise<string | null> {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = await stat(path);
    return [dev, ino, size, mtimeMs, ctimeMs].join(' ');
  } catch {
    return null;
  }
}
