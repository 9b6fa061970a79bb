import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadNativeAddon, type NativeAddon, nativeAddonPath } from './native-addon.ts';

const loaded = loadNativeAddon(nativeAddonPath(fileURLToPath(new URL('../../', import.meta.url))));
let addon: NativeAddon;
let folder: string;
beforeAll(() => {
  if (loaded === undefined) throw new Error('native/keydock.c is not built: run node native/build.mjs');
  addon = loaded;
  folder = mkdtempSync(`${tmpdir()}/keydock-native-`);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a path without an addon gives none', () => expect(loadNativeAddon('/nowhere/keydock.node')).toBeUndefined());

test('an address is that of the view, not of its buffer', () => {
  const whole = new Uint8Array(new ArrayBuffer(64));
  expect(addon.address(whole.subarray(8)) - addon.address(whole)).toBe(8n);
  expect(addon.address(new Uint8Array(0))).toBe(0n);
});

test('wiping touches the view and nothing beside it', () => {
  const whole = new Uint8Array(32).fill(7);
  addon.wipe(whole.subarray(8, 16));
  expect([...whole.slice(6, 18)]).toEqual([7, 7, 0, 0, 0, 0, 0, 0, 0, 0, 7, 7]);
});

test.each([['text'], [new Uint16Array(4)], [new ArrayBuffer(4)], [null], [undefined], [{ length: 4 }]])(
  'anything but bytes is refused: %o',
  (value) => {
    // @ts-expect-error the point of the test: what TypeScript would not let through
    expect(() => addon.address(value)).toThrow(TypeError);
    // @ts-expect-error
    expect(() => addon.wipe(value)).toThrow(TypeError);
  },
);

test('a login to a library that is not loaded is refused before anything runs', () => {
  expect(() => addon.login('/usr/lib/no-such-module.so', 1n, 1, Uint8Array.of(49))).toThrow(
    'this module is not loaded',
  );
  expect(() => addon.login('/usr/lib/no-such-module.so', 1n, 1, new Uint8Array(0))).toThrow(TypeError);
});

test('an object for a library that is not loaded is refused, and so are arguments of another shape', () => {
  const nowhere = '/usr/lib/no-such-module.so';
  expect(() => addon.createObject(nowhere, 1n, [0], [Uint8Array.of(4)])).toThrow('this module is not loaded');
  expect(() => addon.createObject(nowhere, 1n, [0, 1], [Uint8Array.of(4)])).toThrow(RangeError);
  const many = Array.from({ length: 65 }, () => Uint8Array.of(1));
  expect(() =>
    addon.createObject(
      nowhere,
      1n,
      many.map(() => 0),
      many,
    ),
  ).toThrow(RangeError);
  // @ts-expect-error the point of the test: what TypeScript would not let through
  expect(() => addon.createObject(nowhere, 1n, [0], ['text'])).toThrow(TypeError);
  // @ts-expect-error
  expect(() => addon.createObject(nowhere, 1, [0], [Uint8Array.of(4)])).toThrow();
  expect(() => addon.readAttribute(nowhere, 1n, 1n, 0, null)).toThrow('this module is not loaded');
  // @ts-expect-error
  expect(() => addon.readAttribute(nowhere, 1n, 1n, 0, {})).toThrow(TypeError);
});

describe.runIf(process.platform === 'linux')('a file without a name', () => {
  // O_TMPFILE | O_DIRECTORY, which node:fs has no constant for (asm-generic/fcntl.h).
  const O_TMPFILE = 0o20_000_000 | 0o200_000;
  const openUnnamed = () => {
    const fd = openSync(folder, O_TMPFILE | 2, 0o600);
    writeSync(fd, 'whole');
    return fd;
  };

  test('gets its name when it is whole', () => {
    const fd = openUnnamed();
    expect(addon.linkDescriptor(fd, `${folder}/result`)).toBe(0);
    closeSync(fd);
    expect(readFileSync(`${folder}/result`, 'utf8')).toBe('whole');
    expect(statSync(`${folder}/result`).mode & 0o777).toBe(0o600);
  });

  test('never replaces one that is there', () => {
    writeFileSync(`${folder}/taken`, 'mine');
    const fd = openUnnamed();
    expect(addon.linkDescriptor(fd, `${folder}/taken`)).toBe(17); // EEXIST
    closeSync(fd);
    expect(readFileSync(`${folder}/taken`, 'utf8')).toBe('mine');
  });

  test.each([
    ['empty', ''],
    ['cut by a NUL', 'a\0b'],
    ['longer than the system takes', `/${'a'.repeat(5000)}`],
  ])('refuses a path that is %s', (_name, path) => {
    const fd = openUnnamed();
    expect(addon.linkDescriptor(fd, path)).toBe(36); // ENAMETOOLONG
    closeSync(fd);
  });
});
