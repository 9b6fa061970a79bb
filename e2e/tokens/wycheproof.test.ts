import {
  constants,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  privateDecrypt,
} from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { concatKdf, jweOtherInfo } from '../../app/crypto/concat-kdf.ts';
import { type CurveName, curves, isPointOf } from '../../app/crypto/curves.ts';
import { hkdf } from '../../app/crypto/hkdf.ts';
import { parseEcdhEsJwe } from '../../app/crypto/jwe.ts';
import { unwrapKw, unwrapKwp, wrapKw, wrapKwp } from '../../app/crypto/key-wrap.ts';
import { decodeOaep } from '../../app/crypto/oaep.ts';
import type { HashName } from '../../app/crypto/primitives.ts';
import { readSpki, writeSpki } from '../../app/crypto/spki.ts';
import { nodePrimitives as node } from '../../main/tokens/node-primitives.ts';
import { attempt, base, groupsOf, hex, judge, overVectors } from './wycheproof-vectors.ts';

/**
 * Google's Wycheproof suites over our own cryptography. Plain functions and one primitive adapter, so the same file runs
 * under Node and under Electron's Node.
 */
/** Node's own ECDH, after our reading and checking of the public key. */
function agree(curve: CurveName, point: Uint8Array, scalar: string): Uint8Array {
  if (!isPointOf(curves[curve], point)) throw new Error('not a point');
  const n = curves[curve].coordinateLength;
  const d = Buffer.from(scalar.padStart(2 * n + 2, '0').slice(-2 * n), 'hex').toString('base64url');
  const publicKey = createPublicKey({
    key: Buffer.from(writeSpki({ kind: 'EC', curve, point })),
    type: 'spki',
    format: 'der',
  });
  // The private key's own point plays no part in the agreement; the format merely demands one.
  const { x, y } = publicKey.export({ format: 'jwk' });
  const privateKey = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: curve, d, x: x!, y: y! } });
  return diffieHellman({ privateKey, publicKey });
}

overVectors('AES key wrap', () => {
  const shape = { tests: z.array(z.object({ ...base, key: z.string(), msg: z.string(), ct: z.string() })) };
  for (const [file, wrap, unwrap] of [
    ['aes_wrap', wrapKw, unwrapKw],
    ['aes_kwp', wrapKwp, unwrapKwp],
  ] as const) {
    const cases = groupsOf(file, shape).flatMap((group) => group.tests);
    test.each(cases)(`${file} $tcId, $result: $comment`, ({ key, msg, ct, result }) => {
      judge(
        result,
        attempt(() => unwrap(node, hex(key), hex(ct))),
        msg,
      );
      if (result !== 'invalid')
        judge(
          result,
          attempt(() => wrap(node, hex(key), hex(msg))),
          ct,
        );
    });
  }
});

overVectors('HKDF-SHA256', () => {
  const shape = {
    tests: z.array(
      z.object({ ...base, ikm: z.string(), salt: z.string(), info: z.string(), size: z.number(), okm: z.string() }),
    ),
  };
  const cases = groupsOf('hkdf_sha256', shape).flatMap((group) => group.tests);
  test.each(cases)('$tcId, $result: $comment', ({ ikm, salt, info, size, okm, result }) => {
    judge(
      result,
      attempt(() => hkdf(node, 'SHA-256', hex(ikm), hex(salt), hex(info), size)),
      okm,
    );
  });
});

overVectors('RSA-OAEP, decoded by us after raw RSA', () => {
  const jwk = z.object({
    kty: z.string(),
    n: z.string(),
    e: z.string(),
    d: z.string(),
    p: z.string(),
    q: z.string(),
    dp: z.string(),
    dq: z.string(),
    qi: z.string(),
  });
  const shape = {
    sha: z.enum(['SHA-1', 'SHA-256']),
    mgfSha: z.enum(['SHA-1', 'SHA-256']),
    privateKeyPkcs8: z.string(),
    privateKeyJwk: jwk.optional(),
    tests: z.array(z.object({ ...base, msg: z.string(), ct: z.string(), label: z.string() })),
  };
  for (const file of [
    '2048_sha1_mgf1sha1',
    '2048_sha256_mgf1sha1',
    '2048_sha256_mgf1sha256',
    '4096_sha256_mgf1sha256',
  ]) {
    for (const group of groupsOf(`rsa_oaep_${file}`, shape)) {
      const key = createPrivateKey({ key: Buffer.from(group.privateKeyPkcs8, 'hex'), type: 'pkcs8', format: 'der' });
      const modulusLength = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
      const raw = (ct: string) => privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, hex(ct));
      const parameters = (label: string) => ({
        hash: group.sha satisfies HashName,
        mgfHash: group.mgfSha,
        label: hex(label),
      });
      test.each(group.tests)(`${file} $tcId, $result: $comment`, ({ ct, label, msg, result }) => {
        judge(
          result,
          attempt(() => decodeOaep(node, Uint8Array.from(raw(ct)), modulusLength, parameters(label))),
          msg,
        );
      });
    }
  }
});

overVectors('ECDH, with our reading and checking of the public key', () => {
  const shape = { tests: z.array(z.object({ ...base, public: z.string(), private: z.string(), shared: z.string() })) };
  const cases = groupsOf('ecdh_secp256r1_ecpoint', shape).flatMap((group) => group.tests);
  test.each(cases)('ecpoint $tcId, $result: $comment', (row) => {
    judge(
      row.result,
      attempt(() => agree('P-256', hex(row.public), row.private)),
      row.shared,
    );
  });
  for (const [file, curve] of [
    ['256r1', 'P-256'],
    ['384r1', 'P-384'],
    ['521r1', 'P-521'],
  ] as const) {
    const rows = groupsOf(`ecdh_secp${file}`, shape).flatMap((group) => group.tests);
    test.each(rows)(`${curve} $tcId, $result: $comment`, (row) => {
      const ours = attempt(() => {
        const key = readSpki(hex(row.public));
        if (key.kind !== 'EC' || key.curve !== curve) throw new Error('another curve');
        return agree(curve, key.point, row.private);
      });
      judge(row.result, ours, row.shared);
    });
  }
});

overVectors('JWE, taken apart and opened', () => {
  const shape = {
    private: z.looseObject({ kty: z.string(), alg: z.string().optional(), d: z.string().optional() }),
    tests: z.array(z.object({ ...base, jwe: z.unknown(), pt: z.string().optional(), enc: z.string().optional() })),
  };
  let opened = 0;
  const groups = groupsOf('json_web_encryption', shape);
  for (const group of groups) {
    test.each(group.tests)(
      `${group.private.alg ?? group.private.kty} $tcId, $result: $comment`,
      ({ jwe, pt, result }) => {
        const parsed =
          typeof jwe === 'string' ? parseEcdhEsJwe(jwe) : ({ ok: false, fault: 'not a compact JWE' } as const);
        const isOurs = group.private.alg === 'ECDH-ES+A256KW';
        if (!parsed.ok) {
          // Everything but our one algorithm is refused by name; of ours, only what is no A256GCM.
          if (isOurs && result === 'valid') expect(parsed.fault).toBe('another algorithm');
          return;
        }
        const { ephemeralPoint, apu, apv, wrappedCek, aad, iv, cipherText, tag } = parsed.value;
        const plain = attempt(() => {
          if (!isOurs) throw new Error('a key of another algorithm');
          const scalar = Buffer.from(group.private.d ?? '', 'base64url').toString('hex');
          const z = agree('P-256', ephemeralPoint, scalar);
          const kek = concatKdf(node, 'SHA-256', z, jweOtherInfo('ECDH-ES+A256KW', apu, apv, 256), 32);
          const cipher = createDecipheriv('aes-256-gcm', unwrapKw(node, kek, wrappedCek), iv)
            .setAAD(aad)
            .setAuthTag(tag);
          return Buffer.concat([cipher.update(cipherText), cipher.final()]);
        });
        judge(result, plain, pt ?? '');
        if (plain !== undefined) opened += 1;
      },
    );
  }
  test('at least one of them was really opened', () => expect(opened).toBeGreaterThan(0));
});
