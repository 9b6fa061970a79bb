import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

/** A decryption that native/system-cipher.c has begun; its memory is in C. */
type Handle = Readonly<Record<never, never>>;

/** What native/system-cipher.c adds: AES by the system's OpenSSL 3, into memory of the caller. */
interface SystemCipherAddon {
  /** @returns null where this system has no OpenSSL 3, or it does not know the cipher by these lengths */
  open(name: string, key: Uint8Array, iv: Uint8Array, aad: Uint8Array | null, tag: Uint8Array | null): Handle | null;
  update(cipher: Handle, octets: Uint8Array, into: Uint8Array): number;
  finish(cipher: Handle, into: Uint8Array): number;
  close(cipher: Handle): void;
}

const isFunction = z.custom<() => unknown>((value) => typeof value === 'function');
const Exports = z.object({ open: isFunction, update: isFunction, finish: isFunction, close: isFunction });

let addon: SystemCipherAddon | undefined;

/**
 * Loads the addon once for this process. Where it is not there, node:crypto does the same work more slowly.
 * @param keydockAddon path of native/keydock.c's build, which it lies beside
 */
export function loadSystemCipher(keydockAddon: string): void {
  try {
    const exports: unknown = createRequire(import.meta.url)(
      path.join(path.dirname(keydockAddon), 'system-cipher.node'),
    );
    // The checked boundary: its functions are ours, in C, and check their own arguments.
    if (Exports.safeParse(exports).success) addon = exports as SystemCipherAddon;
  } catch {
    // Not built for this system.
  }
}

/** Bytes that memory for a piece must have beyond the piece: a block that was held back comes with it. */
export const roomBeyond = 16;

/** AES of the system's OpenSSL. */
export interface SystemCipher {
  /** @param into at least `roomBeyond` longer than `octets` and not the same memory. @returns bytes written */
  update(octets: Uint8Array, into: Uint8Array): number;
  /** @returns the last bytes; undefined when the tag or the padding does not fit */
  finish(): Uint8Array | undefined;
  /** Frees the key schedule, which OpenSSL overwrites. Safe to call twice. */
  close(): void;
}

/**
 * Begins a decryption by the system's OpenSSL.
 * @param mode with its additional data and tag (16 bytes) for GCM; CBC takes PKCS#7 off
 * @param key 16, 24 or 32 bytes @param iv 12 bytes for GCM, 16 for CBC
 * @returns undefined where this system has none: then node:crypto is to be used
 */
export function systemCipher(
  mode: { readonly name: 'cbc' } | { readonly name: 'gcm'; readonly aad: Uint8Array; readonly tag: Uint8Array },
  key: Uint8Array,
  iv: Uint8Array,
): SystemCipher | undefined {
  if (addon === undefined) return undefined;
  const { open, update, finish, close } = addon;
  const name = `aes-${key.length * 8}-${mode.name}`;
  let handle = mode.name === 'gcm' ? open(name, key, iv, mode.aad, mode.tag) : open(name, key, iv, null, null);
  if (handle === null) return undefined;
  const opened = (): Handle => {
    if (handle === null) throw new Error('this cipher is closed');
    return handle;
  };
  return {
    update: (octets, into) => update(opened(), octets, into),
    finish() {
      const last = new Uint8Array(roomBeyond);
      const length = finish(opened(), last);
      return length < 0 ? undefined : last.subarray(0, length);
    },
    close() {
      if (handle !== null) close(handle);
      handle = null;
    },
  };
}
