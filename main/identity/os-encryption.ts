import { safeStorage } from 'electron';

/** How what must stay secret can be kept between runs. */
export interface Keeping {
  readonly kind: 'os-encrypted' | 'memory-only';
  /** In words, for the screen. */
  readonly why: string;
}

/** The operating system's own encryption, or the knowledge that there is none. */
export interface OsEncryption {
  state(): Promise<Keeping>;
  /** @returns null where nothing may be kept */
  seal(text: string): Promise<Uint8Array | null>;
  /** @returns null for bytes that this person on this machine did not seal, or while the secret store is shut */
  open(bytes: Uint8Array): Promise<string | null>;
}

/** What Linux calls a secret store. `basic_text` encrypts under a password that is the same on every machine. */
const linuxStores: Readonly<Record<string, Keeping>> = {
  gnome_libsecret: { kind: 'os-encrypted', why: 'Encrypted under a key in your keyring (Secret Service).' },
  kwallet: { kind: 'os-encrypted', why: 'Encrypted under a key in your KDE wallet.' },
  kwallet5: { kind: 'os-encrypted', why: 'Encrypted under a key in your KDE wallet.' },
  kwallet6: { kind: 'os-encrypted', why: 'Encrypted under a key in your KDE wallet.' },
  basic_text: { kind: 'memory-only', why: 'This desktop offers no keyring, so nothing is kept when Keydock closes.' },
};
const otherSystems: Readonly<Record<string, Keeping>> = {
  win32: { kind: 'os-encrypted', why: 'Encrypted by Windows for your user account (DPAPI).' },
  darwin: { kind: 'os-encrypted', why: 'Encrypted under a key in your macOS keychain.' },
};
const shut: Keeping = {
  kind: 'memory-only',
  why: 'The secret store of this computer cannot be used, so nothing is kept when Keydock closes.',
};

/**
 * Asks once, after `ready`. Electron 46 drops the synchronous calls, Electron 33 lacks the asynchronous ones: what the
 * runtime has is used, the asynchronous ones first (electron.md 5.4).
 */
export function createOsEncryption(): OsEncryption {
  const isAsync = typeof safeStorage.encryptStringAsync === 'function';
  let asked: Promise<Keeping> | undefined;

  async function ask(): Promise<Keeping> {
    const keeping =
      process.platform === 'linux'
        ? linuxStores[safeStorage.getSelectedStorageBackend()]
        : otherSystems[process.platform];
    if (keeping?.kind !== 'os-encrypted') return keeping ?? shut;
    const isAvailable = isAsync ? await safeStorage.isAsyncEncryptionAvailable() : safeStorage.isEncryptionAvailable();
    return isAvailable ? keeping : shut;
  }

  const encryption: OsEncryption = {
    state() {
      asked ??= ask();
      return asked;
    },
    async seal(text) {
      if ((await encryption.state()).kind !== 'os-encrypted') return null;
      return isAsync ? await safeStorage.encryptStringAsync(text) : safeStorage.encryptString(text);
    },
    async open(bytes) {
      if ((await encryption.state()).kind !== 'os-encrypted') return null;
      try {
        const sealed = Buffer.from(bytes);
        return isAsync ? (await safeStorage.decryptStringAsync(sealed)).result : safeStorage.decryptString(sealed);
      } catch {
        // Another key, another user or damaged bytes: safeStorage does not say which, and it makes no difference.
        return null;
      }
    },
  };
  return encryption;
}
