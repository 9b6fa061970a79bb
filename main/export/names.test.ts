import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstNameFor, hexOf, labelLimit, nameFor } from './names.ts';

const none = { labels: new Set<string>(), ids: new Set<string>() };

test('a key is called by its product and its name, and identified by the id of the platform', () => {
  const { label, id } = nameFor('Gateway G2', 'Key for image encryption', 'tok-17', none);
  expect(label).toBe('Gateway G2 / Key for image encryption');
  expect(Buffer.from(id).toString()).toBe('tok-17');
});

test('a second one of the same name gets a number in both', () => {
  const taken = { labels: new Set(['G2 / key']), ids: new Set<string>() };
  const second = nameFor('G2', 'key', 'tok', taken);
  expect([second.label, Buffer.from(second.id).toString()]).toEqual(['G2 / key (2)', 'tok-2']);
  const ids = { labels: new Set<string>(), ids: new Set([hexOf(Buffer.from('tok'))]) };
  expect(nameFor('G2', 'key', 'tok', ids).label).toBe('G2 / key (2)');
});

test.each([
  ['a direction mark', 'G\u202e2', 'G 2 / k'],
  ['a line end', 'G\n2', 'G 2 / k'],
  ['a slash of its own', 'G/2', 'G-2 / k'],
  ['nothing to see', '\u200b', 'unnamed / k'],
])('%s does not reach a label', (_what, product, label) => {
  expect(firstNameFor(product, 'k', 'tok').label).toBe(label);
});

test('whatever the names are, the label keeps to its limit and the id to 64 octets', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.string({ maxLength: 256 }),
      (product, key, tokenId) => {
        const first = firstNameFor(product, key, tokenId);
        const second = nameFor(product, key, tokenId, { labels: new Set([first.label]), ids: new Set() });
        for (const { label, id } of [first, second]) {
          expect(Buffer.byteLength(label)).toBeLessThanOrEqual(labelLimit);
          // Cut between characters: no half of one is left, which UTF-8 cannot say.
          expect(Buffer.from(label).toString()).toBe(label);
          expect(id.length).toBeGreaterThan(0);
          expect(id.length).toBeLessThanOrEqual(64);
        }
        expect(second.label).not.toBe(first.label);
      },
    ),
  );
});
