const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

const steps = [
  { unit: 'year', ms: YEAR },
  { unit: 'month', ms: MONTH },
  { unit: 'day', ms: DAY },
  { unit: 'hour', ms: HOUR },
  { unit: 'minute', ms: MINUTE },
  { unit: 'second', ms: SECOND },
] as const;

function split(ms: number): { readonly unit: (typeof steps)[number]['unit']; readonly value: number } {
  const step = steps.find((each) => Math.abs(ms) >= each.ms) ?? steps[5];
  return { unit: step.unit, value: Math.trunc(ms / step.ms) };
}

/** Below this, in ms, a moment is "just now": clocks of two machines differ by more than a second anyway. */
const JUST_NOW = 5 * SECOND;

/** A moment as people say it: "4 minutes ago", "in 2 days", "just now". Both in ms since 1970. */
export function relativeTime(at: number, now: number, locale: string): string {
  const ms = at - now;
  if (Math.abs(ms) < JUST_NOW) return 'just now';
  const { unit, value } = split(ms);
  return relativeFormat(locale).format(value, unit);
}

/** An age for a narrow column: "4 min", "1 h", "3 d"; "now" under a minute. */
export function shortAge(at: number, now: number, locale: string): string {
  const ms = now - at;
  if (ms < MINUTE) return 'now';
  const { unit, value } = split(ms);
  return unitFormat(locale, unit).format(value);
}

/** A length of time, rounded down to its largest unit: "12 seconds", "41 minutes". */
export function duration(ms: number, locale: string): string {
  const { unit, value } = split(Math.max(0, ms));
  return unitFormat(locale, unit, 'long').format(value);
}

/** The exact moment, by locale, with seconds and zone. */
export function exactTime(at: number, locale: string): string {
  return exactFormat(locale).format(at);
}

/** The exact moment in a line of text, by locale, with seconds. */
export function plainTime(at: number, locale: string): string {
  return plainFormat(locale).format(at);
}

/** The day, by locale. */
export function plainDate(at: number, locale: string): string {
  return dateFormat(locale).format(at);
}

/** Milliseconds since 1970, or null where the text is no time. */
export function instantOf(iso: string | null): number | null {
  if (iso === null) return null;
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? null : ms;
}

/** Formatters are slow to make and are needed for every row. */
function kept<F>(make: (locale: string) => F): (locale: string) => F {
  const made = new Map<string, F>();
  return (locale) => {
    const known = made.get(locale) ?? make(locale);
    made.set(locale, known);
    return known;
  };
}

const relativeFormat = kept((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'always' }));
const exactFormat = kept((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long' }));
const plainFormat = kept((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }));
const dateFormat = kept((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }));
const unitFormats = new Map<string, Intl.NumberFormat>();

function unitFormat(locale: string, unit: string, unitDisplay: 'short' | 'long' = 'short'): Intl.NumberFormat {
  const key = `${locale} ${unit} ${unitDisplay}`;
  const known = unitFormats.get(key) ?? new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay });
  unitFormats.set(key, known);
  return known;
}
