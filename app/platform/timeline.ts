import type { z } from 'zod';
import type { TimelineStep } from '../contract/shapes.ts';
import { type State, stateLabel, stateValue } from './states.ts';

type Step = z.output<typeof TimelineStep>;

/** The way of a request that goes well. */
const way = [
  { value: stateValue.Created, name: 'Created' },
  { value: stateValue.ApprovalRequired, name: 'Waits for approval' },
  { value: stateValue.Approved, name: 'Approved' },
  { value: stateValue.InProcess, name: 'In process' },
  { value: stateValue.Ready, name: 'Ready' },
] as const;

/**
 * A request's states as steps. The platform tells only when it was created and where it stands, so no other step has a time.
 * @param createdAt ISO or null
 */
export function timelineOf(state: State, createdAt: string | null): Step[] {
  const when = (value: number): string | null => (value === stateValue.Created ? createdAt : null);
  const upTo = (last: number): Step[] =>
    way.filter(({ value }) => value <= last).map(({ value, name }) => ({ name, reached: 'done', when: when(value) }));
  if (state.value === stateValue.Rejected) {
    return [...upTo(stateValue.ApprovalRequired), { name: 'Rejected', reached: 'failed', when: null }];
  }
  if (state.value === stateValue.Failed) {
    return [...upTo(stateValue.InProcess), { name: 'Failed', reached: 'failed', when: null }];
  }
  const at = way.findIndex(({ value }) => value === state.value);
  if (at === -1) {
    // An unpublished state has no known place on the way: said by its number, and nothing is promised after it.
    return [
      { name: 'Created', reached: 'done', when: createdAt },
      { name: stateLabel(state), reached: 'now', when: null },
    ];
  }
  return way.map(({ value, name }, index) => ({
    name,
    reached: index < at || state.value === stateValue.Ready ? 'done' : index === at ? 'now' : 'ahead',
    when: when(value),
  }));
}
