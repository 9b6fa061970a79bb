const locale = typeof navigator === 'undefined' ? undefined : navigator.language;
const number = new Intl.NumberFormat(locale);

/** "1 key", "2,000 keys". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${number.format(count)} ${count === 1 ? noun : plural}`;
}
