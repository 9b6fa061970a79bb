import path from 'node:path';
import type { KeydockContract } from '../../app/contract/contract.ts';
import type { DecryptBatch } from '../../app/contract/decrypt-shapes.ts';
import type { Handlers } from '../../app/contract/define.ts';
import type { Grade } from '../../app/exposure.ts';
import type { Acts } from '../journal/acts.ts';
import type { Log } from '../log.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { Confirmations } from '../windows/confirmation.ts';
import type { Dialogs, DroppedFiles } from '../windows/files.ts';
import type { SecretWindows } from '../windows/secret.ts';
import { Batch } from './batch.ts';
import type { DecryptEngine, EngineChannel } from './engine.ts';
import { EngineHost } from './engine-host.ts';
import { decryptHandlers, takeFiles } from './handlers.ts';
import { Inspector } from './inspector.ts';
import { KeyRing } from './key-ring.ts';
import { openRememberedAads } from './remembered-aads.ts';
import { Runner } from './runner.ts';
import type { KeyChannel } from './token-keys.ts';
import { TryLimit } from './try-limit.ts';

/** What the room of decryption is given. */
export interface DecryptWorld {
  /** The app's data folder. */
  readonly data: string;
  readonly launch: () => Promise<EngineChannel>;
  /** The native addon's path, whether it was built or not. */
  readonly addon: string;
  readonly channel: () => KeyChannel;
  readonly tokens: Pick<Tokens, 'ready' | 'find' | 'objectId' | 'objectOf' | 'onChange' | 'hold' | 'withPin'>;
  readonly secretWindows: Pick<SecretWindows, 'ask'>;
  readonly confirmations: Pick<Confirmations, 'ask'>;
  readonly files: Pick<DroppedFiles, 'pathOf'>;
  readonly dialogs: Pick<Dialogs, 'openFile' | 'openFiles' | 'openFolder' | 'saveFile'>;
  readonly acts: Acts;
  readonly log: Log;
  /** The weakest grade that the active profile allows. */
  readonly floor: () => Grade;
  readonly onChange: (batch: DecryptBatch) => void;
  readonly showInFolder: (file: string) => void;
  readonly version: string;
  /** See EngineHost. */
  readonly keyFileIdleMs?: number;
}

/** The room that decrypts files: the same engine as the command line's, and the batch that the window shows. */
export interface Decrypt {
  readonly handlers: Handlers<KeydockContract>['decrypt'];
  /** Takes files that the system handed over. @param paths absolute */
  openPaths(paths: readonly string[]): Promise<void>;
  /** The engine of now; keys of client files are opened in it too. */
  engine(): Promise<DecryptEngine>;
  /** Wipes every key out of a file, of files to decrypt and of clients: the screen was locked. */
  wipeKeyFiles(): Promise<void>;
  /** Ends what is under way, each with its line in the journal, and the engine. */
  dispose(): Promise<void>;
}

export function openDecrypt(world: DecryptWorld): Decrypt {
  const { acts, channel, confirmations, dialogs, files, floor, log, tokens } = world;
  const folder = path.join(world.data, 'decrypt');
  const host = new EngineHost({
    launch: world.launch,
    addon: world.addon,
    stateFolder: folder,
    keyFileIdleMs: world.keyFileIdleMs,
    onGone: () => log.event('decrypt.engine-gone'),
  });
  const engine = () => host.engine();
  const keys = new KeyRing({
    engine,
    tokens,
    secretWindows: world.secretWindows,
    channel,
  });
  const batch = new Batch({ keys, floor, tell: world.onChange });
  const aads = openRememberedAads(folder);
  const inspector = new Inspector(engine, batch);
  const runner = new Runner({
    batch,
    keys,
    acts,
    tries: new TryLimit(),
    floor,
    hold: () => tokens.hold(),
    remember: (aad) => aads.remember(aad),
    incident: (where, error) => log.incident(where, error),
  });
  const { showInFolder, version } = world;
  let taken: Promise<unknown> = Promise.resolve();
  const parts = { batch, keys, inspector, runner, aads, acts, files, dialogs, showInFolder, version };
  return {
    handlers: decryptHandlers({ ...parts, tokens, confirmations, channel, taken: () => taken }),
    openPaths(paths) {
      const now = taken.then(() => takeFiles(parts, paths));
      taken = now.catch(() => undefined);
      return now;
    },
    engine,
    wipeKeyFiles: () => host.wipeFileKeys(),
    async dispose() {
      await runner.cancelAll();
      batch.dispose();
      await host.close();
    },
  };
}
