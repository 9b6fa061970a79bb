import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { DecryptLab } from './engine.ts';
import { makers, type Sample, vectors } from './samples.ts';
import { expectOpens, expectRefused, expectRefusedOrTheSame, openSample, placesIn, resizings } from './variants.ts';

// Each starts processes of its own, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const lab = new DecryptLab({ inMemory: true });
afterAll(() => lab.close());

const plaintexts = [
  ['empty', new Uint8Array(0)],
  ['1 byte', Uint8Array.of(7)],
  ['16 bytes', randomBytes(16)],
  ['1,000 bytes', randomBytes(1000)],
  ['300,001 bytes', randomBytes(300_001)],
] as const;

const made = await Promise.all(makers.map((make) => make(randomBytes(1000))));
/** salted.test.ts damages those of openssl, whose derivations take their time. */
const samples: readonly Sample[] = [...made.filter(({ name }) => !name.startsWith('openssl')), ...vectors];

describe.each(plaintexts)('%s', (_, plaintext) => {
  test('opens in every format that can be made here', async () => {
    for (const make of makers) {
      await expectOpens(lab, await make(plaintext));
    }
  }, 60_000);
});

describe.each(samples)('$name', (sample) => {
  test('with another key leaves no file', () => expectRefused(lab, sample, 'wrong key', { key: sample.wrongKey }));

  test('with one bit changed anywhere leaves no file', async () => {
    for (const at of await placesIn(lab, sample)) await expectRefusedOrTheSame(lab, sample, at);
  });

  test.each(resizings)('cut to or grown to %s leaves no file', (what, resize) =>
    expectRefused(lab, sample, what, { encrypted: resize(sample.encrypted) }),
  );
});

test.each(samples.filter(({ wrongAad }) => wrongAad !== undefined))(
  '$name with an AAD that ends in a line break leaves no file',
  async (sample) => {
    const { result, files } = await openSample(lab, sample, { aad: sample.wrongAad });
    expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.not-authentic', facts: { aadLength: 25 } } });
    expect(files).toEqual([]);
  },
);
