/**
 * What main learnt about something beside the item itself (its product, the other clients). A refusal is a fact of its
 * own: an approver may decide a request whose product nobody lets them read, and the screen says so.
 * @see platform-api.md section 7
 */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  /** 403: the platform knows this account and says no. */
  | { readonly kind: 'refused' }
  /** 404, or the item names none. */
  | { readonly kind: 'absent' }
  /** Neither an answer nor a refusal: connection, timeout, an answer that could not be read. */
  | { readonly kind: 'failed' };

/** The value, where there is one. */
export function valueIn<T>(reading: Reading<T>): T | undefined {
  return reading.kind === 'read' ? reading.value : undefined;
}

/** The same reading of another value. */
export function mapReading<T, U>(reading: Reading<T>, change: (value: T) => U): Reading<U> {
  return reading.kind === 'read' ? { kind: 'read', value: change(reading.value) } : reading;
}

/** Why a value is unknown, as the end of a sentence: "unknown: you may not read the product". */
export function whyUnknown(reading: Reading<unknown>, thing: string): string {
  switch (reading.kind) {
    case 'read':
      return 'the platform does not say';
    case 'refused':
      return `you may not read ${thing}`;
    case 'absent':
      return `${thing} is not there`;
    case 'failed':
      return `${thing} could not be read just now`;
    default:
      return reading satisfies never;
  }
}
