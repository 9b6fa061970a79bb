import type { Practice } from '../practice/world.ts';
import { Engineer } from '../support/engineer.ts';
import type { Keydock } from '../support/launch.ts';
import { expect, test } from '../support/test.ts';
import { otherProgram, type PracticeTokens, placeModules, practiceTokens } from '../support/tokens.ts';
import { hostile } from '../tokens/providers.ts';

// A module that does what it is told by a rule, in front of a real SoftHSM; the real app exports onto it.
test.setTimeout(300_000);

const product = 'Gateway G2';
const label = 'Line 3';
const variables = ['SOFTHSM2_CONF', 'HOSTILE_REAL', 'HOSTILE_RULE'];

/** An engineer with an approved client on a token behind the hostile module, and the pen that writes its rule. */
async function atHostileToken(
  launch: (options: {
    profile: Practice['profile'];
    userData: string;
    env: Record<string, string>;
  }) => Promise<Keydock>,
  practice: Practice,
  userData: string,
) {
  const provider = hostile(label);
  const tokens = practiceTokens('hostile', provider, variables);
  placeModules(userData, tokens);
  const start = () => launch({ profile: practice.profile, userData, env: tokens.env });
  const keydock = await start();
  const engineer = new Engineer(keydock, practice);
  await engineer.signIn();
  await engineer.getsClient(product, tokens, 'SECENG-G2-FAULTS');
  return { tokens, behave: provider.behave, keydock, engineer, start };
}

/** What another program sees of keys that are not the client's. */
function exportedKeys(tokens: PracticeTokens): string[] {
  const program = otherProgram({ ...tokens, spec: { ...tokens.spec, path: tokens.env['HOSTILE_REAL'] ?? '' } });
  try {
    return program
      .keys()
      .filter(({ kind, label: name }) => !kind.startsWith('Public') && !name.includes('SECENG'))
      .map(({ label: name }) => name);
  } finally {
    program.forget();
  }
}

/** Up to a preview with nothing wrong, whether or not somebody is still logged in. */
async function toPreview({ wizard }: Engineer, { pin }: PracticeTokens): Promise<void> {
  await wizard.begin();
  await wizard.chooseProduct(product);
  const part = wizard.token(label);
  const [login, key] = [wizard.button(`Log in to ${label}…`), part.getByRole('radio', { name: /SECENG-G2-FAULTS/ })];
  // A token that was said to be removed is there again when it is looked for next, in a process that starts anew.
  await expect(login.or(key).first()).toBeVisible({ timeout: 30_000 });
  if (await login.isVisible()) await wizard.logIn(label, pin);
  await key.check();
  await wizard.takeKey('key of SECENG-G2-FAULTS');
  await wizard.chooseTarget(label);
  await wizard.preview();
}

/** What the module does when the first key comes, and what the page says then. */
const none = `No key of ${product} went onto “${label}”`;
const faults = [
  ['crashes as it unwraps', 'crash C_UnwrapKey', none],
  ['exits as it copies', 'exit C_CopyObject', none],
  ['is full', 'fail C_CopyObject 0x31', none],
  ['says the token was removed', 'fail C_UnwrapKey 0xe0', none],
  ['opens no more sessions', 'fail C_OpenSession 0xb1', 'The token has no session left'],
  ['makes keys that can be read', 'lie readable', none],
  ['stores another key than it was given', 'lie wrong-copy', none],
] as const;

test('a module that fails or lies leaves nothing unproven behind, and says what happened', async ({
  launch,
  practice,
}, testInfo) => {
  const { tokens, behave, engineer, keydock } = await atHostileToken(launch, practice, testInfo.outputPath('data'));
  const { wizard } = engineer;
  await wizard.button('All exports').click();
  for (const [what, rule, says] of faults) {
    await test.step(`a module that ${what}`, async () => {
      await toPreview(engineer, tokens);
      const asked = await wizard.askToRun();
      behave(rule);
      await asked.confirm('Export');
      await expect(keydock.window.getByText(says)).toBeVisible({ timeout: 60_000 });
      behave();
      expect(exportedKeys(tokens)).toEqual([]);
      await wizard.button('All exports').click();
    });
  }
  tokens.remove();
});

test('the token process or the app is killed while a key is written: nothing half-made, and the export is still there', async ({
  launch,
  practice,
}, testInfo) => {
  const { tokens, behave, keydock, engineer, start } = await atHostileToken(
    launch,
    practice,
    testInfo.outputPath('data'),
  );
  const { wizard } = engineer;
  await wizard.button('All exports').click();
  await toPreview(engineer, tokens);
  const asked = await wizard.askToRun();
  behave('hang C_CopyObject');
  await asked.confirm('Export');
  await expect(wizard.key('content-encryption')).toContainText('Being unwrapped');
  const processes = await keydock.app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type, name }) => ({ pid, type, name })),
  );
  const utility = processes.filter(({ type, name }) => type === 'Utility' && /token/i.test(name ?? ''));
  expect(utility.length).toBeGreaterThan(0);
  for (const { pid } of utility) process.kill(pid, 'SIGKILL');
  await wizard.hasEnded();
  behave();
  await expect(wizard.title(`No key of ${product} went onto “${label}”`)).toBeVisible();
  expect(exportedKeys(tokens)).toEqual([]);

  await wizard.button('All exports').click();
  await toPreview(engineer, tokens);
  const again = await wizard.askToRun();
  behave('hang C_CopyObject');
  await again.confirm('Export');
  await expect(wizard.key('content-encryption')).toContainText('Being unwrapped');
  const child = keydock.app.process();
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  behave();
  expect(exportedKeys(tokens)).toEqual([]);
  const next = await start();
  await new Engineer(next, practice).wizard.isListed(product);
  tokens.remove();
});
