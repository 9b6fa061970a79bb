import type { Mechanism as BindingMechanism, IParams } from 'pkcs11js';
import {
  type AttributeName,
  type AttributeValue,
  attributes,
  fromBinding,
  type Template,
  toBinding,
  toMemory,
  viewOf,
} from './attributes.ts';
import { CkError, checked } from './ck-error.ts';
import { handleBytes, handleNumber, hostLayout } from './ck-layout.ts';
import { returnValues } from './ck-names.ts';
import { oaepDataSpecified, oaepHashes, type PointerParameter } from './ck-parameters.ts';
import type { Cryptoki, SessionHandle, SlotHandle } from './cryptoki.ts';
import { type PinForUse, whyRefused } from './pin-for-use.ts';

/** An object on a token or in a session, as the binding names it. */
export type ObjectHandle = Buffer & { readonly object: unique symbol };

/** What a mechanism may take. */
export type Parameter =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'number'; readonly value: number }
  /** ECDH without a KDF. The point uncompressed, without DER around it: cards take no other. */
  | { readonly kind: 'ecdh'; readonly publicPoint: Uint8Array }
  | { readonly kind: 'gcm'; readonly iv: Uint8Array; readonly aad: Uint8Array }
  | { readonly kind: 'oaep'; readonly hash: keyof typeof oaepHashes }
  | { readonly kind: 'pointers'; readonly parameter: PointerParameter };

/** A mechanism with its parameter. */
export interface Mechanism {
  readonly mechanism: number;
  readonly parameter?: Parameter;
}

// CK_PARAMS_... of the binding. GCM: number 25 sets ulIvBits, the older 3 leaves it uninitialised.
const paramsRsaOaep = 4;
const paramsEcDh = 6;
const paramsGcm = 25;
const kdfNull = 1;

/** The longest attribute that is read, in octets: certificates with long chains of names. */
const longestAttribute = 65_536;

/** One session on one token, for one job. Its session objects die with it. */
export class TokenSession {
  readonly slot: SlotHandle;
  readonly cryptoki: Cryptoki;
  readonly #session: SessionHandle;
  readonly #made: ObjectHandle[] = [];

  constructor(cryptoki: Cryptoki, slot: SlotHandle, session: SessionHandle) {
    this.cryptoki = cryptoki;
    this.slot = slot;
    this.#session = session;
  }

  /**
   * Destroys every session object that was made here. They would go with the session by the standard; OpenSC keeps them
   * until its table is full, and then takes no more for as long as the process lives.
   */
  clear(): void {
    for (const object of this.#made.splice(0)) {
      try {
        this.destroy(object);
      } catch (error) {
        if (!(error instanceof CkError)) throw error; // destroyed before, or gone with its token
      }
    }
  }

  #keep(object: ObjectHandle, template: Template): ObjectHandle {
    if (template.TOKEN !== true) this.#made.push(object);
    return object;
  }

  /** All objects that match. */
  find(template: Template): ObjectHandle[] {
    const { binding } = this.cryptoki;
    checked('C_FindObjectsInit', () => binding.C_FindObjectsInit(this.#session, toBinding(template) as never));
    try {
      const found: ObjectHandle[] = [];
      for (;;) {
        const batch = checked('C_FindObjects', () => binding.C_FindObjects(this.#session, 100)) as ObjectHandle[];
        found.push(...batch);
        if (batch.length < 100 || found.length >= 10_000) return found;
      }
    } finally {
      checked('C_FindObjectsFinal', () => binding.C_FindObjectsFinal(this.#session));
    }
  }

  /**
   * One attribute: a whole list fails when one of it is sensitive or unknown.
   * @throws CkError ATTRIBUTE_SENSITIVE, ATTRIBUTE_TYPE_INVALID, OBJECT_HANDLE_INVALID and others
   */
  read<Name extends AttributeName>(object: ObjectHandle, name: Name): AttributeValue<Name> | undefined {
    const value = this.#readRaw(object, attributes[name].type);
    const read = value === undefined ? undefined : fromBinding(hostLayout, name, value);
    value?.fill(0); // what was read may be a secret; the caller has its own copy
    return read;
  }

  #readRaw(object: ObjectHandle, type: number): Buffer | undefined {
    const { native, path, binding } = this.cryptoki;
    if (native === undefined) {
      const [answer] = checked('C_GetAttributeValue', () =>
        binding.C_GetAttributeValue(this.#session, object, [{ type }]),
      );
      return answer?.value;
    }
    const ask = (into: Uint8Array | null) => {
      const numbers = [handleNumber(hostLayout, this.#session), handleNumber(hostLayout, object)] as const;
      const [rv, length] = native.readAttribute(path, ...numbers, type, into);
      if (rv !== 0) throw new CkError('C_GetAttributeValue', rv);
      if (length > BigInt(longestAttribute)) return longestAttribute + 1; // also CK_UNAVAILABLE_INFORMATION
      return Number(length);
    };
    const length = ask(null);
    if (length > longestAttribute) return undefined;
    const value = Buffer.from(new ArrayBuffer(length));
    return length === 0 ? value : value.subarray(0, ask(value));
  }

  /** The same, where a module may have none of it or keep it to itself. Errors of the session still throw. */
  tryRead<Name extends AttributeName>(object: ObjectHandle, name: Name): AttributeValue<Name> | undefined {
    try {
      return this.read(object, name);
    } catch (error) {
      if (error instanceof CkError && !isObjectLost(error.rv)) return undefined;
      throw error;
    }
  }

  write(object: ObjectHandle, template: Template): void {
    const values = toBinding(template);
    checked('C_SetAttributeValue', () =>
      this.cryptoki.binding.C_SetAttributeValue(this.#session, object, values as never),
    );
  }

  create(template: Template): ObjectHandle {
    return this.#keep(this.#createRaw(template), template);
  }

  #createRaw(template: Template): ObjectHandle {
    const { native, path, binding } = this.cryptoki;
    if (native === undefined) {
      const copied = toBinding(template);
      return checked('C_CreateObject', () => binding.C_CreateObject(this.#session, copied as never)) as ObjectHandle;
    }
    const { types, values } = toMemory(hostLayout, template);
    const [rv, object] = native.createObject(path, handleNumber(hostLayout, this.#session), types, values);
    if (rv !== 0) throw new CkError('C_CreateObject', rv);
    return handleBytes(hostLayout, object) as ObjectHandle;
  }

  copy(object: ObjectHandle, template: Template): ObjectHandle {
    const values = toBinding(template);
    return checked('C_CopyObject', () =>
      this.cryptoki.binding.C_CopyObject(this.#session, object, values as never),
    ) as ObjectHandle;
  }

  destroy(object: ObjectHandle): void {
    checked('C_DestroyObject', () => this.cryptoki.binding.C_DestroyObject(this.#session, object));
  }

  generateKeyPair(
    mechanism: number,
    publicKey: Template,
    privateKey: Template,
  ): { publicKey: ObjectHandle; privateKey: ObjectHandle } {
    const [publicValues, privateValues] = [toBinding(publicKey), toBinding(privateKey)];
    const pair = checked('C_GenerateKeyPair', () =>
      this.cryptoki.binding.C_GenerateKeyPair(
        this.#session,
        toMechanism({ mechanism }),
        publicValues as never,
        privateValues as never,
      ),
    );
    return {
      publicKey: this.#keep(pair.publicKey as ObjectHandle, publicKey),
      privateKey: this.#keep(pair.privateKey as ObjectHandle, privateKey),
    };
  }

  derive(mechanism: Mechanism, base: ObjectHandle, template: Template): ObjectHandle {
    const native = toMechanism(mechanism);
    const values = toBinding(template);
    const derived = this.#withKey(base, () =>
      checked('C_DeriveKey', () => this.cryptoki.binding.C_DeriveKey(this.#session, native, base, values as never)),
    ) as ObjectHandle;
    holdOn(mechanism);
    return this.#keep(derived, template);
  }

  unwrap(mechanism: Mechanism, key: ObjectHandle, wrapped: Uint8Array, template: Template): ObjectHandle {
    const native = toMechanism(mechanism);
    const values = toBinding(template);
    const unwrapped = this.#withKey(key, () =>
      checked('C_UnwrapKey', () =>
        this.cryptoki.binding.C_UnwrapKey(this.#session, native, key, viewOf(wrapped), values as never),
      ),
    ) as ObjectHandle;
    holdOn(mechanism);
    return this.#keep(unwrapped, template);
  }

  /** @param longest octets that the wrapped key can have */
  wrap(mechanism: Mechanism, wrappingKey: ObjectHandle, key: ObjectHandle, longest: number): Uint8Array {
    const output = Buffer.alloc(longest);
    const wrapped = checked('C_WrapKey', () =>
      this.cryptoki.binding.C_WrapKey(this.#session, toMechanism(mechanism), wrappingKey, key, output),
    );
    return new Uint8Array(wrapped);
  }

  /**
   * One part. The result lies in memory of its own, which the caller wipes where it is secret.
   * @param pin of a key that wants it at every use; it is spent as soon as the token has begun
   */
  decrypt(mechanism: Mechanism, key: ObjectHandle, data: Uint8Array, pin?: PinForUse): Uint8Array {
    const native = toMechanism(mechanism);
    const output = Buffer.from(new ArrayBuffer(Math.max(data.length + 64, 1024)));
    const act = (): Buffer => {
      checked('C_DecryptInit', () => this.cryptoki.binding.C_DecryptInit(this.#session, native, key));
      pin?.give(this.cryptoki, this.#session);
      return checked('C_Decrypt', () => this.cryptoki.binding.C_Decrypt(this.#session, viewOf(data), output));
    };
    return viewAsArray(pin === undefined ? this.#withKey(key, act) : act());
  }

  sign(mechanism: Mechanism, key: ObjectHandle, data: Uint8Array): Uint8Array {
    const native = toMechanism(mechanism);
    const output = Buffer.alloc(1024);
    const signature = this.#withKey(key, () => {
      checked('C_SignInit', () => this.cryptoki.binding.C_SignInit(this.#session, native, key));
      return checked('C_Sign', () => this.cryptoki.binding.C_Sign(this.#session, viewOf(data), output));
    });
    return new Uint8Array(signature);
  }

  /** Without a PIN. @throws JobFailure 'token.pin-at-use' where the token refuses for want of one that the key wants */
  #withKey<T>(key: ObjectHandle, act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw whyRefused(error, () => this.#wantsPinAtUse(key));
    }
  }

  /** Asked after a refusal: a key that cannot be read any more has gone with its login, which says all. */
  #wantsPinAtUse(key: ObjectHandle): boolean {
    try {
      return this.read(key, 'ALWAYS_AUTHENTICATE') === true;
    } catch (error) {
      if (error instanceof CkError) return false;
      throw error;
    }
  }

  /** The digest of the parts in a row, where a key stands for its secret value (C_DigestKey). */
  digest(mechanism: number, parts: readonly (Uint8Array | { readonly key: ObjectHandle })[]): Uint8Array {
    const { binding } = this.cryptoki;
    checked('C_DigestInit', () => binding.C_DigestInit(this.#session, { mechanism }));
    for (const part of parts) {
      if (part instanceof Uint8Array) {
        checked('C_DigestUpdate', () => binding.C_DigestUpdate(this.#session, viewOf(part)));
      } else {
        checked('C_DigestKey', () => binding.C_DigestKey(this.#session, part.key));
      }
    }
    const output = Buffer.from(new ArrayBuffer(64));
    return viewAsArray(checked('C_DigestFinal', () => binding.C_DigestFinal(this.#session, output)));
  }

  random(length: number): Uint8Array {
    const output = Buffer.alloc(length);
    return new Uint8Array(
      checked('C_GenerateRandom', () => this.cryptoki.binding.C_GenerateRandom(this.#session, output)),
    );
  }

  /** C_Login in this session. @see Cryptoki.login */
  login(pin: Uint8Array | null): void {
    this.cryptoki.login(this.#session, pin);
  }
}

function isObjectLost(rv: number): boolean {
  return (
    rv === returnValues.OBJECT_HANDLE_INVALID ||
    rv === returnValues.SESSION_HANDLE_INVALID ||
    rv === returnValues.TOKEN_NOT_PRESENT ||
    rv === returnValues.DEVICE_REMOVED
  );
}

function viewAsArray(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function toMechanism({ mechanism, parameter }: Mechanism): BindingMechanism {
  // Above 32 bits the binding cuts silently.
  if (!Number.isInteger(mechanism) || mechanism < 0 || mechanism > 0xffff_ffff)
    throw new TypeError('no mechanism number');
  return parameter === undefined ? { mechanism } : { mechanism, parameter: toParameter(parameter) };
}

function toParameter(parameter: Parameter): Buffer | number | IParams {
  switch (parameter.kind) {
    case 'bytes':
      return viewOf(parameter.bytes);
    case 'number':
      return parameter.value;
    case 'ecdh':
      return { type: paramsEcDh, kdf: kdfNull, publicData: viewOf(parameter.publicPoint) } as IParams;
    case 'gcm': {
      const { iv, aad } = parameter;
      if (iv.length !== 12) throw new TypeError('GCM takes an IV of 12 octets');
      const params = { type: paramsGcm, iv: viewOf(iv), ivBits: 96, tagBits: 128 };
      return (aad.length === 0 ? params : { ...params, aad: viewOf(aad) }) as IParams;
    }
    case 'oaep': {
      const { hash, mgf } = oaepHashes[parameter.hash];
      return { type: paramsRsaOaep, hashAlg: hash, mgf, source: oaepDataSpecified } as IParams;
    }
    case 'pointers':
      return parameter.parameter.bytes;
    default:
      return parameter satisfies never;
  }
}

/** Reaching for what a parameter points to, after the call: so it cannot be collected while native code reads it. */
function holdOn({ parameter }: Mechanism): void {
  if (
    parameter?.kind === 'pointers' &&
    parameter.parameter.holds.some((held) => held.buffer.byteLength < held.length)
  ) {
    throw new Error('a buffer was taken away while native code used it');
  }
}
