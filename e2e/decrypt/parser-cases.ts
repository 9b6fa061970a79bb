import fs from 'node:fs';
import path from 'node:path';
import { cosmianRegions, parseCosmian } from '../../app/formats/cosmian.ts';
import { esdkRegions, parseEcdhDataKey, parseEsdkHeader } from '../../app/formats/esdk.ts';
import { candidatesFor } from '../../app/formats/formats.ts';
import { JsonSkeletonReader } from '../../app/formats/json-skeleton.ts';
import { compactJweRegions, jsonJweRegions, parseCompactJwe, parseJsonJwe } from '../../app/formats/jwe.ts';
import { readKeyFile } from '../../app/formats/key-file.ts';
import { parsed } from '../../app/formats/malformed.ts';
import { parseSalted } from '../../app/formats/openssl-enc.ts';
import type { Region } from '../../app/formats/regions.ts';
import { readRecord } from '../../app/formats/sidecar.ts';
import type { Result } from '../../app/result.ts';

const vectors = path.join(import.meta.dirname, '../vectors');

/** Bytes of a vector of the project. */
export function vector(name: string): Uint8Array {
  return new Uint8Array(fs.readFileSync(path.join(vectors, name)));
}

const jweParts: unknown = JSON.parse(fs.readFileSync(path.join(vectors, 'cosmian/jwe.json'), 'utf8'));
type JweParts = Record<'protected' | 'encrypted_key' | 'iv' | 'ciphertext' | 'tag', string>;
const { serverMade } = jweParts as { serverMade: JweParts };

/** A JWE that Cosmian's server made, in the three forms. */
export const jweSamples = {
  compact: [serverMade.protected, serverMade.encrypted_key, serverMade.iv, serverMade.ciphertext, serverMade.tag].join(
    '.',
  ),
  flattened: JSON.stringify(serverMade),
  general: JSON.stringify({
    protected: serverMade.protected,
    iv: serverMade.iv,
    recipients: [{ header: { x: 1 }, encrypted_key: 'AAAA' }, { encrypted_key: serverMade.encrypted_key }],
    ciphertext: serverMade.ciphertext,
    tag: serverMade.tag,
  }),
};

const utf8 = (text: string) => new Uint8Array(Buffer.from(text));

/** Reads a JSON JWE as the engine does, from chunks of the given size. */
export function readJsonJwe(octets: Uint8Array, chunk = 4096) {
  return parsed(() => {
    const reader = new JsonSkeletonReader('ciphertext', 'jwe');
    for (let i = 0; i < octets.length; i += chunk) reader.push(octets.subarray(i, i + chunk));
    const { text, cut } = reader.end();
    return parseJsonJwe(text, cut ?? { offset: 0, length: 0 });
  });
}

/** Every parser of a file's bytes: what it answers, the layout it draws, and sound examples to damage. */
export const parsers: Readonly<
  Record<
    string,
    {
      readonly samples: readonly Uint8Array[];
      parse(octets: Uint8Array): Result<unknown>;
      regions?(octets: Uint8Array): readonly Region[];
    }
  >
> = {
  'openssl enc': {
    samples: [vector('openssl/1-default-sha256.enc')],
    parse: (octets) => parsed(() => parseSalted(octets.subarray(0, 16), octets.length)),
  },
  'compact JWE': {
    samples: [utf8(jweSamples.compact)],
    parse: (octets) => parsed(() => parseCompactJwe(octets, octets.subarray(-256), octets.length)),
    regions: (octets) =>
      compactJweRegions(octets, parseCompactJwe(octets, octets.subarray(-256), octets.length), octets.length),
  },
  'JSON JWE': {
    samples: [utf8(jweSamples.flattened), utf8(jweSamples.general)],
    parse: (octets) => readJsonJwe(octets, 61),
    regions: (octets) => {
      const jwe = readJsonJwe(octets);
      return jwe.ok ? jsonJweRegions(jwe.value, octets.length) : [];
    },
  },
  Cosmian: {
    samples: ['rfc5649--aes-gcm.enc', 'aes-gcm--aes-gcm.enc', 'rfc5649--aes-xts.enc', 'aes-xts--aes-gcm.enc'].map(
      (name) => vector(`cosmian/${name}`),
    ),
    parse: (octets) => parsed(() => [parseCosmian(octets), cosmianRegions(octets, octets.length)]),
    regions: (octets) => cosmianRegions(octets, octets.length),
  },
  'AWS message': {
    samples: ['raw-p256-static-0478-frame4096.esdk', 'raw-p384-ephemeral-0578-multiframe.esdk'].map((name) =>
      vector(`aws-ecdh/${name}`),
    ),
    parse: (octets) =>
      parsed(() => {
        const header = parseEsdkHeader(octets);
        return [header, header.dataKeys.map(parseEcdhDataKey)];
      }),
    regions: (octets) => esdkRegions(parseEsdkHeader(octets), octets.length),
  },
  'key file': {
    samples: [
      vector('openssl/key.b64'),
      vector('openssl/rsa.pem'),
      vector('cosmian/kek1.raw'),
      utf8('{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAA"}'),
    ],
    parse: readKeyFile,
  },
  record: {
    samples: [
      utf8(
        JSON.stringify({
          keydock: 'request-record',
          version: 1,
          aesMode: 'AES-GCM-256',
          aad: 'AAAA',
          originalSHA256: 'a'.repeat(64),
        }),
      ),
    ],
    parse: readRecord,
  },
  detection: {
    samples: [vector('cosmian/server-side--aes-gcm.enc'), utf8(jweSamples.flattened)],
    parse: (octets) => ({
      ok: true,
      value: candidatesFor({ name: 'x', size: octets.length, head: octets, tail: octets.subarray(-256) }),
    }),
  },
};
