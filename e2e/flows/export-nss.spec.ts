import { Engineer } from '../support/engineer.ts';
import { exportsFieldKit, fieldKit, usesFieldKit } from '../support/field-kit.ts';
import { expect, test } from '../support/test.ts';
import { addModule, nss, otherProgram } from '../support/tokens.ts';

// A real database, several processes and windows: slow on a busy machine.
test.setTimeout(240_000);

test('every kind of key goes onto NSS without leaving the module, and works in a program that is not ours', async ({
  launch,
  practice,
}) => {
  const tokens = nss();
  const keydock = await launch({ profile: practice.profile });
  const elin = new Engineer(keydock, practice);
  await elin.signIn();
  await elin.tokens.goTo();
  await addModule(keydock, tokens);
  await expect(elin.tokens.row(tokens.label)).toBeVisible();
  await elin.getsClient(fieldKit, tokens, 'SECENG-F1-NSS');
  await elin.wizard.chooseTarget(tokens.label);
  await exportsFieldKit(elin.wizard, 'T');
  await keydock.close();

  const program = otherProgram(tokens);
  await usesFieldKit(practice, program);
  program.forget();
  tokens.remove();
});
