import { diffieHellman, generateKeyPairSync, hkdfSync, randomBytes } from 'node:crypto';
import { curves, pointFromAttribute } from '../../../app/crypto/curves.ts';
import { wrapCloudHsm, wrapKw, wrapKwp } from '../../../app/crypto/key-wrap.ts';
import { ascii, sameOctets } from '../../../app/crypto/octets.ts';
import { readSpki } from '../../../app/crypto/spki.ts';
import type { Capabilities, CapabilityId, Finding } from '../capabilities.ts';
import type { NativeAddon } from '../native-addon.ts';
import { nodePrimitives } from '../node-primitives.ts';
import type { Template } from './attributes.ts';
import { checkBlock } from './check-value.ts';
import { CkError } from './ck-error.ts';
import { keyTypes, objectClasses, returnValues } from './ck-names.ts';
import { JobFailure } from './job-failure.ts';
import { aesKey, privateKey, readableSecret, sessionKek, sessionSecret } from './key-templates.ts';
import { probeLabel } from './leftover-labels.ts';
import { mechanisms } from './mechanisms.ts';
import { probeKeys } from './probe-keys.ts';
import { publicKeyObject, signsFor } from './proof.ts';
import { deriveReadable, deriveSensitive } from './steps/agree.ts';
import { deriveHkdf, deriveHkdfByPrimitives } from './steps/inner.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';

/**
 * Known answers instead of the mechanism list, which lies in both directions (CKR_OK with another key in it; mechanisms
 * that work and are not listed). Session objects only, but for the one probe of `place:copy`, which removes what it made.
 * A probe passes only when the value that came out is the right one.
 */

/** What a probe has at hand. */
interface Bench {
  /** Runs in a session of its own: after an error a session may stay busy. */
  readonly inSession: <T>(act: (session: TokenSession) => T) => T;
  readonly native: NativeAddon | undefined;
  /** An EC key of the token with DERIVE, when the token makes none for a probe (cards). */
  readonly clientKey: { readonly key: ObjectHandle; readonly point: Uint8Array } | undefined;
  readonly found: Capabilities;
}

type Probe = (bench: Bench) => Finding;

/** Thrown when a token answered CKR_OK and the value is not the right one. */
class WrongValue extends Error {}

function expectSame(actual: Uint8Array | undefined, expected: Uint8Array): void {
  if (actual === undefined || !sameOctets(actual, expected)) throw new WrongValue('CKR_OK, but a wrong value');
}

const works = (how: Omit<Extract<Finding, { works: true }>, 'works'> = {}): Finding => ({ works: true, ...how });

/** The first of several ways that gives the right value; the last failure when none does. */
function firstThatWorks<Way>(ways: readonly Way[], attempt: (way: Way) => void, found: (way: Way) => Finding): Finding {
  let failure: unknown = new Error('no way to try');
  for (const way of ways) {
    try {
      attempt(way);
      return found(way);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

const readable = { SENSITIVE: false, EXTRACTABLE: true } as const satisfies Template;
const readableAes: Template = { ...aesKey(['decrypt']), ...readable };

/** A known KEK on the token and in our hands. */
function withKek<T>(bench: Bench, act: (session: TokenSession, kek: ObjectHandle, bytes: Uint8Array) => T): T {
  const bytes = new Uint8Array(randomBytes(32));
  return bench.inSession((session) => act(session, session.create({ ...sessionKek, VALUE: bytes }), bytes));
}

type Wrap = typeof wrapKw;

/** Which mechanism unwraps what we wrapped to the same value, and whether the template names the length. */
function unwrapsAes(bench: Bench, candidates: readonly number[], wrap: Wrap): Finding {
  const key = new Uint8Array(randomBytes(32));
  const ways = candidates.flatMap((mechanism) =>
    (['absent', 'present'] as const).map((valueLength) => ({ mechanism, valueLength })),
  );
  return firstThatWorks(
    ways,
    ({ mechanism, valueLength }) =>
      withKek(bench, (session, kek, bytes) => {
        const length = valueLength === 'present' ? { VALUE_LEN: key.length } : {};
        const wrapped = wrap(nodePrimitives, bytes, key);
        expectSame(
          session.read(session.unwrap({ mechanism }, kek, wrapped, { ...readableAes, ...length }), 'VALUE'),
          key,
        );
        // 16 octets padded to 24 pass for an AES-192 key where the padding is not taken off: try the short key too.
        const short = key.subarray(0, 16);
        const shortLength = valueLength === 'present' ? { VALUE_LEN: short.length } : {};
        const again = session.unwrap({ mechanism }, kek, wrap(nodePrimitives, bytes, short), {
          ...readableAes,
          ...shortLength,
        });
        expectSame(session.read(again, 'VALUE'), short);
      }),
    (way) => works(way),
  );
}

/** Whether a private key of ours unwraps to one that signs for its public key. */
function unwrapsPrivate(bench: Bench, kind: 'EC' | 'RSA', candidates: readonly number[], wrap: Wrap): Finding {
  const { pkcs8, publicKey } = probeKeys()[kind];
  const ways = candidates.flatMap((mechanism) => [false, true].map((nssPoint) => ({ mechanism, nssPoint })));
  return firstThatWorks(
    kind === 'EC' ? ways : ways.filter((way) => !way.nssPoint),
    ({ mechanism, nssPoint }) =>
      withKek(bench, (session, kek, bytes) => {
        const point = nssPoint && publicKey.kind === 'EC' ? { NSS_DB: publicKey.point } : {};
        const template = { ...privateKey(kind, ['sign']), ...point };
        const key = session.unwrap({ mechanism }, kek, wrap(nodePrimitives, bytes, pkcs8), template);
        if (!signsFor(session, key, publicKey)) throw new WrongValue('CKR_OK, but the key does not sign rightly');
      }),
    (way) => works(way),
  );
}

const kwp = [mechanisms.AES_KEY_WRAP_KWP, mechanisms.AES_KEY_WRAP_PAD, mechanisms.CLOUDHSM_AES_KEY_WRAP_ZERO_PAD];
const kw = [mechanisms.AES_KEY_WRAP, mechanisms.CLOUDHSM_AES_KEY_WRAP_NO_PAD];
const pkcs7 = [
  mechanisms.CLOUDHSM_AES_KEY_WRAP_PKCS5_PAD,
  mechanisms.AES_KEY_WRAP_PKCS7,
  mechanisms.AES_KEY_WRAP_PAD, // RFC 5649 on some tokens, PKCS#7 on others
];

type EcKey = NonNullable<Bench['clientKey']>;

/** The client's side of an agreement on the token, and what the secret must be. */
function withAgreement<T>(
  bench: Bench,
  act: (session: TokenSession, key: ObjectHandle, ourPoint: Uint8Array, secret: Uint8Array) => T,
): T {
  const agree = (ownKey: (session: TokenSession) => EcKey) =>
    bench.inSession((session) => {
      const { key, point } = ownKey(session);
      const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const ourKey = readSpki(new Uint8Array(ours.publicKey.export({ type: 'spki', format: 'der' })));
      if (ourKey.kind !== 'EC') throw new Error('not an EC key');
      const secret = diffieHellman({
        privateKey: ours.privateKey,
        publicKey: publicKeyObject({ kind: 'EC', curve: 'P-256', point }),
      });
      return act(session, key, ourKey.point, new Uint8Array(secret));
    });
  const { clientKey } = bench;
  if (clientKey === undefined) return agree(makeSessionKey);
  try {
    return agree(() => clientKey);
  } catch (error) {
    // The public half that lies beside the key may be another's; then nothing is said yet of what the token does.
    if (error instanceof WrongValue) return agree(makeSessionKey);
    throw error;
  }
}

function makeSessionKey(session: TokenSession): EcKey {
  const { oid } = curves['P-256'];
  const base = { TOKEN: false, KEY_TYPE: keyTypes.EC } as const;
  const pair = session.generateKeyPair(
    mechanisms.EC_KEY_PAIR_GEN,
    { ...base, CLASS: objectClasses.PUBLIC_KEY, EC_PARAMS: oid },
    { ...base, CLASS: objectClasses.PRIVATE_KEY, PRIVATE: true, SENSITIVE: true, EXTRACTABLE: false, DERIVE: true },
  );
  const point = pointFromAttribute(curves['P-256'], session.read(pair.publicKey, 'EC_POINT') ?? new Uint8Array(0));
  if (point === undefined) throw new WrongValue('CKR_OK, but no point of P-256');
  return { key: pair.privateKey, point };
}

/** A secret that we know and the token keeps. */
function withSecret<T>(
  bench: Bench,
  template: Template,
  act: (session: TokenSession, secret: ObjectHandle, bytes: Uint8Array) => T,
): T {
  const bytes = new Uint8Array(randomBytes(32));
  return bench.inSession((session) => act(session, session.create({ ...template, VALUE: bytes }), bytes));
}

/** To derive a readable value for comparison from: NSS refuses that, rightly, from a sensitive one. */
const readableBase: Template = { ...readableSecret, DERIVE: true };

const info = ascii('jwe-key-wrapping');

const unextractable: readonly number[] = [returnValues.KEY_UNEXTRACTABLE, returnValues.KEY_NOT_WRAPPABLE];

/** The probes, in the order they run: a later one may look at what an earlier one found. */
const probes: Readonly<Record<CapabilityId, Probe>> = {
  'digest-key': (bench) =>
    withSecret(bench, sessionSecret, (session, secret, bytes) => {
      const [before, after] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
      const digest = session.digest(mechanisms.SHA256, [before, { key: secret }, after]);
      expectSame(digest, nodePrimitives.hash('SHA-256', before, bytes, after));
      return works();
    }),
  'ecdh:sensitive': (bench) =>
    withAgreement(bench, (session, key, point, expected) => {
      const secret = deriveSensitive(session, key, point);
      const value = tryToRead(session, secret);
      if (value !== undefined) return { works: false, why: 'CKR_OK, but the secret can be read out' };
      // A value that nobody may read is compared by its digest, where the token makes one.
      if (bench.found['digest-key']?.works !== true) return works();
      expectSame(session.digest(mechanisms.SHA256, [{ key: secret }]), nodePrimitives.hash('SHA-256', expected));
      return works();
    }),
  'ecdh:readable': (bench) =>
    withAgreement(bench, (session, key, point, expected) => {
      expectSame(deriveReadable(session, key, point), expected);
      return works();
    }),
  'kdf:hkdf': (bench) =>
    withSecret(bench, readableBase, (session, secret, bytes) => {
      const key = deriveHkdf(session, addressOf(bench), secret, info, { ...readableAes, VALUE_LEN: 32 });
      expectSame(session.read(key, 'VALUE'), expectedHkdf(bytes));
      return works();
    }),
  'kdf:primitives': (bench) =>
    withSecret(bench, readableBase, (session, secret, bytes) => {
      const template = { ...readableAes, VALUE_LEN: 32 };
      const key = deriveHkdfByPrimitives(session, addressOf(bench), secret, info, template);
      expectSame(session.read(key, 'VALUE'), expectedHkdf(bytes));
      return works();
    }),
  'import:aes': (bench) =>
    withKek(bench, (session, kek) => {
      if (tryToRead(session, kek) !== undefined) return { works: false, why: 'CKR_OK, but the key can be read out' };
      return works();
    }),
  'unwrap:kw': (bench) => unwrapsAes(bench, kw, wrapKw),
  'unwrap:kwp': (bench) => unwrapsAes(bench, kwp, wrapKwp),
  'unwrap:pkcs7': (bench) => unwrapsAes(bench, pkcs7, wrapCloudHsm),
  'unwrap:kw-truncate': (bench) => {
    const truncates: Wrap = wrapCloudHsm;
    const finding = unwrapsAes(bench, kw, truncates);
    return finding.works && finding.valueLength !== 'present' ? { works: false, why: 'needs no length' } : finding;
  },
  'unwrap:kw-extract': (bench) =>
    withKek(bench, (session, kek, bytes) => {
      const key = new Uint8Array(randomBytes(32));
      const found = bench.found['unwrap:kw'];
      const mechanism = (found?.works === true ? found.mechanism : undefined) ?? mechanisms.AES_KEY_WRAP;
      const padded = session.unwrap({ mechanism }, kek, wrapCloudHsm(nodePrimitives, bytes, key), readableBase);
      const from = { mechanism: mechanisms.EXTRACT_KEY_FROM_KEY, parameter: { kind: 'number', value: 0 } as const };
      expectSame(session.read(session.derive(from, padded, { ...readableAes, VALUE_LEN: 32 }), 'VALUE'), key);
      return works({ mechanism });
    }),
  'unwrap:ec': (bench) => unwrapsPrivate(bench, 'EC', kwp, wrapKwp),
  'unwrap:rsa': (bench) => unwrapsPrivate(bench, 'RSA', kwp, wrapKwp),
  'unwrap:ec-padded': (bench) => unwrapsPrivate(bench, 'EC', kw, wrapCloudHsm),
  'unwrap:rsa-padded': (bench) => unwrapsPrivate(bench, 'RSA', kw, wrapCloudHsm),
  'create:aes': (bench) =>
    bench.inSession((session) => {
      const bytes = new Uint8Array(randomBytes(32));
      const key = session.create({ ...aesKey(['decrypt']), VALUE: bytes });
      if (tryToRead(session, key) !== undefined) return { works: false, why: 'CKR_OK, but the key can be read out' };
      return works();
    }),
  'create:ec': (bench) => createsPrivate(bench, 'EC'),
  'create:rsa': (bench) => createsPrivate(bench, 'RSA'),
  'decrypt:gcm': (bench) =>
    bench.inSession((session) => {
      const { key, iv, aad, sealed, opened } = probeKeys().gcm;
      const handle = session.create({ ...aesKey(['decrypt']), VALUE: key });
      const mechanism = { mechanism: mechanisms.AES_GCM, parameter: { kind: 'gcm', iv, aad } as const };
      expectSame(session.decrypt(mechanism, handle, sealed), opened);
      return works();
    }),
  'decrypt:ctr': (bench) =>
    bench.inSession((session) => {
      const bytes = new Uint8Array(randomBytes(32));
      const key = session.create({ ...aesKey(['decrypt']), VALUE: bytes });
      expectSame(checkBlock(session, key), nodePrimitives.aes(bytes).encrypt(new Uint8Array(16)));
      return works();
    }),
  'place:copy': (bench) =>
    firstThatWorks(
      [['MODIFIABLE', 'COPYABLE'], ['MODIFIABLE'], []] as const,
      (seals) =>
        bench.inSession((session) => {
          const key = session.create({ ...aesKey(['decrypt']), VALUE: new Uint8Array(randomBytes(32)) });
          const sealed: Template = Object.fromEntries(seals.map((name) => [name, false]));
          const stored = session.copy(key, { TOKEN: true, LABEL: probeLabel, ...sealed });
          try {
            if (session.read(stored, 'TOKEN') !== true) throw new WrongValue('CKR_OK, but the copy is not stored');
            for (const name of seals) {
              if (session.read(stored, name) !== false) throw new WrongValue(`CKR_OK, but CKA_${name} stays true`);
            }
          } finally {
            session.destroy(stored);
          }
        }),
      (seals) => works({ seals: [...seals] }),
    ),
  'enforces:non-extractable': (bench) =>
    bench.inSession((session) => {
      const key = session.create({ ...aesKey(['decrypt']), VALUE: new Uint8Array(randomBytes(32)) });
      const wrappingKey = session.create({
        ...sessionKek,
        UNWRAP: false,
        WRAP: true,
        VALUE: new Uint8Array(randomBytes(32)),
      });
      try {
        session.wrap({ mechanism: mechanisms.AES_KEY_WRAP }, wrappingKey, key, 64);
      } catch (error) {
        // Only a refusal of this very thing shows anything; a token without AES key wrap has shown nothing.
        if (error instanceof CkError && unextractable.includes(error.rv)) return works();
        throw error;
      }
      return { works: false, why: 'CKR_OK: it wrapped a key that is not extractable' };
    }),
};

function createsPrivate(bench: Bench, kind: 'EC' | 'RSA'): Finding {
  const { template, publicKey } = probeKeys()[kind];
  return firstThatWorks(
    publicKey.kind === 'EC' ? [{ nssPoint: false }, { nssPoint: true }] : [{}],
    (way: { nssPoint?: boolean }) =>
      bench.inSession((session) => {
        const point = way.nssPoint === true && publicKey.kind === 'EC' ? { NSS_DB: publicKey.point } : {};
        const key = session.create({ ...privateKey(kind, ['sign']), ...template, ...point });
        if (!signsFor(session, key, publicKey)) throw new WrongValue('CKR_OK, but the key does not sign rightly');
      }),
    (way) => works(way),
  );
}

function tryToRead(session: TokenSession, secret: ObjectHandle): Uint8Array | undefined {
  try {
    return session.read(secret, 'VALUE');
  } catch (error) {
    if (error instanceof CkError) return undefined;
    throw error;
  }
}

function addressOf({ native }: Bench) {
  if (native === undefined) throw new Error('the native part is missing');
  return (bytes: Uint8Array) => native.address(bytes);
}

function expectedHkdf(secret: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), info, 32));
}

/**
 * Tries everything.
 * @param inSession opens a session for each probe and closes it
 * @param clientKey the EC key on the token, for tokens that make no session keys
 */
export function probe(
  inSession: Bench['inSession'],
  native: NativeAddon | undefined,
  clientKey: Bench['clientKey'],
): Capabilities {
  const found: Capabilities = {};
  for (const [id, run] of Object.entries(probes) as [CapabilityId, Probe][]) {
    try {
      found[id] = run({ inSession, native, clientKey, found });
    } catch (error) {
      found[id] = { works: false, why: reason(error) };
    }
  }
  return found;
}

/** Never a value: a CKR_ name, or our own words. */
function reason(error: unknown): string {
  if (error instanceof CkError) return error.code;
  if (error instanceof JobFailure && error.failure.code === 'token.pin-at-use') {
    return `${error.failure.facts['call']}: the key wants its PIN at every use`;
  }
  return error instanceof Error ? error.message.slice(0, 200) : 'unknown';
}
