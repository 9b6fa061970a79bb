import { readdir, realpath } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readOwnText } from '../../regular-file.ts';
import { longestRegistration, notForUs, parseModuleFile } from './p11-kit.ts';
import { nssModules, usualPlaces } from './usual-places.ts';

/** A module that was found and may be offered. Nothing of it was loaded. */
export interface FoundModule {
  readonly name: string;
  /** Without symbolic links, so that two ways to one file are one module. */
  readonly path: string;
  readonly parameters?: string;
  readonly foundBy: 'usual place' | 'p11-kit registry' | 'NSS database';
}

/** The machine that is looked at; the real one, or a folder that looks like one. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: NodeJS.Architecture;
  readonly home: string;
  /** Put before every absolute path; empty for the machine itself. */
  readonly root: string;
  readonly programFiles: string;
}

/** The machine this runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    arch: process.arch,
    home: os.homedir(),
    root: '',
    programFiles: process.env['ProgramFiles'] ?? 'C:\\Program Files',
  };
}

/** The module that reads NSS databases, where this machine has one. */
export async function nssModule(machine: Machine): Promise<string | undefined> {
  return machine.platform === 'linux' ? firstThere(machine, nssModules.linux) : undefined;
}

/** @see multiarch tuples of Debian */
const triplets: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
};

/** Everything in the usual places and in p11-kit's registry, each file once, in the order of the table. */
export async function discoverModules(machine: Machine): Promise<FoundModule[]> {
  const found = [...(await inUsualPlaces(machine)), ...(await inRegistry(machine)), ...(await nssDatabases(machine))];
  const seen = new Set<string>();
  return found.filter(({ path: file, parameters }) => {
    const key = `${file}\0${parameters ?? ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

async function inUsualPlaces(machine: Machine): Promise<FoundModule[]> {
  const found: FoundModule[] = [];
  for (const place of usualPlaces) {
    const candidates =
      machine.platform === 'linux' || machine.platform === 'darwin' || machine.platform === 'win32'
        ? (place[machine.platform] ?? [])
        : [];
    const file = await firstThere(machine, candidates);
    if (file !== undefined) found.push({ name: place.name, path: file, foundBy: 'usual place' });
  }
  return found;
}

async function firstThere(machine: Machine, candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    const file = await realOrNothing(expand(machine, candidate));
    if (file !== undefined) return file;
  }
  return undefined;
}

function expand({ arch, root, programFiles }: Machine, candidate: string): string {
  return root + candidate.replace('{arch}', triplets[arch] ?? arch).replace('{programs}', programFiles);
}

async function realOrNothing(file: string): Promise<string | undefined> {
  try {
    return await realpath(file);
  } catch {
    return undefined;
  }
}

/** System, administrator and user, weakest first: a file of the same name further on replaces one before it. */
async function inRegistry(machine: Machine): Promise<FoundModule[]> {
  if (machine.platform !== 'linux' && machine.platform !== 'darwin') return [];
  const folders = [
    `${machine.root}/usr/share/p11-kit/modules`,
    `${machine.root}/etc/pkcs11/modules`,
    path.join(machine.home, '.config/pkcs11/modules'),
  ];
  const files = new Map<string, string>();
  for (const folder of folders) {
    for (const name of await namesIn(folder)) if (name.endsWith('.module')) files.set(name, path.join(folder, name));
  }
  const found: FoundModule[] = [];
  for (const [name, file] of files) {
    const registered = parseModuleFile((await readOwnText(file, longestRegistration)) ?? '');
    if (registered === undefined || registered.disabledIn.includes('keydock')) continue;
    if (notForUs.some((pattern) => pattern.test(path.basename(registered.module)))) continue;
    const real = await firstThere(machine, registryPaths(registered.module));
    if (real === undefined) continue;
    const { nssParameters: parameters } = registered;
    found.push({
      name: path.basename(name, '.module'),
      path: real,
      ...(parameters === undefined ? {} : { parameters }),
      foundBy: 'p11-kit registry',
    });
  }
  return found;
}

/** A bare name lies in p11-kit's own folder. */
function registryPaths(module: string): readonly string[] {
  if (path.isAbsolute(module)) return [module];
  if (module.includes('..')) return [];
  return [`/usr/lib/{arch}/pkcs11/${module}`, `/usr/lib64/pkcs11/${module}`, `/usr/lib/pkcs11/${module}`];
}

/** The person's own NSS database, when there is one and a module that reads it. */
async function nssDatabases(machine: Machine): Promise<FoundModule[]> {
  const module = await nssModule(machine);
  const folder = await realOrNothing(path.join(machine.home, '.pki/nssdb'));
  if (module === undefined || folder === undefined || !(await isNssDatabase(folder))) return [];
  return [
    { name: 'NSS database of this user', path: module, parameters: nssParameters(folder), foundBy: 'NSS database' },
  ];
}

/** Whether NSS keeps keys in this folder, and can be told so. */
export async function isNssDatabase(folder: string): Promise<boolean> {
  return !/['"\\\p{Cc}]/u.test(folder) && (await namesIn(folder)).includes('key4.db');
}

/** NSS's own parameter string. @param folder without quotes and backslashes */
export function nssParameters(folder: string): string {
  return `configdir='sql:${folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=readWrite`;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch {
    return [];
  }
}
