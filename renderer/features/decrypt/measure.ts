const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const STEP = 1_000;

function scaled(bytes: number): { readonly value: number; readonly unit: (typeof UNITS)[number] } {
  let [value, place] = [Math.max(0, bytes), 0];
  // 999.96 would be written as 1,000.0.
  while (value >= STEP - 0.05 && place < UNITS.length - 1) [value, place] = [value / STEP, place + 1];
  return { value, unit: UNITS[place] ?? 'byte' };
}

const formats = new Map<string, Intl.NumberFormat>();

function format(value: number, locale: string, unit: string, digits: number, unitDisplay: 'short' | 'long'): string {
  const key = `${locale} ${unit} ${digits} ${unitDisplay}`;
  const made =
    formats.get(key) ??
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  formats.set(key, made);
  return made.format(value);
}

/** A size for a narrow column: "412 kB", "1.0 MB", "3.6 GB". Thousands, as file managers count. */
export function shortSize(bytes: number, locale: string): string {
  const { value, unit } = scaled(bytes);
  if (unit === 'byte') return exactSize(bytes, locale);
  return format(value, locale, unit, unit === 'kilobyte' ? 0 : 1, 'short');
}

/** A size to the byte: "1,048,604 bytes". */
export function exactSize(bytes: number, locale: string): string {
  return format(bytes, locale, 'byte', 0, 'long');
}

/** Bytes a second: "190 MB/s". */
export function shortSpeed(bytesPerSecond: number, locale: string): string {
  const { value, unit } = scaled(bytesPerSecond);
  return format(value, locale, `${unit}-per-second`, value < 10 && unit !== 'byte' ? 1 : 0, 'short');
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds that are left: "7 sec", "4 min", "2 hr"; rounded up, so that it never says none while there is some. */
export function shortTime(seconds: number, locale: string): string {
  if (seconds < MINUTE) return format(Math.max(1, Math.ceil(seconds)), locale, 'second', 0, 'short');
  if (seconds < HOUR) return format(Math.ceil(seconds / MINUTE), locale, 'minute', 0, 'short');
  return format(Math.ceil(seconds / HOUR), locale, 'hour', 0, 'short');
}

/** A part of a whole, 0 to 1. An empty file is all there. */
export function partOf(done: number, total: number): number {
  return total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
}

/** "61%", never 100 before it is. */
export function percent(part: number, locale: string): string {
  return format(part >= 1 ? 100 : Math.floor(part * 100), locale, 'percent', 0, 'short');
}
