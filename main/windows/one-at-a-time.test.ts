import { expect, test } from 'vitest';
import { createOneAtATime, type Ending } from './one-at-a-time.ts';

/** With a clock of its own, and windows that are answered at once. */
function asked() {
  let now = 1_000_000;
  const windows = createOneAtATime(() => now);
  return {
    windows,
    pass: (ms: number) => {
      now += ms;
    },
    /** What a page that asks is told. */
    ask(ending: Ending): string {
      const free = windows.free();
      if (!free.ok) return free.error.code;
      windows.take({ focus: () => undefined })(ending);
      return ending;
    },
  };
}

const paused = 'confirmation.refused-often';

test('a second window is refused while one is open, which comes to the front', () => {
  const { windows } = asked();
  let focused = 0;
  const letGo = windows.take({ focus: () => (focused += 1) });
  expect(windows.free()).toMatchObject({ error: { code: 'confirmation.busy' } });
  expect(focused).toBe(1);
  letGo('neither');
  expect(windows.free()).toMatchObject({ ok: true });
});

test('a page that asks on and on is refused for ten seconds after the fourth no, and after every one that follows', () => {
  const { ask, pass } = asked();
  expect([1, 2, 3, 4, 5].map(() => ask('no'))).toEqual(['no', 'no', 'no', 'no', paused]);
  pass(9_999);
  expect(ask('no')).toBe(paused);
  pass(1);
  // The row goes on: one more no, and it waits again.
  expect([ask('no'), ask('no')]).toEqual(['no', paused]);
});

test('it is told how many seconds are left', () => {
  const { windows, ask, pass } = asked();
  for (let times = 0; times < 4; times++) ask('no');
  pass(3_500);
  expect(windows.free()).toMatchObject({ error: { facts: { seconds: 7 } } });
});

test('three in a row, a yes between them, and those of long ago refuse nothing', () => {
  const one = asked();
  const said = ['no', 'no', 'no', 'yes', 'no', 'no', 'no', 'yes'] as const;
  expect(said.map((ending) => one.ask(ending))).toEqual(said);
  const slow = asked();
  for (let times = 0; times < 6; times++) {
    slow.ask('no');
    slow.pass(20_001);
  }
  expect(slow.ask('yes')).toBe('yes');
});

test('a window that was closed for the person says nothing about what they want', () => {
  const { ask } = asked();
  const said = ['no', 'neither', 'no', 'neither', 'no', 'neither', 'no'] as const;
  expect(said.map((ending) => ask(ending))).toEqual(said);
  expect(ask('yes')).toBe(paused);
});
