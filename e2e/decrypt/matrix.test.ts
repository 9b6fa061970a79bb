import { afterAll, describe, expect, test, vi } from 'vitest';
import { jweEncryptions } from '../../app/formats/jose-tables.ts';
import { DecryptLab } from './engine.ts';
import { matrix } from './matrix.ts';
import { each, expectRefused, expectRefusedOrTheSame, flipped, openSample, placesIn, resizings } from './variants.ts';

// Hundreds of files go through one engine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const lab = new DecryptLab({ inMemory: true });
afterAll(() => lab.close());

/** One file of several recipients is damaged once. */
const files = [...new Map(matrix.map((sample) => [Buffer.from(sample.encrypted).toString('base64'), sample])).values()];

const groups = ['JWE compact', 'JWE flattened', 'JWE general', 'platform', 'Cosmian', 'data key', 'AWS'] as const;

test('every file belongs to a group', () => {
  expect(groups.flatMap((group) => matrix.filter(({ name }) => name.startsWith(group)))).toHaveLength(matrix.length);
});

describe.each(groups)('%s', (group) => {
  const samples = matrix.filter(({ name }) => name.startsWith(group));
  const ownFiles = files.filter(({ name }) => name.startsWith(group));

  test('another key of the same kind leaves no file', () =>
    each(samples, (sample) => expectRefused(lab, sample, 'wrong key', { key: sample.wrongKey })));

  // Every algorithm and every encryption is damaged everywhere; what pairs them anew is damaged once a region.
  const paired = group === 'JWE compact' || group === 'JWE flattened';
  const thorough = new Set(ownFiles.filter((_, index) => !paired || index % Object.keys(jweEncryptions).length === 0));

  test('one bit changed in any region leaves no file', () =>
    each(ownFiles, async (sample) => {
      for (const at of await placesIn(lab, sample, thorough.has(sample))) await expectRefusedOrTheSame(lab, sample, at);
    }));

  test('cut or grown leaves no file', () =>
    each([...thorough], async (sample) => {
      for (const [what, resize] of resizings)
        await expectRefused(lab, sample, what, { encrypted: resize(sample.encrypted) });
    }));
});

test('an AAD with a line break behind it leaves no file, and the message counts its bytes', () =>
  each(
    matrix.filter(({ wrongAad }) => wrongAad !== undefined),
    async (sample) => {
      const { result, files: left } = await openSample(lab, sample, { aad: sample.wrongAad });
      expect(result, sample.name).toMatchObject({
        ok: false,
        error: { code: expect.stringMatching(/not-authentic|no-candidate-fits/), facts: { aadLength: 25 } },
      });
      expect(left, sample.name).toEqual([]);
    },
  ));

test('a changed envelope leaves no file', () =>
  each(
    matrix.filter(({ envelope }) => envelope !== undefined),
    async (sample) => {
      const { envelope = new Uint8Array(0) } = sample;
      for (const at of [0, envelope.length >> 1, envelope.length - 1])
        await expectRefused(lab, sample, `envelope, bit at ${at}`, { envelope: flipped(envelope, at) });
      for (const [what, resize] of resizings)
        await expectRefused(lab, sample, `envelope ${what}`, { envelope: resize(envelope) });
    },
  ));
