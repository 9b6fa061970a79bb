import type { KeydockContract } from '../../app/contract/contract.ts';
import type { Caller, Handlers } from '../../app/contract/define.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import type { TokenKind } from '../../app/exposure.ts';
import type { Result } from '../../app/result.ts';
import type { Capabilities } from './capabilities.ts';
import type { KeyUse } from './key-use.ts';
import type { KnownModule } from './modules/known-modules.ts';
import type { ModuleSupervisor } from './supervisor.ts';
import type { ModuleDescription, ObjectDescription, TokenDescription, TokenRef } from './token-shapes.ts';

/** What a token really does, as its probe found it by known answers. */
export interface Probed {
  readonly capabilities: Capabilities;
  readonly kind: TokenKind;
  /** When it was tried, ISO 8601. */
  readonly at: string;
}

/** A token that is there now, and the process that serves it. */
export interface TokenInHand extends Pick<ModuleSupervisor, 'run' | 'givePort' | 'secretArrived'> {
  readonly id: LocalId;
  readonly ref: TokenRef;
  readonly description: TokenDescription;
  readonly module: KnownModule & { readonly id: LocalId };
  readonly moduleAbout: ModuleDescription | null;
  /** What was found before on this very module, library, token and firmware; null while it was never tried. */
  known(): Probed | null;
  /** The same; where it was never tried that is done now, which needs a login. */
  capabilities(): Promise<Result<Probed>>;
}

/** Why every token process is ended. */
export type EndReason = 'logout' | 'idle' | 'screen-locked' | 'suspend' | 'quit' | 'rescan';

/** The PKCS#11 modules and tokens of this machine. They need no profile and no sign-in. */
export interface Tokens {
  readonly handlers: Handlers<KeydockContract>['tokens'];
  /** Tokens that are there now, logged in or not. */
  present(): readonly TokenInHand[];
  find(id: LocalId): TokenInHand | null;
  /**
   * Somebody is logged in afterwards: the PIN window opens over the asking one when needed.
   * @param forWhat why, as the PIN window says it: `to see its keys`
   * @returns 'token.pin-missing' when the person closed the window
   */
  ready(id: LocalId, caller: Caller, forWhat: string): Promise<Result<TokenInHand>>;
  /**
   * Runs a job with a key that wants its PIN at every use: the person is asked each time, in the PIN window and one use
   * after the other, and a login must be there.
   * @returns 'token.pin-missing' when the person closed the window, 'token.pin-stopped' when that was said of all,
   *   'app.cancelled' when the use was called off, else what the job answers
   */
  withPin<T>(id: LocalId, use: KeyUse, caller: Caller, job: (pin: number) => Promise<Result<T>>): Promise<Result<T>>;
  /** Says nothing of the object; the same as long as its class, label and CKA_ID are. */
  objectId(token: TokenInHand, object: ObjectDescription): LocalId;
  objectOf(token: TokenInHand, id: LocalId): Promise<Result<ObjectDescription>>;
  /** Ends every token process and with it every login. Idle time does not, while something is held. */
  endAll(why: EndReason): void;
  /**
   * Something stands between its intent and its outcome: idle time ends nothing, and the window cannot log out, forget a
   * module or look for tokens anew. @returns the way to let go
   */
  hold(): () => void;
  /** Told when what `present` answers has changed. @returns the way to stop listening */
  onChange(listener: () => void): () => void;
  dispose(): Promise<void>;
}
