import { describe, expect, test } from 'vitest';
import { firstNameFor } from '../export/names.ts';
import { plainLabel } from './plain-label.ts';
import { isLeftoverLabel, probeLabel, unfinishedLabel } from './process/leftover-labels.ts';

describe.each([unfinishedLabel('x'), probeLabel])('a name like “%s”', (name) => {
  test('is no label of ours once it is a label of somebody else', () => {
    expect(isLeftoverLabel(name)).toBe(true);
    expect(isLeftoverLabel(plainLabel(name))).toBe(false);
  });

  test('of a product does not make its keys look unfinished', () => {
    expect(isLeftoverLabel(firstNameFor(name, 'k', 'tok').label)).toBe(false);
  });
});

test('other names stay as they are', () => {
  expect(plainLabel('keydock record signing')).toBe('keydock record signing');
  expect(plainLabel('Line 3: keydock: x')).toBe('Line 3: keydock: x');
});
