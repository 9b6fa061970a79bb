import { createCipheriv, createDecipheriv } from 'node:crypto';
import { xtsPieceLength } from '../../../../app/formats/cosmian.ts';
import { malformed } from '../../../../app/formats/malformed.ts';
import { nothing, type StreamCipher } from './stream-cipher.ts';

const block = 16;

/** Multiplies a tweak by alpha in GF(2^128). @see IEEE 1619 section 5.2 */
function next(tweak: Uint8Array): Uint8Array {
  const product = new Uint8Array(block);
  let carry = 0;
  tweak.forEach((octet, i) => {
    product[i] = ((octet << 1) & 0xff) | carry;
    carry = octet >> 7;
  });
  product[0] = (product[0] ?? 0) ^ (carry * 0x87);
  return product;
}

/** AES-ECB on whole blocks, which Electron has while it lacks AES-XTS. */
function blocks(key: Uint8Array, direction: 'encrypt' | 'decrypt', octets: Uint8Array): Uint8Array {
  const make = direction === 'encrypt' ? createCipheriv : createDecipheriv;
  return make(`aes-${key.length * 8}-ecb`, key, null)
    .setAutoPadding(false)
    .update(octets);
}

function xor(octets: Uint8Array, mask: Uint8Array): Uint8Array {
  return octets.map((octet, i) => octet ^ (mask[i % mask.length] ?? 0));
}

/**
 * Decrypts one XTS unit, ciphertext stealing included.
 * @param keys 32 or 64 bytes: data key and tweak key
 * @param tweak 16 bytes
 * @param unit 16 bytes or more
 * @see IEEE 1619 section 5.4
 */
export function decryptXtsUnit(keys: Uint8Array, tweak: Uint8Array, unit: Uint8Array): Uint8Array {
  const half = keys.length / 2;
  const key = keys.subarray(0, half);
  const count = Math.ceil(unit.length / block);
  const tweaks = [blocks(keys.subarray(half), 'encrypt', tweak)];
  for (let i = 1; i < count; i++) tweaks.push(next(tweaks[i - 1] ?? nothing));
  const one = (octets: Uint8Array, mask: Uint8Array) => xor(blocks(key, 'decrypt', xor(octets, mask)), mask);
  const rest = unit.length % block;
  const whole = rest === 0 ? count : count - 2;
  const mask = Buffer.concat(tweaks.slice(0, whole));
  const front = whole === 0 ? nothing : one(unit.subarray(0, whole * block), mask);
  if (rest === 0) return front;
  // The last whole block was encrypted with the last tweak, and lends its end to the short one.
  const stolen = one(unit.subarray(whole * block, (whole + 1) * block), tweaks[whole + 1] ?? nothing);
  const tail = unit.subarray((whole + 1) * block);
  const joined = Buffer.concat([tail, stolen.subarray(rest)]);
  return Buffer.concat([front, one(joined, tweaks[whole] ?? nothing), stolen.subarray(0, rest)]);
}

/**
 * Cosmian's XTS: pieces of 32 bytes that all begin with the same tweak, the last one 32 to 63 bytes; up to 63 bytes are
 * one ordinary unit. There is no tag.
 * @see key-systems.md section 3.4
 */
export function cosmianXtsCipher(keys: Uint8Array, tweak: Uint8Array): StreamCipher {
  const half = keys.length / 2;
  const first = blocks(keys.subarray(half), 'encrypt', tweak);
  const mask = Buffer.concat([first, next(first)]);
  let held: Uint8Array = nothing;
  return {
    update(piece) {
      const octets = Buffer.concat([held, piece]);
      // The last 32 bytes stay back: whether they stand alone is known at the end.
      const whole = Math.max(0, Math.floor(octets.length / xtsPieceLength) - 1) * xtsPieceLength;
      held = Uint8Array.from(octets.subarray(whole));
      if (whole === 0) return nothing;
      return xor(blocks(keys.subarray(0, half), 'decrypt', xor(octets.subarray(0, whole), mask)), mask);
    },
    final() {
      if (held.length < block) malformed('cosmian-aes-xts', 'its ciphertext is shorter than one block');
      return decryptXtsUnit(keys, tweak, held);
    },
    dispose: () => keys.fill(0),
  };
}
