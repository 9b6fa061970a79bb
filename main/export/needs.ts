import type { ClientKey, KeyPlace } from '../../app/contract/client-shapes.ts';
import type { Caller } from '../../app/contract/define.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import type { TokenKind } from '../../app/exposure.ts';
import type { Result } from '../../app/result.ts';
import type { DecryptEngine } from '../decrypt/engine.ts';
import type { Capabilities } from '../tokens/capabilities.ts';
import type { TransferredPort } from '../tokens/process-launcher.ts';
import type { ModuleSupervisor } from '../tokens/supervisor.ts';
import type { ModuleDescription, ObjectDescription, TokenDescription, TokenRef } from '../tokens/token-shapes.ts';

/** What the ceremony needs of its neighbours in main, and no more: main/tokens and main/clients give it. */

/** A token that is present. */
export interface TokenAtHand {
  readonly id: LocalId;
  readonly ref: TokenRef;
  readonly description: TokenDescription;
  readonly module: { readonly id: LocalId; readonly name: string; readonly sha256: string };
  readonly moduleAbout: Pick<ModuleDescription, 'description' | 'version'> | null;
  readonly run: ModuleSupervisor['run'];
  readonly givePort: ModuleSupervisor['givePort'];
  readonly secretArrived: ModuleSupervisor['secretArrived'];
  /** What an earlier probe found; null while it was never tried. */
  known(): { readonly capabilities: Capabilities; readonly kind: TokenKind } | null;
  /** From the cache or by the probe. */
  capabilities(): Promise<Result<{ readonly capabilities: Capabilities; readonly kind: TokenKind }>>;
}

export interface TokensAtHand {
  present(): readonly TokenAtHand[];
  find(id: LocalId): TokenAtHand | null;
  /** Somebody is logged in afterwards; the PIN window opens as needed. */
  ready(id: LocalId, caller: Caller, forWhat: string): Promise<Result<TokenAtHand>>;
  objectId(token: TokenAtHand, object: ObjectDescription): LocalId;
  /** While it is held, idle time ends no token process. @returns lets go */
  hold(): () => void;
  onChange(listener: () => void): () => void;
}

/** A client key as main/clients opens it. */
export type ClientKeyOpened = (
  | { readonly kind: 'token'; readonly token: TokenAtHand; readonly object: ObjectDescription }
  | {
      readonly kind: 'file';
      /** The file's name, for people. */
      readonly name: string;
      /** The decryption process, where the key is, and its number there. */
      readonly engine: Pick<DecryptEngine, 'givePort' | 'closePort' | 'openEnvelope' | 'sendKek'>;
      readonly key: number;
    }
) & {
  /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
  readonly fingerprint: string;
};

/** How the registration of a key stands. */
export interface RegisteredKey {
  readonly id: string;
  readonly name: string;
  readonly stateName: string;
  readonly isReady: boolean;
  readonly warning: string | null;
}

export interface ClientKeys {
  keyAt(place: KeyPlace): Promise<Result<ClientKeyOpened>>;
  /** The same as the window shows it. */
  shown(place: KeyPlace): Promise<Result<ClientKey>>;
  /** What a product is called for an account that may list products and not read one. */
  nameOfProduct(id: string): Promise<string | undefined>;
  /** The security engineer's client of the signed-in person that has this key registered for a product. */
  clientFor(fingerprint: string, product: string): Promise<Result<RegisteredKey | null>>;
}

/** Two ends of a channel on which a KEK goes from one process to another, past main. */
export type OpenChannel = () => Promise<readonly [TransferredPort, TransferredPort]>;
