import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron } from '@playwright/test';
import { build } from 'vite';
import type { Profile } from '../../../app/profile.ts';
import { electronBinary } from '../launch.ts';

/** One request through main's network. */
export interface Ask {
  readonly profile: Pick<Profile, 'apiBase' | 'authority' | 'knownAuthorities' | 'objectStoreHosts' | 'extraCaPem'>;
  readonly url: string;
  readonly init: { readonly method?: string; readonly body?: string; readonly timeoutMs?: number };
  /** Longest body to read, in bytes. */
  readonly limit: number;
}

/** What came of it. */
export type Told =
  | { readonly status: number; readonly text: string }
  | { readonly code: string; readonly sent: string; readonly facts: Readonly<Record<string, unknown>> };

/** Main's network in an Electron of its own. */
export interface NetworkAlone {
  ask(question: Ask): Promise<Told>;
  close(): Promise<void>;
}

/** Bundles main/network as it is and starts it without any window. */
export async function launchNetwork(): Promise<NetworkAlone> {
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-network-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    ssr: { noExternal: true },
    build: {
      ssr: path.join(import.meta.dirname, 'main.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20.18',
      rolldownOptions: { external: ['electron'], output: { entryFileNames: 'main.mjs' } },
    },
  });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'network-alone', main: 'main.mjs' }));
  const app = await _electron.launch({
    executablePath: electronBinary(),
    args: [folder, `--user-data-dir=${path.join(folder, 'data')}`],
    chromiumSandbox: true,
  });
  await app.evaluate(({ app: electron }) => electron.whenReady());
  return {
    ask: (question) => app.evaluate(async (_electron, given) => Reflect.get(globalThis, 'ask')(given), question),
    close: () => app.close(),
  };
}
