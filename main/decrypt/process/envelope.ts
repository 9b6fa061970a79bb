import type { HashName } from '../../../app/crypto/primitives.ts';
import { parseCompactJwe } from '../../../app/formats/jwe.ts';
import { longestKeyFile, readKeyFile } from '../../../app/formats/key-file.ts';
import { parsed } from '../../../app/formats/malformed.ts';
import { fromBase64, startsWith } from '../../../app/formats/text.ts';
import { holderOf, type KeyHolder } from './key-holder.ts';
import { openCompactJwe } from './openings/jwe.ts';
import { readSmallFile } from './small-file.ts';
import { Stopped } from './stopped.ts';

/** In the order of their strength; both are in use, and the wrong one does not decode. */
const oaepHashes: readonly HashName[] = ['SHA-256', 'SHA-1', 'SHA-384', 'SHA-512'];

/**
 * Opens a wrapped key that came in a file of its own: RSA-OAEP of a key or of a pass phrase file, AES key wrap with or
 * without padding, or a compact JWE whose content is the key.
 * @returns the holder of what was inside, as exposed as the one that opened it
 * @throws Stopped
 */
export async function openEnvelope(outer: KeyHolder, file: string): Promise<KeyHolder> {
  const octets = trimmedBase64(readSmallFile(file, longestKeyFile, 'the envelope'));
  const content = startsWith(octets, 'ey') ? await fromJwe(outer, octets) : await unwrapped(outer, octets);
  if (content === undefined) throw new Stopped('decrypt.key-check');
  const inner = readKeyFile(content);
  content.fill(0);
  if (!inner.ok) throw new Stopped(inner.error.code, inner.error.facts);
  const holder = holderOf(inner.value, outer.grade, `${outer.where.slice(0, 270)}, through an envelope`, undefined);
  if (!holder.ok) throw new Stopped(holder.error.code, holder.error.facts);
  return holder.value;
}

async function unwrapped(outer: KeyHolder, octets: Uint8Array): Promise<Uint8Array | undefined> {
  if (outer.kinds.has('rsa')) return outer.oaep(oaepHashes, octets);
  if (!outer.kinds.has('aes')) {
    const needs = 'an RSA private key or an AES key';
    throw new Stopped('decrypt.key-wrong-kind', { format: 'envelope', needs, given: 'another key' });
  }
  return (await outer.unwrap('kwp', octets)) ?? outer.unwrap('kw', octets);
}

/**
 * Opens a compact JWE that is in memory.
 * @returns its content, which the caller wipes where it is secret
 * @throws Stopped
 */
export async function fromJwe(outer: KeyHolder, octets: Uint8Array): Promise<Uint8Array> {
  const tail = octets.subarray(-256);
  const jwe = parsed(() => parseCompactJwe(octets, tail, octets.length));
  if (!jwe.ok) throw new Stopped(jwe.error.code, jwe.error.facts);
  const source = {
    name: 'envelope',
    size: octets.length,
    readSync: (target: Uint8Array, position: number) => target.set(octets.subarray(position, position + target.length)),
    read: (position: number, length: number) => octets.slice(position, position + length),
    assertUnchanged: () => undefined,
    close: () => undefined,
  };
  const evidence = { name: 'envelope', size: octets.length, head: octets, tail };
  const opening = await openCompactJwe({
    source,
    evidence,
    holder: outer,
    aad: new Uint8Array(0),
    iv: undefined,
    kdf: {},
    record: undefined,
    named: undefined,
    floor: 'C',
  });
  const { offset, length } = jwe.value.ciphertext;
  const ciphertext = Buffer.from(octets.subarray(offset, offset + length)).toString('latin1');
  try {
    const front = await opening.cipher.update(Buffer.from(ciphertext, 'base64url'));
    const rest = await opening.cipher.final();
    return Uint8Array.from(Buffer.concat([front, rest]));
  } finally {
    opening.cipher.dispose();
  }
}

/** Wrapped keys are often passed on as text. */
function trimmedBase64(octets: Uint8Array): Uint8Array {
  const text = Buffer.from(octets).toString('latin1').replace(/\s+/g, '');
  return text.length >= 24 ? (fromBase64(text) ?? octets) : octets;
}
