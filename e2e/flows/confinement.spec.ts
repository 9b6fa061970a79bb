import { confinements } from '../support/processes.ts';
import { expect, test } from '../support/test.ts';

test('every page and helper runs in Chromium’s sandbox, and nothing as root', async ({ launch }) => {
  const keydock = await launch();
  await expect(keydock.window).toHaveURL(/^keydock:\/\/app\//);

  const processes = await confinements(keydock.app);

  const renderers = processes.filter(({ type }) => type === 'Tab');
  expect(renderers.length).toBeGreaterThan(0);
  for (const { seccomp } of renderers) expect(seccomp).toBe(2);
  for (const { uid } of processes) expect(uid).not.toBe(0);
});
