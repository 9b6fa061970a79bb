import path from 'node:path';
import { app, MessageChannelMain } from 'electron';
import { contract, type KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import { handlersLater } from '../ipc/handlers-later.ts';
import { showInFolder } from '../windows/show-in-folder.ts';
import type { Decrypt, DecryptWorld } from './service.ts';

/** What main.ts gives; the rest is Electron's. */
export type DecryptSurroundings = Omit<DecryptWorld, 'launch' | 'addon' | 'channel' | 'showInFolder' | 'version'> & {
  /** `out/main`, where the bundles lie. */
  readonly bundles: string;
  /** Told when the process that may hold keys is started. */
  readonly onEngine: () => void;
};

/**
 * The room that decrypts files, in the app. It is loaded when it is first asked for something: the first window does not
 * wait for it.
 */
export function createDecrypt({ bundles, onEngine, ...world }: DecryptSurroundings): Decrypt {
  let opened: Promise<Decrypt> | undefined;
  async function open(): Promise<Decrypt> {
    const { openDecrypt } = await import('./service.ts');
    const { nativeAddonPath } = await import('../tokens/native-addon.ts');
    return openDecrypt({
      ...world,
      async launch() {
        onEngine();
        const { electronEngine } = await import('./electron-engine.ts');
        return electronEngine(path.join(bundles, 'decrypt.js'));
      },
      // Native code cannot be loaded out of the archive.
      addon: nativeAddonPath(path.join(bundles, '../..').replace(/app\.asar$/, 'app.asar.unpacked')),
      channel() {
        const { port1, port2 } = new MessageChannelMain();
        return { near: port1, far: port2 };
      },
      showInFolder,
      version: app.getVersion(),
    });
  }
  const room = () => {
    opened ??= open();
    return opened;
  };
  return {
    handlers: handlersLater<Handlers<KeydockContract>['decrypt']>(
      contract.decrypt,
      async () => (await room()).handlers,
    ),
    openPaths: async (paths) => (await room()).openPaths(paths),
    engine: async () => (await room()).engine(),
    async wipeKeyFiles() {
      await (await opened)?.wipeKeyFiles();
    },
    async dispose() {
      await (await opened)?.dispose();
    },
  };
}
