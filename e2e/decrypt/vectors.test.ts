import { afterAll, expect, test, vi } from 'vitest';
import { formatIds } from '../../app/formats/formats.ts';
import { jweAlgorithms, jweEncryptions } from '../../app/formats/jose-tables.ts';
import { DecryptLab } from './engine.ts';
import { matrix } from './matrix.ts';
import { vectors } from './samples.ts';
import { each, expectOpens } from './variants.ts';

// Runs in Electron's Node too. Hundreds of files go through one engine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 });

const lab = new DecryptLab({ inMemory: true });
afterAll(() => lab.close());

// jwcrypto lacks these two; formats.test.ts has them from jose.
const algorithms = Object.keys(jweAlgorithms).filter((alg) => !/^RSA-OAEP-(384|512)$/.test(alg));

test('every algorithm is there with every encryption, in each of the three forms', () => {
  for (const form of ['compact', 'flattened', 'general'])
    for (const alg of algorithms)
      for (const enc of Object.keys(jweEncryptions))
        expect(
          matrix.some(({ name }) => name.startsWith(`JWE ${form} ${alg} ${enc} `)),
          `${form} ${alg} ${enc}`,
        ).toBe(true);
});

test.each(vectors)('$name, made by $by, opens', async (sample) => void (await expectOpens(lab, sample)));

test('every file of the matrix opens, and every format but openssl’s is among them', async () => {
  const seen = new Set<string>();
  await each(matrix, async (sample) => void seen.add(await expectOpens(lab, sample)));
  expect(formatIds.filter((id) => !seen.has(id))).toEqual(['openssl-salted', 'openssl-salted-base64']);
});
