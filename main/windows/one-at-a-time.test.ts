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

const paused = 'confirmation.refused-twice';

test('a second window is refused while one is open, which comes to the front', () => {
  const { windows } = asked();
  let focused = 0;
  const letGo = windows.take({ focus: () => (focused += 1) });
  expect(windows.free()).toMatchObject({ error: { code: 'confirmation.busy' } });
  expect(focused).toBe(1);
  letGo('neither');
  expect(windows.free()).toMatchObject({ ok: true });
});

test('a page that asks on and on is refused for ten seconds after every second no', () => {
  const { ask, pass } = asked();
  expect(['no', 'no', 'no'].map(() => ask('no'))).toEqual(['no', 'no', paused]);
  pass(9_999);
  expect(ask('no')).toBe(paused);
  pass(1);
  // The row goes on: one more no, and it waits again.
  expect([ask('no'), ask('no')]).toEqual(['no', paused]);
});

test('it is told how many seconds are left', () => {
  const { windows, ask, pass } = asked();
  ask('no');
  ask('no');
  pass(3_500);
  expect(windows.free()).toMatchObject({ error: { facts: { seconds: 7 } } });
});

test('one no, a yes between two, and a no of long ago refuse nothing', () => {
  const one = asked();
  expect([one.ask('no'), one.ask('yes'), one.ask('no'), one.ask('yes')]).toEqual(['no', 'yes', 'no', 'yes']);
  const slow = asked();
  slow.ask('no');
  slow.pass(20_001);
  slow.ask('no');
  expect(slow.ask('yes')).toBe('yes');
});

test('a window that was closed for the person says nothing about what they want', () => {
  const { ask } = asked();
  expect([ask('no'), ask('neither'), ask('neither'), ask('no'), ask('yes')]).toEqual([
    'no',
    'neither',
    'neither',
    'no',
    paused,
  ]);
});
