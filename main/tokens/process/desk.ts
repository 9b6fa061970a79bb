import { toHex } from '../../../app/crypto/octets.ts';
import type { TokenKind } from '../../../app/exposure.ts';
import type { Capabilities } from '../capabilities.ts';
import type { NativeAddon } from '../native-addon.ts';
import type { ModuleDescription, ObjectRef, PinState, TokenDescription, TokenRef } from '../token-shapes.ts';
import { CkError } from './ck-error.ts';
import { flags, returnValues } from './ck-names.ts';
import type { Cryptoki, LibraryInfo, SessionHandle, SlotHandle, TokenInfo } from './cryptoki.ts';
import { KnownBlocks } from './duplicates.ts';
import { JobFailure } from './job-failure.ts';
import { isNamedBy, resolve } from './objects.ts';
import { type ObjectHandle, TokenSession } from './token-session.ts';

/** What a job may say its session is for. */
export type SessionUse = 'reading' | 'writing';

/** What is known of a slot while its login lasts. */
interface SlotMemory {
  /** An idle session: as long as one is open, the token keeps its login. */
  idle: SessionHandle | undefined;
  capabilities: Capabilities | undefined;
  /** They were found with an EC key that is on the token: what a card does with one is known in no other way. */
  isProbedWithKey: boolean;
  readonly knownBlocks: KnownBlocks;
  /** Objects that were resolved before, by what names them. */
  readonly resolved: Map<string, ObjectHandle>;
}

/** The tokens of one module: who is in which slot, who is logged in, and a fresh session for every job. */
export class Desk {
  readonly cryptoki: Cryptoki;
  readonly native: NativeAddon | undefined;
  readonly #slots = new Map<string, SlotMemory>();

  constructor(cryptoki: Cryptoki, native: NativeAddon | undefined) {
    this.cryptoki = cryptoki;
    this.native = native;
  }

  describe(): ModuleDescription {
    const library = this.cryptoki.info();
    return { ...library, tokens: this.cryptoki.slots().flatMap((slot) => this.#describeOrSkip(slot, library)) };
  }

  describeToken(ref: TokenRef): TokenDescription {
    return this.#describe(this.find(ref), this.cryptoki.info());
  }

  /** The slot of a token, if that very token is in it. @throws JobFailure 'token.gone' */
  find(ref: TokenRef): SlotHandle {
    const slot = this.cryptoki.slots().find((candidate) => toHex(candidate) === ref.slot);
    if (slot !== undefined) {
      const { serial, label } = this.cryptoki.tokenInfo(slot);
      if (serial === ref.serial && label === ref.label) return slot;
    }
    this.#slots.delete(ref.slot);
    throw new JobFailure('token.gone');
  }

  memory(ref: TokenRef): SlotMemory {
    const known = this.#slots.get(ref.slot);
    if (known !== undefined) return known;
    const fresh: SlotMemory = {
      idle: undefined,
      capabilities: undefined,
      isProbedWithKey: false,
      knownBlocks: new KnownBlocks(),
      resolved: new Map(),
    };
    this.#slots.set(ref.slot, fresh);
    return fresh;
  }

  /** Runs in a session of its own, which is closed whatever happens: its objects go with it. */
  withSession<T>(ref: TokenRef, use: SessionUse, act: (session: TokenSession) => T): T {
    const slot = this.find(ref);
    const handle = this.cryptoki.openSession(slot, use === 'writing');
    const session = new TokenSession(this.cryptoki, slot, handle);
    try {
      return act(session);
    } finally {
      session.clear();
      this.#closeQuietly(handle);
    }
  }

  /**
   * The object that a reference names. One that was found before is looked at, not looked for.
   * @throws JobFailure 'token.object-gone'
   */
  resolve(session: TokenSession, token: TokenRef, ref: ObjectRef): ObjectHandle {
    const { resolved } = this.memory(token);
    const name = `${ref.class} ${ref.id} ${ref.handle} ${ref.label}`;
    const before = resolved.get(name);
    if (before !== undefined && isNamedBy(session, before, ref)) return before;
    const found = resolve(session, ref);
    resolved.set(name, found);
    return found;
  }

  /**
   * Logs in and keeps a session for it.
   * @param pin null for a PIN pad; it is not wiped here
   * @throws CkError with the token's answer
   */
  login(ref: TokenRef, pin: Uint8Array | null): void {
    const slot = this.find(ref);
    const memory = this.memory(ref);
    const session = memory.idle ?? this.#openIdle(slot);
    try {
      this.cryptoki.login(session, pin);
      memory.idle = session;
    } catch (error) {
      memory.idle = undefined;
      this.#closeQuietly(session);
      throw error;
    }
  }

  logout(ref: TokenRef): void {
    const { idle } = this.memory(ref);
    this.#slots.delete(ref.slot);
    if (idle === undefined) return;
    try {
      this.cryptoki.logout(idle);
    } finally {
      this.#closeQuietly(idle);
    }
  }

  /** The token has ended the login by itself. What was found with it is forgotten too, as by `logout`. */
  forgetLogin(ref: TokenRef): void {
    const idle = this.#slots.get(ref.slot)?.idle;
    this.#slots.delete(ref.slot);
    if (idle !== undefined) this.#closeQuietly(idle);
  }

  /** A token that cannot be written gives reading sessions only; its login is as good. */
  #openIdle(slot: SlotHandle): SessionHandle {
    try {
      return this.cryptoki.openSession(slot, true);
    } catch (error) {
      if (error instanceof CkError && error.rv === returnValues.TOKEN_WRITE_PROTECTED) {
        return this.cryptoki.openSession(slot, false);
      }
      throw error;
    }
  }

  #closeQuietly(session: SessionHandle): void {
    try {
      this.cryptoki.closeSession(session);
    } catch (error) {
      if (!(error instanceof CkError)) throw error; // a session that is gone with its token is closed
    }
  }

  /** One reader that fails must not hide the others. */
  #describeOrSkip(slot: SlotHandle, library: LibraryInfo): TokenDescription[] {
    try {
      return [this.#describe(slot, library)];
    } catch (error) {
      if (error instanceof CkError) return [];
      throw error;
    }
  }

  #describe(slot: SlotHandle, library: LibraryInfo): TokenDescription {
    const info = this.cryptoki.tokenInfo(slot);
    const slotFlags = this.cryptoki.slotFlags(slot);
    const has = (flag: number) => (info.flags & flag) !== 0;
    const ref = { slot: toHex(slot), serial: info.serial, label: info.label };
    return {
      ...ref,
      model: info.model,
      manufacturer: info.manufacturer,
      hardware: info.hardware,
      firmware: info.firmware,
      kind: kindOf(library, info, slotFlags),
      isInitialised: has(flags.token.TOKEN_INITIALIZED),
      isWritable: !has(flags.token.WRITE_PROTECTED),
      isRemovable: (slotFlags & flags.slot.REMOVABLE_DEVICE) !== 0,
      needsLogin: has(flags.token.LOGIN_REQUIRED),
      isLoggedIn: this.#slots.get(ref.slot)?.idle !== undefined,
      pin: {
        state: pinStateOf(info.flags),
        shortest: info.shortestPin,
        longest: info.longestPin,
        hasPad: has(flags.token.PROTECTED_AUTHENTICATION_PATH),
      },
    };
  }
}

/** Libraries whose slots are files, whatever their flags say. */
const softwareLibraries = [/softhsm/i, /^nss /i, /mozilla/i, /kryoptic/i];

function kindOf(library: LibraryInfo, info: TokenInfo, slotFlags: number): TokenKind {
  const names = [library.description, library.manufacturer, info.model, info.manufacturer];
  if (names.some((name) => softwareLibraries.some((pattern) => pattern.test(name)))) return 'software';
  return (slotFlags & flags.slot.HW_SLOT) === 0 ? 'software' : 'hardware';
}

/** How near locking a token says it is. OpenSC says it late, so main counts too. */
export function pinStateOf(tokenFlags: number): PinState {
  if ((tokenFlags & flags.token.USER_PIN_LOCKED) !== 0) return 'locked';
  if ((tokenFlags & flags.token.USER_PIN_FINAL_TRY) !== 0) return 'final-try';
  if ((tokenFlags & flags.token.USER_PIN_COUNT_LOW) !== 0) return 'low';
  if ((tokenFlags & flags.token.USER_PIN_INITIALIZED) === 0) return 'unset';
  return 'untouched';
}
