import type { WrappedForm } from '../../../app/crypto/wrapped-form.ts';
import type { Capabilities } from '../capabilities.ts';
import type { NativeAddon } from '../native-addon.ts';
import type { Material } from '../strategies/rungs.ts';
import type { Template } from './attributes.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';

/** Where a key comes from: the client key, and the other party's point. */
export interface Agreement {
  readonly source: TokenSession;
  readonly sourceCapabilities: Capabilities;
  readonly clientKey: ObjectHandle;
  /** Uncompressed P-256 point, checked to be on its curve. */
  readonly peerPoint: Uint8Array;
}

/** The outer envelope's parts that its steps need. */
export interface OuterTask {
  readonly kind: 'outer';
  readonly otherInfo: Uint8Array;
  readonly wrappedCek: Uint8Array;
  readonly iv: Uint8Array;
  readonly aad: Uint8Array;
  readonly cipherText: Uint8Array;
  readonly tag: Uint8Array;
}

/** One wrapped key, and what is to become of it. */
export interface InnerTask {
  readonly kind: 'inner';
  readonly info: Uint8Array;
  readonly wrapped: Uint8Array;
  readonly form: WrappedForm;
  readonly material: Material;
  /** Octets of an AES key; of no meaning for the others. */
  readonly keyLength: number;
  /** What the key shall be, without its value and length. */
  readonly template: Template;
  /** The uncompressed point of an EC key, where it is known: NSS wants it. */
  readonly ecPoint: Uint8Array | undefined;
}

/** What the steps of one rung make and use, in the order they make it. */
interface Made {
  /** Z as an object of the source token. */
  secret: ObjectHandle;
  /** Z in the process. */
  secretBytes: Uint8Array;
  /** The KEK as an object of the target token. */
  kek: ObjectHandle;
  kekBytes: Uint8Array;
  cek: ObjectHandle;
  cekBytes: Uint8Array;
  body: Uint8Array;
  keyBytes: Uint8Array;
  key: ObjectHandle;
}

/**
 * One climb of one rung. Every secret that comes into the process is given to `hold` before anything else is done with
 * it, and `wipe` overwrites them all, whatever happened.
 */
export class Work<Task extends OuterTask | InnerTask = OuterTask | InnerTask> {
  readonly #agreement: Agreement | undefined;
  readonly target: TokenSession;
  readonly targetCapabilities: Capabilities;
  readonly native: NativeAddon | undefined;
  readonly task: Task;
  readonly #made: Partial<Made> = {};
  readonly #secrets: Uint8Array[] = [];

  constructor(
    agreement: Agreement | undefined,
    target: TokenSession,
    targetCapabilities: Capabilities,
    native: NativeAddon | undefined,
    task: Task,
  ) {
    this.#agreement = agreement;
    this.target = target;
    this.targetCapabilities = targetCapabilities;
    this.native = native;
    this.task = task;
  }

  /** Absent where the KEK was made by another process; no step that needs it is run then. */
  get agreement(): Agreement {
    if (this.#agreement === undefined) throw new Error('this key is agreed on elsewhere');
    return this.#agreement;
  }

  /** Records what a step made. */
  put<Name extends keyof Made>(name: Name, value: Made[Name]): void {
    this.#made[name] = value;
  }

  /** What an earlier step made. Its absence is a row of the table with its steps in a wrong order: a bug. */
  get<Name extends keyof Made>(name: Name): Made[Name] {
    const value = this.#made[name];
    if (value === undefined) throw new Error(`no step has made ${name}`);
    return value as Made[Name];
  }

  /** A secret to be wiped at the end. @returns the same array */
  hold(secret: Uint8Array): Uint8Array {
    this.#secrets.push(secret);
    return secret;
  }

  wipe(): void {
    for (const secret of this.#secrets) {
      if (this.native === undefined) secret.fill(0);
      else this.native.wipe(secret);
    }
  }

  outer(): OuterTask {
    if (this.task.kind !== 'outer') throw new Error('this step is of the outer envelope');
    return this.task;
  }

  inner(): InnerTask {
    if (this.task.kind !== 'inner') throw new Error('this step is of a wrapped key');
    return this.task;
  }

  /** Where a buffer lies, for parameters with pointers. The probe finds no rung that needs it where it is missing. */
  readonly addressOf = (bytes: Uint8Array): bigint => {
    if (this.native === undefined) throw new Error('the native part is missing');
    return this.native.address(bytes);
  };
}
