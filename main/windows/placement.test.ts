import { expect, test } from 'vitest';
import { placeWindow } from './placement.ts';

const laptop = { x: 0, y: 0, width: 1440, height: 875 };
const second = { x: 1440, y: -200, width: 2560, height: 1400 };

test.each([
  ['nothing kept', null, [laptop], { width: 1280, height: 800 }],
  ['nothing kept, small screen', null, [{ x: 0, y: 0, width: 1024, height: 700 }], { width: 1024, height: 700 }],
  ['where it was', { x: 10, y: 20, width: 900, height: 700 }, [laptop], { x: 10, y: 20, width: 900, height: 700 }],
  [
    'where it was, on the second screen',
    { x: 2000, y: -100, width: 1800, height: 1200 },
    [laptop, second],
    { x: 2000, y: -100, width: 1800, height: 1200 },
  ],
  ['its screen has gone', { x: 2000, y: -100, width: 1800, height: 1200 }, [laptop], { width: 1440, height: 875 }],
  ['title bar above the screen', { x: 10, y: -300, width: 900, height: 700 }, [laptop], { width: 900, height: 700 }],
  ['only a sliver in view', { x: 1400, y: 20, width: 900, height: 700 }, [laptop], { width: 900, height: 700 }],
  [
    'its screen is smaller now',
    { x: 10, y: 20, width: 3000, height: 2000 },
    [laptop],
    { x: 10, y: 20, width: 1440, height: 875 },
  ],
  [
    'smaller than is useful',
    { x: 10, y: 20, width: 50, height: 50 },
    [laptop],
    { x: 10, y: 20, width: 760, height: 520 },
  ],
])('%s', (_what, kept, screens, expected) => {
  expect(placeWindow(kept, screens)).toEqual(expected);
});
