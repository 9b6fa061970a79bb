import { realpathSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fail, ok, type Result } from '../../app/result.ts';
import type { DecryptEngine } from '../decrypt/engine.ts';
import { attachKey, needOf } from '../decrypt/token-keys.ts';
import { wantsPinAtUse } from '../tokens/key-use.ts';
import { discoverModules } from '../tokens/modules/discover.ts';
import { fileDigest } from '../tokens/modules/known-modules.ts';
import type { ModuleSpec } from '../tokens/protocol.ts';
import { ModuleSupervisor } from '../tokens/supervisor.ts';
import type { TokenDescription, TokenRef } from '../tokens/token-shapes.ts';
import type { DecryptCommand } from './arguments.ts';
import { CommandPins } from './pins.ts';
import type { TokenWorld } from './token-world.ts';

type TokenWish = Extract<DecryptCommand['key'], { kind: 'token' }>;

interface FoundToken {
  readonly supervisor: ModuleSupervisor;
  readonly token: TokenDescription;
}

/** Keys of a token, known to the engine, and the process that has them. */
export interface OpenToken {
  /** The engine's numbers and the labels on the token, in the order in which they are tried. */
  readonly keys: readonly { readonly key: number; readonly label: string; readonly wantsPin: boolean }[];
  end(): void;
}

/**
 * Finds a token by its label, logs in and makes its keys known to the engine: the one that was named, or all that could
 * open a file.
 * @param pinFd where the PIN comes from; without it the terminal is asked
 */
export async function openToken(
  wish: TokenWish,
  pinFd: number | undefined,
  engine: DecryptEngine,
  world: TokenWorld,
): Promise<Result<OpenToken>> {
  const found = await findToken(wish, world);
  if (!found.ok) return found;
  const { supervisor, token } = found.value;
  const pins = new CommandPins(token, pinFd, supervisor, world);
  const end = () => {
    pins.forget();
    supervisor.end();
  };
  const keys = await keysOf(found.value, wish, pins, engine, world);
  if (!keys.ok) {
    end();
    return keys;
  }
  return ok({ keys: keys.value, end });
}

async function findToken(wish: TokenWish, world: TokenWorld): Promise<Result<FoundToken>> {
  const modules = wish.module === undefined ? await knownModules() : [{ path: realPath(wish.module) }];
  let fault: Result<never> | undefined;
  for (const module of modules) {
    const sha256 = await fileDigest(module.path);
    if (sha256 === undefined) continue;
    const spec: ModuleSpec = { ...module, sha256 };
    const supervisor = new ModuleSupervisor(spec, world.launcher, world.addon, {
      bug: () => undefined,
      ended: () => undefined,
    });
    const described = await supervisor.run('describe', {});
    const token = described.ok ? described.value.tokens.find(({ label }) => label === wish.label) : undefined;
    if (token !== undefined) return ok({ supervisor, token });
    supervisor.end();
    if (!described.ok) fault ??= described;
  }
  // Of one module that was named, its own failure says more than "not found".
  return wish.module !== undefined && fault !== undefined
    ? fault
    : fail('decrypt.token-not-found', { label: wish.label, looked: modules.length });
}

async function knownModules(): Promise<readonly Omit<ModuleSpec, 'sha256'>[]> {
  const machine = {
    platform: process.platform,
    arch: process.arch,
    home: os.homedir(),
    root: '',
    programFiles: 'C:\\Program Files',
  };
  const found = await discoverModules(machine);
  return found.map(({ path: file, parameters }) => ({
    path: file,
    ...(parameters === undefined ? {} : { parameters }),
  }));
}

/** Links are followed once, here: what was measured by its hash is what is loaded. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}

async function keysOf(
  { supervisor, token }: FoundToken,
  wish: TokenWish,
  pins: CommandPins,
  engine: DecryptEngine,
  world: TokenWorld,
): Promise<Result<OpenToken['keys']>> {
  const ref: TokenRef = { slot: token.slot, serial: token.serial, label: token.label };
  if (token.needsLogin) {
    const done = await pins.once('', (pin) => supervisor.run('login', { token: ref, pin }));
    if (!done.ok) return done.error.code === 'token.pin-stopped' ? fail('token.pin-missing') : done;
  }
  const objects = await supervisor.run('objects', { token: ref });
  if (!objects.ok) return objects;
  const usable = objects.value.filter((object) => needOf(object) !== undefined);
  const chosen = usable
    .filter(({ label }) => wish.key === undefined || label === wish.key)
    .toSorted((a, b) => Number(wantsPinAtUse(a)) - Number(wantsPinAtUse(b)));
  if (chosen.length === 0) {
    const labels = usable.map(({ label }) => label).join(', ') || 'none';
    return fail('decrypt.token-no-key', { label: wish.key ?? 'any key', labels: labels.slice(0, 1000) });
  }
  if (!chosen.some(wantsPinAtUse)) pins.forget();
  const keys: OpenToken['keys'][number][] = [];
  for (const object of chosen) {
    const { near, far } = await world.channel();
    const usable = {
      ref,
      description: token,
      run: supervisor.run.bind(supervisor),
      givePort: supervisor.givePort.bind(supervisor),
      withPin: pins.forUse,
    };
    const key = await attachKey(usable, object, engine, { near: near.port, far });
    if (!key.ok) return key;
    keys.push({ key: key.value, label: object.label, wantsPin: wantsPinAtUse(object) });
  }
  return ok(keys);
}
