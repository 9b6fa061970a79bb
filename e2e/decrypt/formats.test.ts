import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { DecryptLab } from './engine.ts';
import { makers, type Sample, vectors } from './samples.ts';

// Each starts processes of its own, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const lab = new DecryptLab({ inMemory: true });
afterAll(() => lab.close());

async function open(
  sample: Sample,
  change: { encrypted?: Uint8Array; key?: Uint8Array | string; aad?: Sample['wrongAad'] } = {},
) {
  const key = await lab.key(change.key ?? sample.key);
  const wish = {
    ...sample.job,
    ...(change.aad === undefined ? {} : { aad: change.aad }),
    ...(sample.record === undefined ? {} : { record: lab.file('record', sample.record) }),
  };
  return lab.decrypt(change.encrypted ?? sample.encrypted, key, wish);
}

const plaintexts = [
  ['empty', new Uint8Array(0)],
  ['1 byte', Uint8Array.of(7)],
  ['16 bytes', randomBytes(16)],
  ['1,000 bytes', randomBytes(1000)],
  ['300,001 bytes', randomBytes(300_001)],
] as const;

const samples: readonly Sample[] = [...(await Promise.all(makers.map((make) => make(randomBytes(1000))))), ...vectors];

describe.each(plaintexts)('%s', (_, plaintext) => {
  test('opens in every format that can be made here', async () => {
    for (const make of makers) {
      const sample = await make(plaintext);
      const { result, plaintext: opened } = await open(sample);
      expect(result, sample.name).toMatchObject({
        ok: true,
        value: { authenticated: sample.authenticated, bytes: plaintext.length },
      });
      expect(Buffer.from(opened ?? []).equals(plaintext), sample.name).toBe(true);
    }
  }, 60_000);
});

test.each(vectors)('$name, made by $by, opens', async (sample) => {
  const { result, plaintext, files } = await open(sample);
  expect(result).toMatchObject({ ok: true, value: { authenticated: sample.authenticated, grade: 'C' } });
  expect(Buffer.from(plaintext ?? []).equals(sample.plaintext)).toBe(true);
  expect(files).toEqual(['firmware.bin']);
});

/** Without a tag or digest a change may go unnoticed; then the result must not call itself proven. */
async function expectRefused(sample: Sample, change: Parameters<typeof open>[1], what: string) {
  const { result, files } = await open(sample, change);
  const label = `${sample.name}: ${what}`;
  if (result.ok) {
    expect(sample.authenticated, label).toBe(false);
    expect(result.value, label).toMatchObject({ authenticated: false, provenBy: null });
  } else {
    expect(result.error.code, label).toMatch(/^decrypt\./);
    expect(files, label).toEqual([]);
  }
}

describe.each(samples)('$name', (sample) => {
  test('with another key leaves no file', async () => {
    await expectRefused(sample, { key: sample.wrongKey }, 'wrong key');
  });

  test('with one bit changed anywhere leaves no file', async () => {
    const { encrypted } = sample;
    const places = new Set([
      0,
      1,
      2,
      8,
      12,
      40,
      60,
      encrypted.length >> 1,
      encrypted.length - 17,
      encrypted.length - 2,
      encrypted.length - 1,
    ]);
    for (const region of await regionsOf(sample)) places.add(region.offset).add(region.offset + region.length - 1);
    for (const at of places) {
      if (at < 0 || at >= encrypted.length) continue;
      const changed = Uint8Array.from(encrypted);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expectRefused(sample, { encrypted: changed }, `bit at ${at}`);
    }
  }, 30_000);

  test.each([
    ['one byte short', (octets: Uint8Array) => octets.subarray(0, -1)],
    ['16 bytes short', (octets: Uint8Array) => octets.subarray(0, -16)],
    ['half', (octets: Uint8Array) => octets.subarray(0, octets.length >> 1)],
    ['one byte', (octets: Uint8Array) => octets.subarray(0, 1)],
    ['nothing', () => new Uint8Array(0)],
    ['one byte longer', (octets: Uint8Array) => Buffer.concat([octets, Uint8Array.of(0x41)])],
    ['16 bytes longer', (octets: Uint8Array) => Buffer.concat([octets, Buffer.alloc(16, 0x41)])],
  ])('cut to or grown to %s leaves no file', async (what, cut) => {
    await expectRefused(sample, { encrypted: cut(sample.encrypted) }, what);
  });
});

async function regionsOf(sample: Sample) {
  const { format } = sample.job;
  const inspection = await lab.engine.inspect(lab.file('x', sample.encrypted), format === undefined ? {} : { format });
  return inspection.ok ? inspection.value.regions : [];
}

test.each(samples.filter(({ wrongAad }) => wrongAad !== undefined))(
  '$name with an AAD that ends in a line break leaves no file',
  async (sample) => {
    const { result, files } = await open(sample, { aad: sample.wrongAad });
    expect(result).toMatchObject({ ok: false, error: { code: 'decrypt.not-authentic', facts: { aadLength: 25 } } });
    expect(files).toEqual([]);
  },
);
