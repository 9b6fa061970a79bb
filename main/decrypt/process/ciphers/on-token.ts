import { paddingOf } from '../../../../app/formats/openssl-enc.ts';
import { aesBlock } from '../../../../app/formats/platform-file.ts';
import { largestPiece } from '../../../tokens/file-key-shapes.ts';
import type { TokenCipher } from '../key-holder.ts';
import { Stopped } from '../stopped.ts';
import { nothing, type StreamCipher } from './stream-cipher.ts';

/** Large enough that the way to the token and back does not count. Bytes. */
const cbcPiece = 1024 * 1024;

/**
 * AES-GCM on the token, whole and at once: no token that was met can do it in parts without buffering everything.
 * @param length of the ciphertext. Bytes
 * @throws Stopped 'decrypt.token-too-large' before anything is sent
 */
export function gcmOnToken(
  token: TokenCipher,
  nonce: Uint8Array,
  aad: Uint8Array,
  tag: Uint8Array,
  length: number,
): StreamCipher {
  if (length > largestPiece) throw new Stopped('decrypt.token-too-large', { limit: '64 MiB' });
  const message = new Uint8Array(length + tag.length);
  let filled = 0;
  return {
    update(piece) {
      message.set(piece, filled);
      filled += piece.length;
      return nothing;
    },
    async final() {
      message.set(tag, filled);
      const plaintext = await token.gcm(nonce, aad, message);
      // A module that answers another length has decrypted something else.
      if (plaintext.length !== length) throw new Stopped('decrypt.not-authentic', { aadLength: aad.length });
      return plaintext;
    },
    dispose: () => undefined,
  };
}

/** AES-CBC on the token, 1 MiB at a time: each piece takes the last block of the one before as its IV. */
export function cbcOnToken(token: TokenCipher, iv: Uint8Array): StreamCipher {
  let chain = Uint8Array.from(iv);
  let held = nothing;
  const decrypt = async (data: Uint8Array): Promise<Uint8Array> => {
    const plaintext = await token.cbc(chain, data);
    if (plaintext.length !== data.length) throw new Stopped('decrypt.padding');
    chain = Uint8Array.from(data.subarray(-aesBlock));
    return plaintext;
  };
  return {
    pieceLength: cbcPiece,
    async update(piece) {
      const data = Buffer.concat([held, piece]);
      // The last block waits for the end, where its padding is taken off.
      const ready = Math.max(0, data.length - aesBlock);
      const whole = ready - (ready % aesBlock);
      held = Uint8Array.from(data.subarray(whole));
      return whole === 0 ? nothing : decrypt(Uint8Array.from(data.subarray(0, whole)));
    },
    async final() {
      const last = await decrypt(held);
      const padding = paddingOf(last.subarray(-aesBlock));
      if (padding === undefined) throw new Stopped('decrypt.padding');
      return last.subarray(0, last.length - padding);
    },
    dispose: () => undefined,
  };
}
