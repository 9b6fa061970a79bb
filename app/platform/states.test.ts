import { describe, expect, test } from 'vitest';
import { isDecidable, isFinal, stateLabel, stateOf, states, stateValue } from './states.ts';
import { State } from './wire/state.ts';

test('every published state is one bit, and the table and the numbers by name agree', () => {
  expect(states.map(({ value }) => value)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
  expect(Object.fromEntries(states.map(({ name, value }) => [name, value]))).toEqual(stateValue);
});

test.each(states)('$value is known as $name', ({ value, name }) => {
  expect(stateOf(value)).toMatchObject({ kind: 'known', value, name });
});

test.each([0, 3, 512, 65_536])('%i is kept as an unknown state and shown by its number', (value) => {
  expect(stateOf(value)).toEqual({ kind: 'unknown', value });
  expect(stateLabel(stateOf(value))).toBe(`State ${value}`);
});

describe('final states', () => {
  test.each([
    [16, true, true, true],
    [32, true, true, true],
    [64, true, true, true],
    [128, false, false, true],
    [256, false, true, true],
    [2, false, false, false],
    [512, false, false, false],
  ])('%i: request %s, client %s, configuration %s', (value, request, client, configuration) => {
    const state = stateOf(value);
    expect([isFinal(state, 'request'), isFinal(state, 'client'), isFinal(state, 'configuration')]).toEqual([
      request,
      client,
      configuration,
    ]);
  });
});

test('only what waits for approval can be decided', () => {
  expect(states.filter(({ value }) => isDecidable(stateOf(value))).map(({ name }) => name)).toEqual([
    'ApprovalRequired',
  ]);
});

test.each([-1, 1.5, '2', null, Number.NaN, 2 ** 40])('%s is not a state on the wire', (value) => {
  expect(State.safeParse(value).success).toBe(false);
});
