import { expect, test } from 'vitest';
import { mostFiles } from './batch.ts';
import { TryLimit } from './try-limit.ts';

/** A clock that goes when it is told to. */
function limitAt() {
  let now = 1_000;
  const limit = new TryLimit(() => now);
  const later = (ms: number) => {
    now += ms;
  };
  /** How many tries of these files are let through. */
  const through = (...files: readonly string[]) => files.filter((file) => limit.take(file).ok).length;
  return { limit, later, through };
}
const many = (count: number, file = '/data/a.enc') => Array.from({ length: count }, () => file);
const batch = Array.from({ length: mostFiles }, (_, index) => `/data/${index}.enc`);

test('a person who tries one AAD after the other is not stopped: one each five seconds, for as long as they like', () => {
  const { later, through } = limitAt();
  expect(through(...many(8))).toBe(8);
  for (let minute = 0; minute < 60; minute++) {
    expect(through(...many(12))).toBe(12);
    later(60_000);
  }
});

test('a page that goes on is told how long to wait, and waiting helps', () => {
  const { limit, later, through } = limitAt();
  expect(through(...many(1_000))).toBe(20);
  later(2_000);
  expect(limit.take('/data/a.enc')).toMatchObject({ error: { code: 'app.asked-often', facts: { seconds: 3 } } });
  later(3_000);
  expect(through(...many(2))).toBe(1);
  // Another file has its own.
  expect(through(...many(3, '/data/b.enc'))).toBe(3);
});

test('a whole batch can be tried again twice at once; after that all files together go by the second', () => {
  const { later, through } = limitAt();
  expect([through(...batch), through(...batch), through(...batch)]).toEqual([mostFiles, mostFiles, mostFiles]);
  expect(through(...batch)).toBe(0);
  later(10_000);
  expect(through(...batch)).toBe(10);
  // What was never tried was given by a person a moment ago.
  expect(through('/data/new.enc')).toBe(1);
});

test('a clock that goes back gives nothing away', () => {
  const { later, through } = limitAt();
  expect(through(...many(20))).toBe(20);
  later(-60_000);
  expect(through(...many(1))).toBe(0);
  later(5_000);
  expect(through(...many(2))).toBe(1);
});
