/** Narrower, in parts of the whole, nobody could see it. */
const LEAST = 0.015;

/**
 * Widths of the stretches of a file, in parts of the whole: by the logarithm of their length, since 12 bytes beside a
 * megabyte would be no width at all. A longer stretch is never narrower than a shorter one, and none is lost.
 */
export function widthsOf(lengths: readonly number[]): readonly number[] {
  const weights = lengths.map((length) => Math.log2(2 + Math.max(0, length)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const widths = weights.map((weight) => Math.max(LEAST, weight / sum));
  const whole = widths.reduce((total, width) => total + width, 0);
  return widths.map((width) => width / whole);
}
