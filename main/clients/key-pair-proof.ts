import { createCipheriv, createPublicKey, diffieHellman, generateKeyPairSync, randomBytes } from 'node:crypto';
import { concatKdf, jweOtherInfo } from '../../app/crypto/concat-kdf.ts';
import type { CurveName } from '../../app/crypto/curves.ts';
import { wrapKw } from '../../app/crypto/key-wrap.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { nodePrimitives } from '../tokens/node-primitives.ts';
import type { OpenedClientKey } from './opened-key.ts';

const alg = 'ECDH-ES+A256KW';

/**
 * Shows that a private key and the public half that is told of it are one pair, before anybody is asked to seal to it.
 * A token keeps the public half of an EC key in an object of its own, and SoftHSM lets everybody who can reach the token,
 * without its PIN, remove that object and put another in its place: registered unproven, it would be somebody else's key.
 * The token opens what was sealed to that half a moment ago, in the way in which it will open what the platform seals.
 * An RSA key tells its own modulus, and of a key in a file the public half is made from it: those need no proof.
 * @returns 'client.key-pair-differs', or what the token says
 */
export async function proveKeyPair(key: OpenedClientKey): Promise<Result<null>> {
  const { publicKey } = key;
  if (key.kind === 'file' || publicKey.kind === 'RSA') return ok(null);
  const text = randomBytes(32).toString('hex');
  const jwe = sealedTo(key.spki, publicKey.curve, text);
  const opened = await key.token.run('openSecrets', { token: key.token.ref, key: key.object, jwe });
  if (opened.ok) return opened.value.text === text ? ok(null) : fail('client.key-pair-differs');
  return opened.error.code === 'client.secrets-key' ? fail('client.key-pair-differs') : opened;
}

/** A compact JWE of ECDH-ES+A256KW and A256GCM, as the platform seals. RFC 7516 section 5.1, RFC 7518 section 4.6. */
function sealedTo(spki: Uint8Array, curve: CurveName, text: string): string {
  const ours = generateKeyPairSync('ec', { namedCurve: opensslNames[curve] });
  const publicKey = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const secret = new Uint8Array(diffieHellman({ privateKey: ours.privateKey, publicKey }));
  const none = new Uint8Array(0);
  const kek = concatKdf(nodePrimitives, 'SHA-256', secret, jweOtherInfo(alg, none, none, 256), 32);
  const cek = new Uint8Array(randomBytes(32));
  const iv = randomBytes(12);
  const head = base64url(JSON.stringify({ alg, enc: 'A256GCM', epk: ours.publicKey.export({ format: 'jwk' }) }));
  const cipher = createCipheriv('aes-256-gcm', cek, iv).setAAD(Buffer.from(head, 'ascii'));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const wrapped = wrapKw(nodePrimitives, kek, cek);
  return [head, ...[wrapped, iv, body, cipher.getAuthTag()].map(base64url)].join('.');
}

const opensslNames = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' } as const satisfies Record<
  CurveName,
  string
>;

function base64url(octets: Uint8Array | string): string {
  return Buffer.from(octets).toString('base64url');
}
