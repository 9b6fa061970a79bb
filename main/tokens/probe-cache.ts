import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { TokenKind } from '../../app/exposure.ts';
import { writeAtomically } from '../atomic-write.ts';
import type { Log } from '../log.ts';
import { Capabilities, CapabilityId } from './capabilities.ts';
import type { KnownModule } from './modules/known-modules.ts';
import type { ModuleDescription, TokenDescription } from './token-shapes.ts';
import type { Probed } from './tokens.ts';

/** Older ones go first. */
const keptMost = 200;

const Cache = z.object({
  /** The list of things that are tried: when it grows, everything is tried again. */
  tries: z.string().max(4_000),
  probes: z
    .array(
      z.object({
        of: z.string().max(4_000),
        at: z.string().max(40),
        kind: TokenKind,
        capabilities: Capabilities,
      }),
    )
    .max(keptMost),
});
type Cache = z.output<typeof Cache>;

const tries = CapabilityId.options.join(' ');

/**
 * What tokens were found to do, by everything that may change it: the module's file and parameters, the library's version,
 * model, serial number and firmware.
 */
export class ProbeCache {
  readonly #file: string;
  readonly #log: Log;
  #probes: Cache['probes'] = [];

  constructor(folder: string, log: Log) {
    this.#file = path.join(folder, 'probes.json');
    this.#log = log;
  }

  /** A missing or broken file is the same as none. */
  async load(): Promise<void> {
    try {
      const cache = Cache.parse(JSON.parse(await readFile(this.#file, 'utf8')));
      this.#probes = cache.tries === tries ? cache.probes : [];
    } catch {
      this.#probes = [];
    }
  }

  get(of: string): Probed | null {
    const found = this.#probes.find((probe) => probe.of === of);
    return found === undefined ? null : { capabilities: found.capabilities, kind: found.kind, at: found.at };
  }

  /** That it could not be written takes nothing from what this run knows. */
  async put(of: string, probed: Probed): Promise<void> {
    this.#probes = [...this.#probes.filter((probe) => probe.of !== of), { of, ...probed }].slice(-keptMost);
    try {
      await writeAtomically(this.#file, `${JSON.stringify({ tries, probes: this.#probes } satisfies Cache)}\n`);
    } catch (error) {
      this.#log.incident('tokens.probes', error);
    }
  }
}

/** By what a probe is kept. */
export function probeKey(
  { sha256, parameters }: Pick<KnownModule, 'sha256' | 'parameters'>,
  about: Pick<ModuleDescription, 'version'> | null,
  { manufacturer, model, serial, label, hardware, firmware }: TokenDescription,
): string {
  const library = [sha256, parameters ?? '', about?.version ?? ''];
  return JSON.stringify([...library, manufacturer, model, serial, label, hardware, firmware]);
}
