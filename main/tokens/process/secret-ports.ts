import type { NativeAddon } from '../native-addon.ts';

/** A port on which secrets come or go: a PIN from its window, a KEK from or to another token process. */
export interface SecretPort {
  send(secret: Uint8Array): void;
  /** Sends octets of any length to a reader that expects them (see main/decrypt/process/data-port.ts), and wipes them. */
  sendData(octets: Uint8Array): void;
  onSecret(listener: (secret: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** The longest secret that is taken, in octets. */
export const longestSecret = 1024;

/** A secret that no job takes is wiped after this long, in ms. */
const unclaimedAfter = 60_000;

/**
 * The secrets that came by ports and wait for the job that uses them. Main only learns that one is there, by the port's
 * number; it never sees the value.
 */
export class SecretPorts {
  readonly #ports = new Map<number, SecretPort>();
  readonly #secrets = new Map<number, { readonly secret: Uint8Array; readonly timer: NodeJS.Timeout }>();
  readonly #native: () => NativeAddon | undefined;

  constructor(native: () => NativeAddon | undefined) {
    this.#native = native;
  }

  /** @param arrived told with the port's number when a secret lies ready */
  add(id: number, port: SecretPort, arrived: (id: number) => void, closed: (id: number) => void): void {
    this.#ports.set(id, port);
    port.onSecret((secret) => {
      if (secret.length === 0 || secret.length > longestSecret) return;
      this.forget(id);
      this.#secrets.set(id, { secret, timer: setTimeout(() => this.forget(id), unclaimedAfter).unref() });
      arrived(id);
    });
    port.onClose(() => {
      this.#ports.delete(id);
      closed(id);
    });
  }

  /** The secret of a port, for as long as the job runs; it stays until it is forgotten. */
  peek(id: number): Uint8Array | undefined {
    return this.#secrets.get(id)?.secret;
  }

  send(id: number, secret: Uint8Array): boolean {
    const port = this.#ports.get(id);
    port?.send(secret);
    return port !== undefined;
  }

  /** A file's key or plaintext, to the decryption process. */
  sendData(id: number, octets: Uint8Array): boolean {
    const port = this.#ports.get(id);
    port?.sendData(octets);
    return port !== undefined;
  }

  /** Wipes what came by a port. */
  forget(id: number): void {
    const held = this.#secrets.get(id);
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#secrets.delete(id);
    const native = this.#native();
    if (native === undefined) held.secret.fill(0);
    else native.wipe(held.secret);
  }
}
