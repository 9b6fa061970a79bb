import { expect, test } from 'vitest';
import { allQueueIds, queueIds } from './queue-ids.ts';

test('there are fifteen queues, each under a path of its own', () => {
  expect(allQueueIds).toHaveLength(15);
  expect(new Set(allQueueIds.map((id) => queueIds[id].list)).size).toBe(15);
});

test('every queue but provisioning is counted under its own key', () => {
  expect(allQueueIds.filter((id) => queueIds[id].countedAs !== id)).toEqual(['provisioning']);
});

test.each(allQueueIds)(
  '%s: its paths are absolute, without a final slash, and what became of an item is read outside /approvals',
  (id) => {
    const { list, item, afterwards } = queueIds[id];
    for (const path of [list, item, afterwards]) expect(path).toMatch(/^(\/[a-z]+)+$/);
    expect(list.endsWith('/approvals')).toBe(true);
    expect(afterwards).not.toContain('approvals');
  },
);
