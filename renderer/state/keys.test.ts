import { expect, test } from 'vitest';
import { type KeyPress, keyLabel, keyName } from './keys.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...more,
});

test.each<[string, KeyPress, boolean, boolean, string | null]>([
  ['a letter', press('j'), false, true, 'j'],
  ['a letter with caps lock', press('A'), false, true, 'a'],
  ['a letter while typing', press('a'), true, true, null],
  ['a letter when letters are off', press('a'), false, false, null],
  ['? is a letter too', press('?'), false, false, null],
  ['Ctrl+K', press('k', { ctrlKey: true }), false, true, 'mod+k'],
  ['Cmd+K', press('k', { metaKey: true }), false, true, 'mod+k'],
  ['Ctrl+K while typing', press('k', { ctrlKey: true }), true, true, 'mod+k'],
  ['Ctrl+K when letters are off', press('k', { ctrlKey: true }), false, false, 'mod+k'],
  ['AltGr combinations are typing', press('a', { altKey: true, ctrlKey: true }), false, true, null],
  ['a held J goes on', press('j', { repeat: true }), false, true, 'j'],
  ['a held A does not ask again', press('a', { repeat: true }), false, true, null],
  ['a held R does not ask again', press('r', { repeat: true }), false, true, null],
  ['a held L does not log in and out', press('l', { repeat: true }), false, true, null],
  ['a held N does not run through the steps', press('n', { repeat: true }), false, true, null],
  ['arrows belong to the list', press('ArrowDown'), false, true, null],
])('%s', (_what, event, isTyping, lettersOn, name) => {
  expect(keyName(event, isTyping, lettersOn)).toBe(name);
});

test('keys are written as the system writes them', () => {
  expect([keyLabel('mod+K', false), keyLabel('mod+K', true), keyLabel('J', true)]).toEqual(['Ctrl K', '⌘ K', 'J']);
});
