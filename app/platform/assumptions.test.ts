import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assumptions } from './assumptions.ts';

const root = join(import.meta.dirname, '../..');

/** The text of all our sources but this test and the table itself. */
function sources(): string {
  return ['app', 'main', 'renderer', 'e2e']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    .filter((name) => /\.tsx?$/.test(name) && !/assumptions(\.test)?\.ts$/.test(name))
    .map((name) => readFileSync(join(root, name), 'utf8'))
    .join('\n');
}

test('code that leans on an assumption names it, and names none that is not there', () => {
  const named = new Set([...sources().matchAll(/\bassumptions\.(\w+)/g)].map(([, name]) => name));
  named.delete('ts');
  expect([...named].sort()).toEqual(Object.keys(assumptions).sort());
});
