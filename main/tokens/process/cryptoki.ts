import { PKCS11 } from 'pkcs11js';
import type { NativeAddon } from '../native-addon.ts';
import { attributes } from './attributes.ts';
import { CkError, checked } from './ck-error.ts';
import { handleNumber, hostLayout } from './ck-layout.ts';
import { flags, returnValues, userTypes } from './ck-names.ts';

/** A slot as the binding names it: the bytes of a CK_SLOT_ID. */
export type SlotHandle = Buffer & { readonly slot: unique symbol };

/** A session as the binding names it. */
export type SessionHandle = Buffer & { readonly session: unique symbol };

/** What the module says about itself. */
export interface LibraryInfo {
  readonly description: string;
  readonly manufacturer: string;
  readonly version: string;
  readonly cryptoki: string;
}

/** CK_TOKEN_INFO, as far as Keydock shows or uses it. Texts are trimmed. */
export interface TokenInfo {
  readonly label: string;
  readonly serial: string;
  readonly model: string;
  readonly manufacturer: string;
  readonly hardware: string;
  readonly firmware: string;
  readonly flags: number;
  readonly shortestPin: number;
  readonly longestPin: number;
}

/**
 * One PKCS#11 module, loaded and initialised: everything that is not bound to a session.
 * Synchronous calls only: the binding's callbacks are a use after free and its promises leak keys. Every argument is
 * checked in JavaScript before it reaches native code, where a mistake is an abort.
 */
export class Cryptoki {
  readonly binding: PKCS11;
  readonly path: string;
  readonly native: NativeAddon | undefined;

  private constructor(binding: PKCS11, path: string, native: NativeAddon | undefined) {
    this.binding = binding;
    this.path = path;
    this.native = native;
  }

  /**
   * Loads and initialises a module.
   * @param parameters NSS's own string (`configdir='sql:...' ...`), for modules that take one
   * @throws CkError when C_Initialize refuses; any other error when the file is no module
   */
  static open(path: string, parameters: string | undefined, native: NativeAddon | undefined): Cryptoki {
    const binding = new PKCS11();
    binding.load(path);
    const options =
      parameters === undefined
        ? { flags: flags.OS_LOCKING_OK }
        : // The binding cuts the last character off, hence the space.
          { flags: flags.OS_LOCKING_OK, libraryParameters: `${parameters} ` };
    checked('C_Initialize', () => binding.C_Initialize(options));
    return new Cryptoki(binding, path, isSameLibrary(native, path) ? native : undefined);
  }

  /** C_Finalize. After it nothing of this object may be used. */
  close(): void {
    checked('C_Finalize', () => this.binding.C_Finalize());
  }

  info(): LibraryInfo {
    const info = checked('C_GetInfo', () => this.binding.C_GetInfo());
    return {
      description: info.libraryDescription.trim(),
      manufacturer: info.manufacturerID.trim(),
      version: dotted(info.libraryVersion),
      cryptoki: dotted(info.cryptokiVersion),
    };
  }

  /** The slots that have a token in them. */
  slots(): SlotHandle[] {
    const slots: unknown = checked('C_GetSlotList', () => this.binding.C_GetSlotList(true));
    if (!Array.isArray(slots)) return []; // what the binding gives for none differs
    return slots.filter(Buffer.isBuffer) as SlotHandle[];
  }

  slotFlags(slot: SlotHandle): number {
    return checked('C_GetSlotInfo', () => this.binding.C_GetSlotInfo(slot)).flags;
  }

  tokenInfo(slot: SlotHandle): TokenInfo {
    const info = checked('C_GetTokenInfo', () => this.binding.C_GetTokenInfo(slot));
    return {
      label: text(info.label),
      serial: text(info.serialNumber),
      model: text(info.model),
      manufacturer: text(info.manufacturerID),
      hardware: dotted(info.hardwareVersion),
      firmware: dotted(info.firmwareVersion),
      flags: info.flags,
      shortestPin: info.minPinLen,
      longestPin: info.maxPinLen,
    };
  }

  /** The mechanisms a slot lists, with their flags. The list is a claim; the probe says what is true. */
  mechanisms(
    slot: SlotHandle,
  ): { readonly mechanism: number; readonly flags: number; readonly min: number; readonly max: number }[] {
    const list = checked('C_GetMechanismList', () => this.binding.C_GetMechanismList(slot));
    return list.map((mechanism) => {
      const info = checked('C_GetMechanismInfo', () => this.binding.C_GetMechanismInfo(slot, mechanism));
      return { mechanism, flags: info.flags, min: info.minKeySize, max: info.maxKeySize };
    });
  }

  /** @throws CkError; SESSION_COUNT and TOKEN_WRITE_PROTECTED are the ones to expect */
  openSession(slot: SlotHandle, isWriting: boolean): SessionHandle {
    const wanted = flags.session.SERIAL | (isWriting ? flags.session.RW : 0);
    return checked('C_OpenSession', () => this.binding.C_OpenSession(slot, wanted)) as SessionHandle;
  }

  closeSession(session: SessionHandle): void {
    checked('C_CloseSession', () => this.binding.C_CloseSession(session));
  }

  /**
   * C_Login as the user. "Already logged in" is success.
   * @param pin UTF-8, not empty; null for a reader with a PIN pad. It is not wiped here.
   * @throws CkError with the token's answer
   */
  login(session: SessionHandle, pin: Uint8Array | null): void {
    const rv = this.#login(session, userTypes.USER, pin);
    if (rv !== 0 && rv !== returnValues.USER_ALREADY_LOGGED_IN) throw new CkError('C_Login', rv);
  }

  /**
   * C_Login for the one operation that was just begun in this session (PKCS#11 3.1 section 5.6.8).
   * @param pin as for `login`
   * @throws CkError with the token's answer; PIN_LOCKED has also ended the login
   */
  loginForOperation(session: SessionHandle, pin: Uint8Array | null): void {
    const rv = this.#login(session, userTypes.CONTEXT_SPECIFIC, pin);
    if (rv !== 0) throw new CkError('C_Login', rv);
  }

  #login(session: SessionHandle, userType: number, pin: Uint8Array | null): number {
    if (this.native !== undefined) {
      return this.native.login(this.path, handleNumber(hostLayout, session), userType, pin);
    }
    // Without the native part the PIN becomes a string that lives until the process ends; and there is no NULL.
    if (pin === null) throw new CkError('C_Login', returnValues.FUNCTION_NOT_SUPPORTED);
    try {
      checked('C_Login', () => this.binding.C_Login(session, userType, Buffer.from(pin).toString('utf8')));
      return 0;
    } catch (error) {
      if (error instanceof CkError) return error.rv;
      throw error;
    }
  }

  logout(session: SessionHandle): void {
    checked('C_Logout', () => this.binding.C_Logout(session));
  }
}

/**
 * p11-kit's client makes new functions, not initialised, for everybody who asks for the list: there the native part would
 * speak to another library than the binding, and is done without. No session has the handle 0.
 */
function isSameLibrary(native: NativeAddon | undefined, path: string): boolean {
  const [rv] = native?.readAttribute(path, 0n, 0n, attributes.CLASS.type, null) ?? [];
  return rv !== returnValues.CRYPTOKI_NOT_INITIALIZED;
}

/** Modules pad with blanks, and some leave NULs or what is no text behind. */
function text(value: string): string {
  return value.replace(/[\0\s]+$/, '');
}

function dotted({ major, minor }: { major: number; minor: number }): string {
  return `${major}.${minor}`;
}
