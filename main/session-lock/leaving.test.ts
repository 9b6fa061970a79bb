import { beforeEach, describe, expect, test } from 'vitest';
import { createLeaving, type Leaving } from './leaving.ts';

let done: string[];
let wiping: Promise<void>;
let leaving: Leaving;
beforeEach(() => {
  done = [];
  wiping = Promise.resolve();
  leaving = createLeaving({
    tokens: { endAll: (why) => void done.push(`tokens end: ${why}`) },
    wipeKeyFiles: () => {
      done.push('keys out of files are wiped');
      return wiping;
    },
    confirmations: { withdraw: () => void done.push('what was asked is withdrawn') },
    log: { incident: (where) => String(done.push(`incident in ${where}`)) },
  });
});

const locked = (why: 'screen-locked' | 'suspend') => [`keys out of files are wiped`, `tokens end: ${why}`];
const gone = ['what was asked is withdrawn', 'keys out of files are wiped', 'tokens end: logout'];

test.each([
  ['a locked screen', () => leaving.locked('screen-locked'), locked('screen-locked')],
  ['a machine that goes to sleep', () => leaving.locked('suspend'), locked('suspend')],
  ['a sign-out, another account, another profile', () => leaving.accountGone(), gone],
])('%s ends all of it at once, before anything else can happen', (_what, happens, ends) => {
  happens();
  expect(done).toEqual(ends);
});

describe('a decryption process that is in trouble', () => {
  test('or never answers keeps no token open', () => {
    wiping = new Promise(() => undefined);
    leaving.locked('screen-locked');
    expect(done).toEqual(locked('screen-locked'));
  });

  test('is told of', async () => {
    wiping = Promise.reject(new Error('it has ended'));
    leaving.locked('suspend');
    await expect.poll(() => done).toEqual([...locked('suspend'), 'incident in decrypt.wipe']);
  });
});
