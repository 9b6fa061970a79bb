import type { TokensOverview } from '../../app/contract/token-shapes.ts';
import { fail, ok } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import type { Log } from '../log.ts';
import type { Confirmations } from '../windows/confirmation.ts';
import type { Dialogs } from '../windows/files.ts';
import type { SecretWindows } from '../windows/secret.ts';
import { objectIdOf } from './object-rows.ts';
import type { ProcessLauncher } from './process-launcher.ts';
import type { DeadlineOf } from './supervisor.ts';
import type { tokenHandlers } from './token-handlers.ts';
import type { TokenRoom } from './token-room.ts';
import type { Tokens } from './tokens.ts';

/** What the token room needs of the app. */
export interface TokensParts {
  /** Folder of the room's own files. */
  readonly folder: string;
  /** How token processes are started; asked for when the first one is needed. */
  readonly processes: () => Promise<{ readonly launcher: ProcessLauncher; readonly nativeAddon: string }>;
  readonly deadlineOf?: DeadlineOf;
  readonly confirmations: Pick<Confirmations, 'ask'>;
  readonly secretWindows: Pick<SecretWindows, 'ask' | 'withdraw'>;
  readonly dialogs: Pick<Dialogs, 'openFile' | 'openFolder'>;
  readonly acts: Acts;
  readonly log: Log;
  /** Told what the window may know, whenever it has changed. */
  readonly onChange: (overview: TokensOverview) => void;
}

/** The tokens of this machine. What is heavy about them is loaded when somebody first asks: the first window waits for none. */
export function createTokens(parts: TokensParts): Tokens {
  const { log } = parts;
  const listeners = new Set<() => void>();
  let opened: TokenRoom | null = null;
  let opening: Promise<TokenRoom> | null = null;
  let isDisposed = false;
  const room = (): Promise<TokenRoom> => {
    opening ??= open();
    return opening;
  };

  async function open(): Promise<TokenRoom> {
    const [{ TokenRoom: Room }, { thisMachine }, processes] = await Promise.all([
      import('./token-room.ts'),
      import('./modules/discover.ts'),
      parts.processes(),
    ]);
    const own = new Room({
      ...parts,
      ...processes,
      machine: thisMachine(),
      onChange(what) {
        if (isDisposed) return;
        parts.onChange(own.view());
        if (what === 'tokens') for (const listener of listeners) listener();
      },
    });
    opened = own;
    return own;
  }

  let made: Promise<ReturnType<typeof tokenHandlers>> | null = null;
  const handlersOf = () => {
    made ??= Promise.all([import('./token-handlers.ts'), room()]).then(([own, opened]) =>
      own.tokenHandlers(opened, parts),
    );
    return made;
  };

  return {
    handlers: {
      overview: async () => ok(await (await room()).overview()),
      allowModule: async (asked, caller) => (await handlersOf()).allowModule(asked, caller),
      addModule: async (asked, caller) => (await handlersOf()).addModule(asked, caller),
      addNssDatabase: async (asked, caller) => (await handlersOf()).addNssDatabase(asked, caller),
      forgetModule: async (asked, caller) => (await handlersOf()).forgetModule(asked, caller),
      rescan: async (asked, caller) => (await handlersOf()).rescan(asked, caller),
      open: async (asked, caller) => (await handlersOf()).open(asked, caller),
      login: async (asked, caller) => (await handlersOf()).login(asked, caller),
      logout: async (asked, caller) => (await handlersOf()).logout(asked, caller),
      probe: async (asked, caller) => (await handlersOf()).probe(asked, caller),
      destroyObject: async (asked, caller) => (await handlersOf()).destroyObject(asked, caller),
    },
    present: () => opened?.present() ?? [],
    find: (id) => opened?.find(id) ?? null,
    ready: async (id, caller, forWhat) => await (await room()).ready(id, caller, forWhat),
    withPin: async (id, use, caller, job) => await (await room()).withPin(id, use, caller, job),
    objectId: (token, object) => objectIdOf(token.id, object),
    async objectOf(token, id) {
      return opened === null ? fail('token.gone') : await opened.objectOf(token.id, id);
    },
    endAll(why) {
      if (why !== 'idle' && why !== 'rescan') parts.secretWindows.withdraw();
      opened?.endAll(why);
    },
    hold() {
      if (opened !== null) return opened.hold();
      let letGo: (() => void) | null = null;
      let isHeld = true;
      void room()
        .then((own) => {
          if (isHeld) letGo = own.hold();
        })
        .catch((error: unknown) => log.incident('tokens.hold', error));
      return () => {
        isHeld = false;
        letGo?.();
      };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async dispose() {
      isDisposed = true;
      (await opening)?.dispose();
    },
  };
}
