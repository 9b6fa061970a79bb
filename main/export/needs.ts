import type { KeyPlace } from '../../app/contract/client-shapes.ts';
import type { Caller } from '../../app/contract/define.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import type { TokenKind } from '../../app/exposure.ts';
import type { Result } from '../../app/result.ts';
import type { Capabilities } from '../tokens/capabilities.ts';
import type { TransferredPort } from '../tokens/process-launcher.ts';
import type { ModuleSupervisor } from '../tokens/supervisor.ts';
import type { ModuleDescription, ObjectDescription, TokenDescription, TokenRef } from '../tokens/token-shapes.ts';
import type { OpenedEnvelope } from './client-key-at-work.ts';

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
export type ClientKeyOpened =
  | {
      readonly kind: 'token';
      readonly token: TokenAtHand;
      readonly object: ObjectDescription;
      /** SHA-256 of the SubjectPublicKeyInfo, lower-case hex. */
      readonly fingerprint: string;
    }
  | {
      readonly kind: 'file';
      /** The file's name, for people. */
      readonly name: string;
      readonly fingerprint: string;
      /** The decryption process, where the key is, at its work. */
      readonly opener: FileKeyOpener;
    };

/** A key file in the decryption process: what it does, without the key leaving it. */
export interface FileKeyOpener {
  openEnvelope(jwe: string): Promise<Result<OpenedEnvelope['keys']>>;
  /** Makes the KEK and sends it on a port. @param port the process's end of a channel to a token process */
  sendKek(peerPoint: Uint8Array, port: TransferredPort): Promise<Result<null>>;
}

export interface ClientKeys {
  keyAt(place: KeyPlace): Promise<Result<ClientKeyOpened>>;
}

/** Two ends of a channel on which a KEK goes from one process to another, past main. */
export type OpenChannel = () => Promise<readonly [TransferredPort, TransferredPort]>;
