import { createRequire } from 'node:module';
import { arch, platform } from 'node:process';
import { z } from 'zod';

/** What native/keydock.c adds to JavaScript. */
export interface NativeAddon {
  /** Where the bytes lie. The caller keeps them alive, and does not resize their buffer, while anybody uses it. */
  address(bytes: Uint8Array): bigint;
  /** Overwrites with zeros. */
  wipe(bytes: Uint8Array): void;
  /** No core file and no debugger of the same user for this process. @returns whether the system agreed */
  forbidCoreDumps(): boolean;
  /** Gives a file without a name its name, never replacing one. @returns 0 or errno */
  linkDescriptor(fd: number, path: string): number;
  /**
   * C_Login of a module that this process has loaded.
   * @param pin null for a reader with a PIN pad of its own
   * @returns the CKR_ value
   */
  login(modulePath: string, session: bigint, userType: number, pin: Uint8Array | null): number;
  /** C_CreateObject, from the very memory of the values. @returns the CKR_ value and the object's handle */
  createObject(
    modulePath: string,
    session: bigint,
    types: readonly number[],
    values: readonly Uint8Array[],
  ): [rv: number, object: bigint];
  /**
   * C_GetAttributeValue of one attribute, into the caller's memory.
   * @param into null to ask for the length
   * @returns the CKR_ value and the length
   */
  readAttribute(
    modulePath: string,
    session: bigint,
    object: bigint,
    type: number,
    into: Uint8Array | null,
  ): [rv: number, length: bigint];
}

const isFunction = z.custom<() => unknown>((value) => typeof value === 'function');
const Exports = z.object({
  address: isFunction,
  wipe: isFunction,
  forbidCoreDumps: isFunction,
  linkDescriptor: isFunction,
  login: isFunction,
  createObject: isFunction,
  readAttribute: isFunction,
});

/** Where native/build.mjs puts the addon of this system. @param appRoot the folder that holds `native/` */
export function nativeAddonPath(appRoot: string): string {
  return `${appRoot}/native/build/${platform}-${arch}/keydock.node`;
}

/**
 * Loads the addon.
 * @param path from nativeAddonPath, chosen by main and never by a file, a token or the platform
 * @returns undefined where it was not built; the rungs that need it are then not there either
 */
export function loadNativeAddon(path: string): NativeAddon | undefined {
  try {
    const exports: unknown = createRequire(import.meta.url)(path);
    // The checked boundary: its functions are ours, in C, and check their own arguments.
    return Exports.safeParse(exports).success ? (exports as NativeAddon) : undefined;
  } catch {
    return undefined;
  }
}
