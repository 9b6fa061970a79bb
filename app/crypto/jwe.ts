import { z } from 'zod';
import { curves, isPointOf, pointFromCoordinates } from './curves.ts';
import { ascii, fromBase64Url, fromUtf8 } from './octets.ts';

/** The largest compact JWE that is taken apart, in characters: 500 wrapped RSA-4096 keys are about 2.2 million. */
export const longestJwe = 16 * 1024 * 1024;

/** A compact JWE of ECDH-ES+A256KW and A256GCM in its parts, all public or encrypted. */
export interface EcdhEsJwe {
  /** The additional authenticated data: the header as it was spelled (RFC 7516 section 5.1 step 14). */
  readonly aad: Uint8Array;
  /** Uncompressed P-256 point, checked to be on its curve. */
  readonly ephemeralPoint: Uint8Array;
  readonly apu: Uint8Array;
  readonly apv: Uint8Array;
  /** AES-KW of the 32-octet CEK: 40 octets. */
  readonly wrappedCek: Uint8Array;
  /** 12 octets. */
  readonly iv: Uint8Array;
  readonly cipherText: Uint8Array;
  /** 16 octets. */
  readonly tag: Uint8Array;
}

/** Why a text is no envelope of ours. The words name the broken part; the content is never repeated. */
export type JweFault =
  | 'not a compact JWE'
  | 'too large'
  | 'header unreadable'
  | 'another algorithm'
  | 'ephemeral key is not a P-256 point'
  | 'part of an impossible length';

const partyInfo = z.string().max(512).optional();

// Unknown members are allowed (RFC 7516 section 4) except "crit", which demands that they be understood, and "zip",
// which would mean something other than the bytes we authenticate.
const Header = z.looseObject({
  alg: z.string().max(64),
  enc: z.string().max(64),
  epk: z.looseObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    x: z.string().max(64),
    y: z.string().max(64),
    d: z.never().optional(),
  }),
  apu: partyInfo,
  apv: partyInfo,
  crit: z.never().optional(),
  zip: z.never().optional(),
});

const AlgorithmHeader = z.looseObject({ alg: z.literal('ECDH-ES+A256KW'), enc: z.literal('A256GCM') });

/**
 * Takes a compact JWE apart and checks everything that can be checked without a key.
 * @see RFC 7516 section 7.1, RFC 7518 section 4.6
 */
export function parseEcdhEsJwe(
  compact: string,
): { readonly ok: true; readonly value: EcdhEsJwe } | { readonly ok: false; readonly fault: JweFault } {
  const refuse = (fault: JweFault) => ({ ok: false, fault }) as const;
  if (compact.length > longestJwe) return refuse('too large');
  const texts = compact.split('.');
  const [headerText, ...rest] = texts;
  const parts = rest.map(fromBase64Url);
  const [wrappedCek, iv, cipherText, tag] = parts;
  if (texts.length !== 5 || headerText === undefined || headerText.length > 16_384) return refuse('not a compact JWE');
  if (!wrappedCek || !iv || !cipherText || !tag) return refuse('not a compact JWE');
  const json = parseJson(headerText);
  if (!AlgorithmHeader.safeParse(json).success) {
    return refuse(json === undefined ? 'header unreadable' : 'another algorithm');
  }
  const header = Header.safeParse(json);
  if (!header.success) {
    const isKey = header.error.issues.every(({ path }) => path[0] === 'epk');
    return refuse(isKey ? 'ephemeral key is not a P-256 point' : 'header unreadable');
  }
  const { epk } = header.data;
  const [x, y] = [fromBase64Url(epk.x), fromBase64Url(epk.y)];
  // RFC 7518 section 6.2.1.2: a coordinate always has its full length.
  const ephemeralPoint = x?.length === 32 && y?.length === 32 ? pointFromCoordinates(curves['P-256'], x, y) : undefined;
  if (ephemeralPoint === undefined || !isPointOf(curves['P-256'], ephemeralPoint)) {
    return refuse('ephemeral key is not a P-256 point');
  }
  const [apu, apv] = [fromBase64Url(header.data.apu ?? ''), fromBase64Url(header.data.apv ?? '')];
  if (!apu || !apv) return refuse('header unreadable');
  if (wrappedCek.length !== 40 || iv.length !== 12 || tag.length !== 16) return refuse('part of an impossible length');
  return { ok: true, value: { aad: ascii(headerText), ephemeralPoint, apu, apv, wrappedCek, iv, cipherText, tag } };
}

function parseJson(base64Url: string): unknown {
  const octets = fromBase64Url(base64Url);
  const text = octets && fromUtf8(octets);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
