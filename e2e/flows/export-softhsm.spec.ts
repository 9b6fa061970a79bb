import { createHash, generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { approvesClient, Engineer } from '../support/engineer.ts';
import { exportsFieldKit, fieldKit, usesFieldKit } from '../support/field-kit.ts';
import { expect, test } from '../support/test.ts';
import { otherProgram, softHsm } from '../support/tokens.ts';

// Real tokens that sync to disk, several processes and windows: slow on a busy machine.
test.setTimeout(240_000);

const client = 'SECENG-F1-LINE3';

test('every kind of key goes from the platform onto SoftHSM, is proven, and works in a program that is not ours', async ({
  launch,
  practice,
}) => {
  const tokens = softHsm('Line 3');
  const first = await launch({ profile: practice.profile, env: tokens.env });
  const elin = new Engineer(first, practice);
  await elin.signIn();
  await elin.tokens.goTo();
  await elin.tokens.use('SoftHSM 2');
  const fingerprint = await elin.asksForClient(fieldKit, tokens, client);
  await first.close();

  const other = await launch({ profile: practice.profile });
  await approvesClient(other, practice, client, fingerprint);
  await other.close();

  // It was left in the middle, and is taken up again.
  const second = await launch({ userData: first.userData, env: tokens.env });
  const again = new Engineer(second, practice);
  await again.wizard.takeUp(fieldKit);
  await again.wizard.lookAgain();
  await again.wizard.chooseTarget('Line 3');
  await exportsFieldKit(again.wizard, 'K', tokens.pin);
  await second.close();

  const program = otherProgram(tokens);
  await usesFieldKit(practice, program);
  program.forget();
  tokens.remove();
});

test('a file that the platform encrypted opens with the exported key, in a program that is not ours', async ({
  launch,
  practice,
}, testInfo) => {
  const { id } = await practice.control('addRequest', { name: 'for-the-field', aesMode: 'AES-CBC-256' });
  await practice.control('decide', { queue: 'imagesignigs', id, decision: 'APPROVE' });
  // The client key on one token, the product's keys on another.
  const tokens = softHsm('Line 3', 'Field laptop');
  const keydock = await launch({ profile: practice.profile, env: tokens.env });
  const elin = new Engineer(keydock, practice);
  const { wizard } = elin;
  await elin.signIn();
  await elin.tokens.goTo();
  await elin.tokens.use('SoftHSM 2');
  await elin.tokens.logIn('Field laptop', tokens.pin);
  await elin.getsClient('Gateway G2', tokens, 'SECENG-G2-LINE4');
  await wizard.chooseTarget('Field laptop');
  await wizard.preview();
  await wizard.run();
  await wizard.finish();

  await test.step('the same onto the other token, with a client key in a file: the KEK goes from process to process', async () => {
    const file = testInfo.outputPath('elin.pem');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await wizard.begin();
    await wizard.chooseProduct('Gateway G2');
    await wizard.chooseKeyFile(file);
    await wizard.takeKey('elin.pem');
    await wizard.register('SECENG-G2-FILE');
    await elin.isApprovedBySomebody('SECENG-G2-FILE');
    await wizard.lookAgain();
    await wizard.chooseTarget('Line 3');
    await wizard.preview();
    const asked = await wizard.askToRun();
    await expect(asked.page.getByText('opening key in a file: elin.pem').first()).toBeVisible();
    await asked.confirm('Export');
    await wizard.hasEnded();
    await wizard.finish();
    await expect(keydock.window.getByText('The client key was in a file')).toBeVisible();
  });
  await keydock.close();

  await expect.poll(() => practice.control('decrypted', { id }).catch(() => null)).toMatchObject({ matches: true });
  const { base64, originalSHA256, iv } = await practice.control('resultOf', { id });
  const hex = Buffer.from(iv, 'base64').toString('hex');
  for (const label of ['Field laptop', 'Line 3']) {
    const program = otherProgram(tokens, label);
    const key = program.keys().find(({ label: name }) => name.includes('content-encryption'));
    const opened = program.decryptCbc(key?.id ?? '', hex, Buffer.from(base64, 'base64'));
    expect(createHash('sha256').update(opened).digest('hex')).toBe(originalSHA256);
    program.forget();
  }
  tokens.remove();
});
