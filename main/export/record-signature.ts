import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { jwkThumbprint, toJwk } from '../../app/crypto/jwk-thumbprint.ts';
import { readSpki } from '../../app/crypto/spki.ts';
import { nodePrimitives } from '../tokens/node-primitives.ts';

/** A record as JWS in compact serialisation: ES256, the public key in its header. RFC 7515 section 7.1. */
export const recordType = 'keydock-ceremony-record+json';

const Coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const Header = z.strictObject({
  alg: z.literal('ES256'),
  jwk: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: Coordinate, y: Coordinate }),
  kid: z.string().max(64),
  typ: z.literal(recordType),
});
type Header = z.output<typeof Header>;

/** The public half of a record-signing key, as a header needs it. */
export interface RecordKey {
  readonly jwk: Header['jwk'];
  /** RFC 7638. */
  readonly kid: string;
}

/** @param spki SubjectPublicKeyInfo of an EC P-256 key. @returns null for any other key */
export function recordKeyOf(spki: Uint8Array): RecordKey | null {
  const key = readSpki(spki);
  if (key.kind !== 'EC' || key.curve !== 'P-256') return null;
  const jwk = Header.shape.jwk.safeParse(toJwk(key));
  return jwk.success ? { jwk: jwk.data, kid: jwkThumbprint(nodePrimitives, jwk.data) } : null;
}

/** What is signed: header and payload, each in base64url, with a dot between. */
export function signingInput({ jwk, kid }: RecordKey, payload: string): string {
  const header: Header = { alg: 'ES256', jwk, kid, typ: recordType };
  return `${base64url(JSON.stringify(header))}.${base64url(payload)}`;
}

/** @param signature r ‖ s, 64 octets */
export function compact(input: string, signature: Uint8Array): string {
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
}

/** What became of looking at a signature. */
export type SignatureVerdict =
  | { readonly kind: 'good'; readonly kid: string; readonly payload: string }
  /** Header and payload could be read, but the signature is not that key's, or the kid not its thumbprint. */
  | { readonly kind: 'bad'; readonly kid: string; readonly payload: string; readonly why: string }
  | { readonly kind: 'unreadable' };

/** Verifies a record with the key in its own header. That this key is the right one is another question: its pin. */
export function verifyCompact(text: string): SignatureVerdict {
  const [head = '', body = '', mark = '', ...rest] = text.split('.');
  const header = Header.safeParse(jsonOf(head));
  const payload = octetsOf(body);
  const signature = octetsOf(mark);
  if (rest.length > 0 || !header.success || payload === null || signature === null) return { kind: 'unreadable' };
  const { jwk, kid } = header.data;
  const read = { kid, payload: payload.toString('utf8') };
  if (jwkThumbprint(nodePrimitives, jwk) !== kid) {
    return { kind: 'bad', ...read, why: 'its kid is not the thumbprint of its key' };
  }
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const input = Buffer.from(`${head}.${body}`, 'ascii');
    const isGood = verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature);
    return isGood ? { kind: 'good', ...read } : { kind: 'bad', ...read, why: 'the signature does not fit' };
  } catch {
    return { kind: 'bad', ...read, why: 'its key is no point of P-256' };
  }
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

/** Strictly: one text for the same octets. */
function octetsOf(text: string): Buffer | null {
  const octets = Buffer.from(text, 'base64url');
  return text !== '' && octets.toString('base64url') === text ? octets : null;
}

function jsonOf(text: string): unknown {
  const octets = octetsOf(text);
  if (octets === null) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
  } catch {
    return undefined;
  }
}
