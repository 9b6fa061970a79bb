import { expect, test } from 'vitest';
import { widthsOf } from './bar-scale.ts';

const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width, 0);

test('a nonce and a tag are seen beside a gigabyte, in their order of size', () => {
  const [nonce = 0, ciphertext = 0, tag = 0] = widthsOf([12, 2 ** 30, 16]);
  expect(nonce).toBeGreaterThan(0.05);
  expect(tag).toBeGreaterThan(nonce);
  expect(ciphertext).toBeGreaterThan(0.7);
});

test.each([[[]], [[0]], [[12, 0, 16]], [Array.from({ length: 50 }, (_, place) => 2 ** (place % 40))]])(
  'the widths of %j fill the bar, and none is lost',
  (lengths) => {
    const widths = widthsOf(lengths);
    expect(widths).toHaveLength(lengths.length);
    expect(widths.every((width) => width > 0.005)).toBe(true);
    if (lengths.length > 0) expect(sum(widths)).toBeCloseTo(1);
  },
);
