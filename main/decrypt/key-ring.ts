import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { KeyRow } from '../../app/contract/decrypt-shapes.ts';
import type { Caller } from '../../app/contract/define.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import { grades, type TokenKind } from '../../app/exposure.ts';
import type { KeyNeed } from '../../app/formats/formats.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { tokenName } from '../../app/token-name.ts';
import { type WithPin, wantsPinAtUse } from '../tokens/key-use.ts';
import type { ObjectDescription } from '../tokens/token-shapes.ts';
import type { TokenInHand, Tokens } from '../tokens/tokens.ts';
import type { SecretWindows } from '../windows/secret.ts';
import type { DecryptEngine } from './engine.ts';
import { openKeyFile } from './open-key-file.ts';
import type { OpenedKey } from './protocol.ts';
import { attachKey, type KeyChannel, needOf } from './token-keys.ts';

/** A key that files may be opened with, wherever it is. */
export interface RingKey {
  readonly id: LocalId;
  /** Its own name: the file's, or the object's label. */
  readonly name: string;
  /** "Key for image encryption on Line 3 HSM", or the file's name. */
  readonly where: string;
  readonly type: string;
  readonly needs: readonly KeyNeed[];
  /** Bytes of a symmetric key, where it is told. */
  readonly length: number | undefined;
  /** See OpenedKey: what its file was when it was chosen. */
  readonly fileSHA256: string | undefined;
  /** A person is asked for a PIN each time that it opens a file. */
  readonly wantsPin: boolean;
  readonly place:
    | { readonly kind: 'file'; readonly path: string }
    | {
        readonly kind: 'token';
        readonly token: LocalId;
        readonly tokenLabel: string;
        readonly tokenKind: TokenKind;
        readonly object: LocalId;
      };
}

/** A key as the engine of now has it. */
export interface ReadyKey {
  readonly engine: DecryptEngine;
  readonly number: number;
  /** See OpenedKey: what its file was when the engine read this key. */
  readonly fileSHA256?: string | undefined;
}

/** More are not shown: a token may hold thousands. */
const mostKeys = 200;

/**
 * The keys of a batch. A key is opened when it is first used, and again when its engine or its token's process has
 * ended; key files are then read anew and tokens ask for their PIN.
 */
export class KeyRing {
  readonly #world: KeyRingWorld;
  readonly #keys = new Map<LocalId, RingKey>();
  readonly #ready = new Map<LocalId, ReadyKey>();

  constructor(world: KeyRingWorld) {
    this.#world = world;
    world.tokens.onChange(() => this.#letGoOfLocked());
  }

  get(id: LocalId): RingKey | undefined {
    return this.#keys.get(id);
  }

  all(): readonly RingKey[] {
    return [...this.#keys.values()];
  }

  rows(): KeyRow[] {
    return this.all().map(({ id, where, type, place }) => ({
      id,
      where: where.slice(0, 300),
      type,
      grade: place.kind === 'file' ? { grade: 'C', phrase: grades.C.phrase } : null,
      tokenKind: place.kind === 'token' ? place.tokenKind : null,
      isFile: place.kind === 'file',
    }));
  }

  /**
   * Opens a key file. An encrypted one asks for its pass phrase in a window of its own.
   * @returns 'app.cancelled' when that window was closed
   */
  async addFile(file: string, caller: Caller): Promise<Result<RingKey>> {
    const known = this.all().find(({ place }) => place.kind === 'file' && place.path === file);
    const opened = await this.#openFile(file, caller);
    if (!opened.ok) return opened;
    const { kinds, type, number, engine, fileSHA256 } = opened.value;
    const name = path.basename(file).slice(0, 255);
    const length = /^AES-(\d+)$/.exec(type)?.[1];
    const key: RingKey = {
      id: known?.id ?? randomUUID(),
      name,
      where: name,
      type,
      needs: kinds,
      length: length === undefined ? undefined : Number(length) / 8,
      fileSHA256,
      wantsPin: false,
      place: { kind: 'file', path: file },
    };
    this.#keep(key);
    this.#hold(key, { engine, number, fileSHA256 });
    return ok(key);
  }

  /**
   * The keys of a token that could open a file; asks for the PIN if needed.
   * @returns 'decrypt.token-no-key' where there is none
   */
  async addToken(id: LocalId, caller: Caller): Promise<Result<readonly RingKey[]>> {
    const ready = await this.#world.tokens.ready(id, caller, 'to decrypt files');
    if (!ready.ok) return ready;
    const token = ready.value;
    const objects = await token.run('objects', { token: token.ref });
    if (!objects.ok) return objects;
    const keys = objects.value.flatMap((object) => {
      const key = this.#keyOf(token, object);
      return key === undefined ? [] : [key];
    });
    for (const key of keys) this.#keep(key);
    return keys.length > 0 ? ok(keys) : fail('decrypt.token-no-key', { label: 'any key', labels: 'none' });
  }

  /** Makes sure that the engine of now has the key. */
  async open(id: LocalId, caller: Caller): Promise<Result<ReadyKey>> {
    const key = this.#keys.get(id);
    if (key === undefined) return fail('decrypt.key-needed', { format: 'file', needs: 'a key' });
    const engine = await this.#world.engine();
    const ready = this.#ready.get(id);
    if (ready !== undefined && ready.engine === engine && engine.has(ready.number)) {
      this.#hold(key, ready);
      return ok(ready);
    }
    const opened =
      key.place.kind === 'file'
        ? await this.#openFile(key.place.path, caller)
        : await this.#attach(key.place, engine, caller);
    if (opened.ok) this.#hold(key, opened.value);
    return opened;
  }

  /** The key is opened anew when it is next used: its token's process has ended. */
  letGo(id: LocalId): void {
    const ready = this.#ready.get(id);
    this.#ready.delete(id);
    ready?.engine.closeKey(ready.number);
  }

  /** Takes a key off the ring and wipes it. */
  remove(id: LocalId): void {
    this.letGo(id);
    this.#keys.delete(id);
  }

  #keep(key: RingKey): void {
    if (this.#keys.size < mostKeys || this.#keys.has(key.id)) this.#keys.set(key.id, key);
  }

  #hold({ id }: RingKey, ready: ReadyKey): void {
    const earlier = this.#ready.get(id);
    if (earlier !== undefined && earlier.number !== ready.number) earlier.engine.closeKey(earlier.number);
    this.#ready.set(id, ready);
  }

  #keyOf(token: TokenInHand, object: ObjectDescription): RingKey | undefined {
    const need = needOf(object);
    if (need === undefined || object.isLeftover) return undefined;
    const objectId = this.#world.tokens.objectId(token, object);
    const known = this.all().find(
      ({ place }) => place.kind === 'token' && place.token === token.id && place.object === objectId,
    );
    const tokenLabel = tokenName(token.description);
    const tokenKind = token.description.kind;
    const name = (object.label || `key ${object.id}`).slice(0, 255);
    return {
      id: known?.id ?? randomUUID(),
      name,
      where: `${name} on ${tokenLabel}`.slice(0, 300),
      type: typeWords(object),
      needs: [need],
      fileSHA256: undefined,
      wantsPin: need === 'rsa' && wantsPinAtUse(object),
      length: need === 'aes' && object.bits !== undefined ? object.bits / 8 : undefined,
      place: { kind: 'token', token: token.id, tokenLabel, tokenKind, object: objectId },
    };
  }

  async #openFile(file: string, caller: Caller): Promise<Result<ReadyKey & Pick<OpenedKey, 'kinds' | 'type'>>> {
    const engine = await this.#world.engine();
    const opened = await openKeyFile(file, engine, this.#world.secretWindows, caller);
    if (!opened.ok) return opened;
    const { key, kinds, type, fileSHA256 } = opened.value;
    return ok({ engine, number: key, kinds, type, fileSHA256 });
  }

  async #attach(
    { token: id, object: objectId }: Extract<RingKey['place'], { kind: 'token' }>,
    engine: DecryptEngine,
    caller: Caller,
  ): Promise<Result<ReadyKey>> {
    const { tokens, channel } = this.#world;
    const token = await tokens.ready(id, caller, 'to decrypt files');
    if (!token.ok) return token;
    const object = await tokens.objectOf(token.value, objectId);
    if (!object.ok) return object;
    const withPin: WithPin = (use, job) => tokens.withPin(id, use, caller, job);
    const number = await attachKey({ ...token.value, withPin }, object.value, engine, channel());
    return number.ok ? ok({ engine, number: number.value }) : number;
  }

  #letGoOfLocked(): void {
    for (const { id, place } of this.all()) {
      if (place.kind !== 'token' || !this.#ready.has(id)) continue;
      const token = this.#world.tokens.find(place.token);
      if (token === null || (token.description.needsLogin && !token.description.isLoggedIn)) this.letGo(id);
    }
  }
}

/** What the ring needs from the rest of main. */
export interface KeyRingWorld {
  readonly engine: () => Promise<DecryptEngine>;
  readonly tokens: Pick<Tokens, 'ready' | 'find' | 'objectId' | 'objectOf' | 'onChange' | 'withPin'>;
  readonly secretWindows: Pick<SecretWindows, 'ask'>;
  /** A new channel between the engine and a token process. */
  readonly channel: () => KeyChannel;
}

function typeWords(object: ObjectDescription): string {
  const type = typeOf(object);
  return wantsPinAtUse(object) ? `${type}, PIN at every use` : type;
}

function typeOf({ keyType, bits, curve }: ObjectDescription): string {
  if (keyType === 'EC') return curve === undefined ? 'EC' : `EC ${curve}`;
  if (bits === undefined) return keyType;
  return keyType === 'AES' ? `AES-${bits}` : `${keyType} ${bits}`;
}
