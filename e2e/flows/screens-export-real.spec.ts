import { readFileSync, writeFileSync } from 'node:fs';
import { checkAccessibility } from '../support/axe.ts';
import { Engineer } from '../support/engineer.ts';
import { SecretWindow } from '../support/pages/secret-window.ts';
import { Shell } from '../support/pages/shell.ts';
import { expect, test } from '../support/test.ts';
import { softHsm } from '../support/tokens.ts';

// Real tokens that sync to disk, and a restart in the middle.
test.setTimeout(180_000);

/** It has two keys that may leave it: one encrypts firmware, one is a field identity. */
const product = 'Gateway G2';

test('an export is left, taken up again after a restart with a PIN, run, proven with a file, and its record is kept', async ({
  launch,
  practice,
}, testInfo) => {
  await practice.control('reset', {});
  // What the platform encrypted with the key, before anybody had it.
  const { id } = await practice.control('addRequest', { name: 'known-answer', aesMode: 'AES-GCM-256' });
  await practice.control('decide', { queue: 'imagesignigs', id, decision: 'APPROVE' });
  const tokens = softHsm('Line 3');
  const first = await launch({ profile: practice.profile, env: tokens.env });
  const sara = new Engineer(first, practice);
  await sara.signIn();
  await sara.tokens.goTo();
  await sara.tokens.use('SoftHSM 2');
  await sara.getsClient(product, tokens, 'SECENG-G2-LINE3');
  await first.close();

  // Another day: the choices are there, the envelope and the login are not.
  const keydock = await launch({ userData: first.userData, env: tokens.env });
  const { window, app } = keydock;
  await window.emulateMedia({ reducedMotion: 'reduce' });
  const again = new Engineer(keydock, practice);
  const { wizard } = again;
  const shell = new Shell(window);
  // The session is kept where the desktop has a keyring.
  await expect(shell.heading('Approvals').or(shell.heading('Sign in'))).toBeVisible();
  if (await shell.heading('Sign in').isVisible()) await again.signIn();
  await shell.goTo('Export keys');
  await window.getByRole('link', { name: new RegExp(product) }).click();
  await expect(wizard.title(`Which token receives the keys of ${product}?`)).toBeVisible();
  await wizard.chooseTarget('Line 3');
  await expect(window.getByText('PIN not entered')).toBeVisible();
  const asked = await SecretWindow.after(app, () => wizard.button(/^Preview for/).click());
  await asked.enter(tokens.pin);
  await wizard.isPreviewed();
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft((await checkAccessibility(window)).violations, `the real preview, ${colorScheme}`).toEqual([]);
    await window.screenshot({ path: testInfo.outputPath(`preview-${colorScheme}.png`) });
  }

  // None, then two of them, by keyboard.
  await window.getByRole('checkbox', { name: 'Every key' }).uncheck();
  await window.getByRole('grid', { name: /^Keys of/ }).focus();
  await window.keyboard.press('Space');
  await window.keyboard.press('j');
  await window.keyboard.press('Space');
  await expect(wizard.button('Export 2 keys…')).toBeVisible();
  // Declined, everything is as it was.
  await (await wizard.askToRun()).refuse();
  await expect(wizard.button('Export 2 keys…')).toBeEnabled();
  await wizard.run();
  await expect(wizard.title(`2 keys of ${product} are on “Line 3”`)).toBeVisible();
  await window.screenshot({ path: testInfo.outputPath('results.png') });
  const content = wizard.key('content-encryption');
  await expect(content).toContainText('integrity-checked, not compared');
  const { base64 } = await practice.control('resultOf', { id });
  const file = testInfo.outputPath('known-answer.enc');
  writeFileSync(file, Buffer.from(base64, 'base64'));
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, file);
  await content.click();
  await wizard.button('Prove with a file…').click();
  await expect(content).toContainText('Stored and proven');

  await wizard.finish();
  await window.screenshot({ path: testInfo.outputPath('record.png') });

  const saved = testInfo.outputPath('record.jws');
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, saved);
  await wizard.button('Save as JWS…').click();
  await expect(window.getByText('record.jws is written')).toBeVisible();
  expect(readFileSync(saved, 'utf8').trim().split('.')).toHaveLength(3);

  await wizard.button('All exports').click();
  await window.getByRole('link', { name: `2 keys of ${product} went onto Line 3` }).click();
  await expect(window.getByRole('heading', { level: 1, name: 'Record of an export' })).toBeVisible();
  await expect(window.getByText('Signed by a key that was pinned.')).toBeVisible();
  tokens.remove();
});
