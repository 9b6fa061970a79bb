import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openPreferences } from './preferences.ts';

const fresh = (): string => mkdtempSync(path.join(tmpdir(), 'preferences-'));
const first = { theme: 'system', letterKeys: true, bounds: null, isMaximized: false };

test('a first start has defaults', () => {
  expect(openPreferences(fresh()).get()).toEqual(first);
});

test('what is set is there at the next start', () => {
  const folder = fresh();
  openPreferences(folder).set({ theme: 'dark', letterKeys: false, bounds: { x: 1, y: 2, width: 900, height: 700 } });
  expect(openPreferences(folder).get()).toEqual({
    ...first,
    theme: 'dark',
    letterKeys: false,
    bounds: { x: 1, y: 2, width: 900, height: 700 },
  });
  expect(statSync(path.join(folder, 'window.json')).mode & 0o777).toBe(0o600);
});

test.each([
  ['no JSON', '{'],
  ['another kind of JSON', '[]'],
  ['null', 'null'],
  ['values of other types', '{"theme":"pink","letterKeys":0,"bounds":{"x":"left"},"isMaximized":"yes"}'],
  ['numbers beyond any desktop', '{"bounds":{"x":1e308,"y":0,"width":-5,"height":0}}'],
])('a file with %s is a first start', (_what, text) => {
  const folder = fresh();
  writeFileSync(path.join(folder, 'window.json'), text);
  expect(openPreferences(folder).get()).toEqual(first);
});

test('one broken value does not cost the others', () => {
  const folder = fresh();
  writeFileSync(path.join(folder, 'window.json'), '{"theme":"dark","bounds":7}');
  expect(openPreferences(folder).get().theme).toBe('dark');
});

test('a folder that cannot be written costs nothing but the memory', () => {
  const folder = path.join(fresh(), 'a-file');
  writeFileSync(folder, '');
  const preferences = openPreferences(folder);
  preferences.set({ theme: 'light' });
  expect(preferences.get().theme).toBe('light');
  expect(readFileSync(folder, 'utf8')).toBe('');
});
