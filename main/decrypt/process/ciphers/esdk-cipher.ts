import {
  createDecipheriv,
  createPublicKey,
  createVerify,
  type DecipherGCM,
  ECDH,
  type KeyObject,
  type Verify,
} from 'node:crypto';
import { concat } from '../../../../app/crypto/octets.ts';
import { bodyAad, type EsdkHeader, finalFrame } from '../../../../app/formats/esdk.ts';
import { malformed } from '../../../../app/formats/malformed.ts';
import { longestGcmPlaintext } from '../../../../app/formats/platform-file.ts';
import { Stopped } from '../stopped.ts';
import { nothing, type StreamCipher } from './stream-cipher.ts';

const format = 'aws-esdk';

/** What the next bytes of the body are. */
type Expecting =
  | {
      readonly part: 'sequence' | 'final-header' | 'frame-iv' | 'single-header' | 'footer-length' | 'end';
      readonly length: number;
    }
  | { readonly part: 'ciphertext'; readonly length: number; readonly last: boolean }
  | { readonly part: 'tag'; readonly length: 16; readonly last: boolean }
  | { readonly part: 'footer'; readonly length: number };

/**
 * The body of an AWS Encryption SDK message: frame after frame, each under its own tag, then the signature. A frame may
 * be longer than memory; its plaintext goes on before its tag is seen, and counts for nothing until `final`.
 * @param contentKey 32 bytes
 * @see key-systems.md section 1.3
 */
export class EsdkCipher implements StreamCipher {
  readonly #header: EsdkHeader;
  readonly #contentKey: Uint8Array;
  readonly #signed: Verify | undefined;
  #expecting: Expecting;
  #held: Uint8Array = nothing;
  #left = 0;
  #sequence = 1;
  #frame: DecipherGCM | undefined;
  #signature: Uint8Array | undefined;

  constructor(header: EsdkHeader, contentKey: Uint8Array) {
    this.#header = header;
    this.#contentKey = contentKey;
    this.#signed = header.signed ? createVerify('sha384').update(header.authenticated).update(header.tag) : undefined;
    this.#expecting = header.framed ? { part: 'sequence', length: 4 } : { part: 'single-header', length: 12 + 8 };
  }

  update(piece: Uint8Array): Uint8Array {
    const out: Uint8Array[] = [];
    let rest = piece;
    while (rest.length > 0) {
      const { part, length } = this.#expecting;
      if (part === 'end') malformed(format, 'bytes follow its end');
      const taken = rest.subarray(0, part === 'ciphertext' ? this.#left : length - this.#held.length);
      rest = rest.subarray(taken.length);
      if (part !== 'footer-length' && part !== 'footer') this.#signed?.update(taken);
      if (part === 'ciphertext') {
        out.push(this.#decipher().update(taken));
        this.#left -= taken.length;
        if (this.#left === 0) this.#expect({ part: 'tag', length: 16, last: this.#expecting.last });
      } else {
        this.#held = concat(this.#held, taken);
        if (this.#held.length === length) this.#advance(this.#held);
      }
    }
    return out.length === 1 ? (out[0] ?? nothing) : Buffer.concat(out);
  }

  /** A field is complete: says what comes next. */
  #advance(field: Uint8Array): void {
    const view = new DataView(field.buffer, field.byteOffset, field.length);
    switch (this.#expecting.part) {
      case 'sequence': {
        const sequence = view.getUint32(0);
        if (sequence === finalFrame) this.#expect({ part: 'final-header', length: 4 + 12 + 4 });
        else {
          this.#inOrder(sequence);
          this.#expect({ part: 'frame-iv', length: 12 });
        }
        return;
      }
      case 'frame-iv':
        this.#begin('frame', field, this.#header.frameLength);
        return;
      case 'final-header': {
        this.#inOrder(view.getUint32(0));
        const length = view.getUint32(16);
        if (length > this.#header.frameLength) malformed(format, 'its last frame is longer than its frames are');
        this.#begin('final', field.subarray(4, 16), length);
        return;
      }
      case 'single-header': {
        const length = Number(view.getBigUint64(12));
        if (length > longestGcmPlaintext) malformed(format, 'its body is longer than AES-GCM allows');
        this.#begin('single', field.subarray(0, 12), length);
        return;
      }
      case 'tag':
        this.#close(field, this.#expecting.last);
        return;
      case 'footer-length':
        this.#expect({ part: 'footer', length: view.getUint16(0) });
        if (view.getUint16(0) === 0) malformed(format, 'its signature is empty');
        return;
      case 'footer':
        this.#signature = field;
        this.#expect({ part: 'end', length: 0 });
        return;
      default:
        return;
    }
  }

  #expect(next: Expecting): void {
    this.#expecting = next;
    this.#held = nothing;
  }

  #inOrder(sequence: number): void {
    if (sequence !== this.#sequence) malformed(format, 'its frames are not in order');
  }

  #begin(part: 'frame' | 'final' | 'single', iv: Uint8Array, length: number): void {
    const decipher = createDecipheriv('aes-256-gcm', this.#contentKey, iv, { authTagLength: 16 });
    decipher.setAAD(bodyAad(this.#header.messageId, part, part === 'single' ? 1 : this.#sequence, length));
    this.#frame = decipher;
    this.#left = length;
    const last = part !== 'frame';
    this.#expect(length === 0 ? { part: 'tag', length: 16, last } : { part: 'ciphertext', length, last });
  }

  #decipher(): DecipherGCM {
    if (this.#frame === undefined) throw new Error('no frame is open');
    return this.#frame;
  }

  #close(tag: Uint8Array, last: boolean): void {
    const decipher = this.#decipher();
    try {
      decipher.setAuthTag(tag);
      decipher.final();
    } catch {
      throw notAuthentic();
    }
    this.#frame = undefined;
    if (!last) {
      this.#sequence++;
      this.#expect({ part: 'sequence', length: 4 });
    } else this.#expect(this.#signed === undefined ? { part: 'end', length: 0 } : { part: 'footer-length', length: 2 });
  }

  final(): Uint8Array {
    if (this.#expecting.part !== 'end') malformed(format, 'it ends before its last frame is complete');
    if (this.#signed !== undefined) {
      const key = verificationKey(this.#header);
      if (key === undefined || !this.#signed.verify(key, this.#signature ?? nothing)) throw notAuthentic();
    }
    return nothing;
  }

  dispose(): void {
    this.#contentKey.fill(0);
  }
}

function notAuthentic(): Stopped {
  return new Stopped('decrypt.not-authentic', { aadLength: 0 });
}

/** The verification key is a compressed P-384 point in the context, which the header's tag has already proven. */
function verificationKey(header: EsdkHeader): KeyObject | undefined {
  const text = header.context['aws-crypto-public-key'];
  if (text === undefined) malformed(format, 'it is signed, but its context holds no verification key');
  try {
    const compressed = Buffer.from(text, 'base64');
    const point = Buffer.from(ECDH.convertKey(compressed, 'secp384r1', undefined, undefined, 'uncompressed'));
    const x = point.subarray(1, 49).toString('base64url');
    const y = point.subarray(49).toString('base64url');
    return createPublicKey({ key: { kty: 'EC', crv: 'P-384', x, y }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
