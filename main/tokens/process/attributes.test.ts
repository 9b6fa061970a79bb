import { describe, expect, test } from 'vitest';
import { fromBinding, toBinding } from './attributes.ts';
import { ckLayouts } from './ck-layout.ts';

describe('a template for native code', () => {
  test('values become what the binding takes, under their numbers', () => {
    expect(toBinding({ CLASS: 4, TOKEN: false, LABEL: 'käse', ID: Uint8Array.of(1, 2) })).toEqual([
      { type: 0x000, value: 4 },
      { type: 0x001, value: false },
      { type: 0x003, value: Buffer.from('käse') },
      { type: 0x102, value: Buffer.from([1, 2]) },
    ]);
  });

  test('an attribute that is left out stays out', () => {
    expect(toBinding({})).toEqual([]);
  });

  test.each([
    ['an object for bytes', { VALUE: {} }],
    ['a text for bytes', { VALUE: 'secret' }],
    ['an ArrayBuffer for bytes', { VALUE: new ArrayBuffer(4) }],
    ['a number for a truth value', { TOKEN: 1 }],
    ['null', { TOKEN: null }],
    ['a negative number', { VALUE_LEN: -1 }],
    ['a fraction', { VALUE_LEN: 1.5 }],
    ['more than 32 bits', { VALUE_LEN: 2 ** 32 }],
    ['not a number', { VALUE_LEN: Number.NaN }],
    ['bytes for a label', { LABEL: Uint8Array.of(1) }],
    ['more than 16 KiB', { VALUE: new Uint8Array(16_385) }],
    ['an attribute that is not in the table', { TRUSTED: true }],
    ['a name from the prototype', { constructor: true }],
  ])('%s never reaches it', (_name, template) => {
    // @ts-expect-error the point of the test: what TypeScript would not let through
    expect(() => toBinding(template)).toThrow(TypeError);
  });

  test('bytes go as a view of the same memory, so that zeroing them afterwards zeroes all there is in JavaScript', () => {
    const secret = Uint8Array.of(1, 2, 3);
    const [attribute] = toBinding({ VALUE: secret });
    secret.fill(0);
    expect(attribute?.value).toEqual(Buffer.alloc(3));
  });
});

describe('what a module gives', () => {
  const unix = ckLayouts.unix;
  test.each([
    ['a truth value', 'TOKEN', [1], true],
    ['a truth value that is not 1', 'TOKEN', [255], true],
    ['false', 'TOKEN', [0], false],
    ['a truth value of two octets', 'TOKEN', [0, 0], undefined],
    ['a number', 'KEY_TYPE', [0x1f, 0, 0, 0, 0, 0, 0, 0], 0x1f],
    ['a number of another width', 'KEY_TYPE', [0x1f, 0, 0, 0], undefined],
    ['a label', 'LABEL', [0x6b, 0xc3, 0xa4], 'kä'],
  ] as const)('%s', (_name, attribute, octets, expected) => {
    expect(fromBinding(unix, attribute, Buffer.from(octets))).toBe(expected);
  });
});
