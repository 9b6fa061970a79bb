import { beforeEach, expect, test } from 'vitest';
import { TokenHold } from './token-hold.ts';

/** How often the tokens are held now, as the token room counts. */
let held: number;
let hold: TokenHold;
beforeEach(() => {
  held = 0;
  hold = new TokenHold(() => {
    held += 1;
    let isHeld = true;
    return () => {
      if (isHeld) held -= 1;
      isHeld = false;
    };
  });
});

/** What happens, one after the other, and how often the tokens are held after each. */
function after(...steps: readonly (readonly [what: () => void, held: number])[]): void {
  for (const [index, [what, expected]] of steps.entries()) {
    what();
    expect([index, held]).toEqual([index, expected]);
  }
}
const begins = () => hold.atWork(true);
const ends = () => hold.atWork(false);
const pauses = () => hold.paused(true);
const goesOn = () => hold.paused(false);

test('a key at work holds, and lets go at its end', () => after([begins, 1], [ends, 0]));
test('a key out of a file holds nothing, whatever is done with it', () => after([ends, 0], [pauses, 0], [goesOn, 0]));
test('paused it lets go, and holds again as it goes on', () =>
  after([begins, 1], [pauses, 0], [pauses, 0], [goesOn, 1], [goesOn, 1], [ends, 0]));
test('paused before its key is ready it does not hold until it goes on', () =>
  after([pauses, 0], [begins, 0], [goesOn, 1], [ends, 0]));
test('one key after the other, as they are tried', () => after([begins, 1], [ends, 0], [begins, 1], [ends, 0]));

test('while a person is asked it does not hold, and goes on holding once after that', () => {
  let answered: () => void = () => undefined;
  const asks = () => {
    answered = hold.asking();
  };
  after([begins, 1], [asks, 0], [() => answered(), 1], [ends, 0]);
});

test.each([
  ['paused and gone on with meanwhile', [pauses, goesOn], 1],
  ['paused meanwhile', [pauses], 0],
  ['ended meanwhile, since the screen was locked', [ends], 0],
] as const)(
  'a file that is %s while a person is asked holds what it should once, and nothing at its end',
  (_, does, then) => {
    begins();
    const answered = hold.asking();
    after(...does.map((what) => [what, 0] as const), [answered, then], [ends, 0]);
  },
);
