import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KnownModule } from '../../main/tokens/modules/known-modules.ts';
import type { ModuleSpec } from '../../main/tokens/protocol.ts';
import { OtherProgram } from '../tokens/other-program.ts';
import { nss as nssProvider, type Provider, softhsm } from '../tokens/providers.ts';
import { Confirmation } from './confirmation.ts';
import type { Keydock } from './launch.ts';

/** Real tokens of a module, in a folder of their own that any program of the same user may read. Never the user's own. */
export interface PracticeTokens {
  /** What people call the module. */
  readonly name: string;
  /** What the app, and any other program that is to see these tokens, needs beside the session's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The module's file, as real as it is. */
  readonly module: string;
  readonly spec: ModuleSpec;
  /** What is handed to `C_Initialize`, for NSS. */
  readonly parameters: string | undefined;
  /** The first token's; `labels` has them all. */
  readonly label: string;
  readonly labels: readonly string[];
  readonly pin: string;
  readonly folder: string;
  remove(): void;
}

/** SoftHSM 2 with a token for each label, all with one PIN. */
export function softHsm(...labels: [string, ...string[]]): PracticeTokens {
  return practiceTokens('SoftHSM 2', softhsm(...labels), ['SOFTHSM2_CONF']);
}

/** A new NSS database. */
export function nss(): PracticeTokens {
  return practiceTokens('NSS', nssProvider(), []);
}

/** @param variables those of the provider's environment that its module reads */
export function practiceTokens(name: string, provider: Provider, variables: readonly string[]): PracticeTokens {
  const { module, labels, pin, folder, remove } = provider;
  const set = variables.flatMap((variable): [string, string][] => {
    const value = provider.env[variable];
    return value === undefined ? [] : [[variable, value]];
  });
  // As the app names it: links are followed once, before anybody is asked.
  const file = realpathSync(module.path);
  return {
    name,
    env: Object.fromEntries(set),
    module: file,
    spec: { ...module, path: file },
    parameters: module.parameters,
    label: labels[0] ?? '',
    labels,
    pin,
    folder,
    remove,
  };
}

/** A PKCS#11 program that is not ours, at one of these tokens. */
export function otherProgram(tokens: PracticeTokens, label = tokens.label): OtherProgram {
  const { spec, pin } = tokens;
  return new OtherProgram({ module: spec, env: { ...process.env, ...tokens.env }, label, pin });
}

/**
 * Leaves a data folder as after these modules were allowed, so that a test of something else can begin there.
 * Allowing itself has tests of its own.
 */
export function placeModules(userData: string, ...all: readonly PracticeTokens[]): void {
  const folder = path.join(userData, 'tokens');
  mkdirSync(folder, { recursive: true });
  const since = new Date().toISOString();
  const modules = all.map(({ spec, name }): KnownModule => ({ ...spec, name, since }));
  writeFileSync(path.join(folder, 'modules.json'), `${JSON.stringify({ modules }, null, 2)}\n`);
}

/** Allows a module that the app has found in its usual place: asks from the page, answers in the real confirmation window. */
export async function allowModule(keydock: Keydock, { module }: PracticeTokens): Promise<void> {
  const confirmation = await Confirmation.after(keydock.app, () =>
    keydock.window.evaluate(async (file) => {
      const call = (...asked: unknown[]) => Reflect.get(window, 'keydock').call(...asked);
      const { value } = await call('tokens', 'overview', {});
      const row = value.modules.find(({ path }: { path: string }) => path === file);
      if (row === undefined) throw new Error('the app has not found the module');
      void call('tokens', 'allowModule', { module: row.id });
    }, module),
  );
  await confirmation.confirm('Allow');
}

/** Adds a module by its file, or an NSS database by its folder. The system's dialog cannot be driven: it is answered. */
export async function addModule(keydock: Keydock, tokens: PracticeTokens): Promise<void> {
  const isNss = tokens.parameters !== undefined;
  await keydock.app.evaluate(
    ({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    },
    isNss ? tokens.folder : tokens.module,
  );
  const confirmation = await Confirmation.after(keydock.app, () =>
    keydock.window.evaluate(
      (name) => void Reflect.get(window, 'keydock').call('tokens', name, {}),
      isNss ? 'addNssDatabase' : 'addModule',
    ),
  );
  await confirmation.confirm('Allow');
}
