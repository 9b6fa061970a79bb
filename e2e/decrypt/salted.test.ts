import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, describe, test, vi } from 'vitest';
import type { OpensslDigest } from '../../app/formats/openssl-enc.ts';
import type { DecryptJob } from '../../main/decrypt/protocol.ts';
import { DecryptLab } from './engine.ts';
import type { Sample } from './samples.ts';
import { expectOpens, expectRefused, flipped, placesIn, resizings } from './variants.ts';

// Hundreds of thousands of rounds of PBKDF2 are a part of what is shown.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const lab = new DecryptLab({ inMemory: true });
afterAll(() => lab.close());

/** What the `openssl` of the machine answers. Its warnings about old derivations are left out. */
function openssl(args: readonly string[], input: Uint8Array): Uint8Array {
  return new Uint8Array(execFileSync('openssl', args, { input, stdio: ['pipe', 'pipe', 'ignore'] }));
}

const sizes = [128, 192, 256] as const;
const digests: readonly OpensslDigest[] = ['md5', 'sha1', 'sha256', 'sha384', 'sha512'];
const derivations: readonly { readonly digest: OpensslDigest; readonly rounds?: number }[] = [
  ...digests.map((digest) => ({ digest })),
  ...[10_000, 100_000, 600_000].flatMap((rounds) => [
    { digest: 'sha256', rounds } as const,
    { digest: 'sha512', rounds } as const,
  ]),
  { digest: 'md5', rounds: 10_000 },
  { digest: 'sha1', rounds: 4096 },
  { digest: 'sha384', rounds: 1 },
];

describe.each(derivations)('openssl enc with -md $digest, PBKDF2 rounds: $rounds', ({ digest, rounds }) => {
  test.each(sizes)('AES-%i opens when all of it is said, in base64 too', async (bits) => {
    const passPhrase = randomBytes(32).toString('base64');
    const plaintext = randomBytes(1000);
    const pbkdf2 = rounds === undefined ? [] : ['-pbkdf2', '-iter', String(rounds)];
    const job: Partial<DecryptJob> = {
      format: `openssl-aes-${bits}-cbc`,
      kdf: { digest, ...(rounds === undefined ? {} : { rounds }) },
    };
    // A hundred thousand rounds take their time, and base64 has nothing to do with them.
    for (const written of (rounds ?? 0) >= 100_000 ? [[]] : [[], ['-a']]) {
      const args = ['enc', `-aes-${bits}-cbc`, '-md', digest, ...pbkdf2, ...written, '-pass', `pass:${passPhrase}`];
      await expectOpens(lab, {
        name: args.slice(0, -2).join(' '),
        by: 'openssl',
        encrypted: openssl(args, plaintext),
        plaintext,
        key: `${passPhrase}\na second line that openssl does not read\n`,
        wrongKey: 'another',
        job,
        authenticated: false,
      });
    }
  });
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (pair: typeof rsa) => pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicKey = lab.file('public.pem', rsa.publicKey.export({ type: 'spki', format: 'pem' }));

/** The recipe of AWS: the pass phrase file in a companion of its own. */
function withCompanion(oaep: 'sha1' | 'sha256', plaintext: Uint8Array): Sample {
  const passPhrase = `${randomBytes(32).toString('base64')}\n`;
  const file = lab.file('key.b64', passPhrase);
  const padding = ['-pkeyopt', 'rsa_padding_mode:oaep', '-pkeyopt', `rsa_oaep_md:${oaep}`];
  return {
    name: `the AWS recipe with ${oaep}, ${plaintext.length} bytes`,
    by: 'openssl',
    encrypted: openssl(['enc', '-aes-256-cbc', '-md', 'sha384', '-pass', `file:${file}`], plaintext),
    envelope: openssl(['pkeyutl', '-encrypt', '-pubin', '-inkey', publicKey, ...padding], Buffer.from(passPhrase)),
    plaintext,
    key: pem(rsa),
    wrongKey: pem(other),
    job: { kdf: { digest: 'sha384' } },
    authenticated: false,
  };
}

describe.each(['sha1', 'sha256'] as const)('a companion *.enc under RSA-OAEP with %s', (oaep) => {
  const sample = withCompanion(oaep, randomBytes(1000));
  const { envelope = new Uint8Array(0) } = sample;

  test.each([0, 1, 16, 1000, 300_001])('opens the file of %i bytes', async (length) => {
    await expectOpens(lab, withCompanion(oaep, randomBytes(length)));
  });

  test('with another RSA key, damaged, cut or grown it opens nothing', async () => {
    const refused = async (what: string, change: Parameters<typeof expectRefused>[3]) => {
      await expectRefused(lab, { ...sample, authenticated: true }, what, change);
    };
    await refused('another key', { key: sample.wrongKey });
    for (const at of [0, 128, envelope.length - 1]) await refused(`bit ${at}`, { envelope: flipped(envelope, at) });
    for (const [what, resize] of resizings) await refused(what, { envelope: resize(envelope) });
  });
});

describe.each([
  ['raw', ['-md', 'sha384'], { digest: 'sha384' }],
  ['in base64', ['-md', 'md5', '-a'], { digest: 'md5' }],
  ['with PBKDF2', ['-md', 'sha512', '-pbkdf2', '-iter', '1000'], { digest: 'sha512', rounds: 1000 }],
] as const)('a Salted__ file %s', (_, args, kdf) => {
  const sample: Sample = {
    name: args.join(' '),
    by: 'openssl',
    encrypted: openssl(['enc', '-aes-256-cbc', ...args, '-pass', 'pass:sesame'], randomBytes(1000)),
    plaintext: new Uint8Array(0),
    key: 'sesame\n',
    wrongKey: 'sesam\n',
    job: { kdf, format: 'openssl-aes-256-cbc' },
    authenticated: false,
  };

  test('that is damaged, cut, grown or given another pass phrase leaves no file or is not called proven', async () => {
    for (const at of await placesIn(lab, sample))
      await expectRefused(lab, sample, `bit at ${at}`, { encrypted: flipped(sample.encrypted, at) });
    for (const [what, resize] of resizings)
      await expectRefused(lab, sample, what, { encrypted: resize(sample.encrypted) });
    await expectRefused(lab, sample, 'another pass phrase', { key: sample.wrongKey });
  });
});
