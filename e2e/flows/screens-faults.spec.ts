import { Approver } from '../support/approver.ts';
import { Shell } from '../support/pages/shell.ts';
import { expect, test } from '../support/test.ts';

test('a screen that breaks says so with an id that is in the log, and the others go on', async ({
  launch,
  practice,
}) => {
  const jonas = new Approver(await launch({ profile: practice.profile }), practice);
  await jonas.signIn('jonas');
  const { window, keydock } = jonas;
  const shell = new Shell(window);
  // What a screen relies on breaks under it, as a fault of ours would.
  await window.evaluate(() => {
    const stringify = JSON.stringify;
    // The products' filter is the only object with these that is drawn from.
    JSON.stringify = (value: unknown, ...more: []) => {
      if (typeof value === 'object' && value !== null && 'type' in value && 'state' in value) {
        throw new Error('a fault planted by a test');
      }
      return stringify(value, ...more);
    };
  });
  await window.getByRole('link', { name: 'Products' }).click();
  const alert = window.getByRole('alert');
  await expect(alert).toContainText('Something went wrong inside Keydock');
  const incident = await alert.getByRole('button', { name: /^Copy incident id/ }).textContent();
  expect(incident?.trim()).not.toBe('');
  await expect.poll(() => keydock.logs()).toContain(incident?.trim());

  await shell.goTo('Requests');
  await expect(window.getByRole('grid')).toBeVisible();
});
