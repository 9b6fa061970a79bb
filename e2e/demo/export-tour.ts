// The second half of the tour: a client key on a token, its approval, a product's keys on another token, their record.
import type { Page } from '@playwright/test';
import type { Practice } from '../practice/world.ts';
import { Engineer } from '../support/engineer.ts';
import type { Keydock } from '../support/launch.ts';
import { Shell } from '../support/pages/shell.ts';
import type { PracticeTokens } from '../support/tokens.ts';

const client = 'SECENG-F1-TOUR';
const product = 'Field kit F1';

/** @param keydock where the security engineer is signed in already @param picture takes one of what is to be seen */
export async function exportTour(
  keydock: Keydock,
  practice: Practice,
  tokens: PracticeTokens,
  picture: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  const engineer = new Engineer(keydock, practice);
  const { wizard } = engineer;
  const { window } = keydock;
  const [opens, receives] = tokens.labels;
  if (opens === undefined || receives === undefined) throw new Error('the demo has two tokens of SoftHSM');

  await engineer.tokens.goTo();
  await engineer.tokens.use('SoftHSM 2');
  await engineer.tokens.logIn(receives, tokens.pin);
  await picture(window, 'token');

  await wizard.begin();
  await picture(window, 'export-product');
  await wizard.chooseProduct(product);
  await wizard.logIn(opens, tokens.pin);
  await wizard.makeKey(opens, `key of ${client}`);
  await picture(window, 'export-client-key');
  await wizard.takeKey(`key of ${client}`);
  await wizard.register(client);
  await picture(window, 'export-approval');
  await engineer.isApprovedBySomebody(client);
  await wizard.lookAgain();
  await wizard.chooseTarget(receives);
  await picture(window, 'export-token');
  await wizard.preview();
  await picture(window, 'export-preview');
  const asked = await wizard.askToRun();
  await picture(asked.page, 'export-confirmation');
  await asked.confirm('Export');
  await wizard.hasEnded();
  await picture(window, 'export-results');
  await wizard.finish();
  await picture(window, 'export-record');
  for (const [screen, name] of [
    ['Clients', 'clients'],
    ['Decrypt files', 'decrypt'],
    ['Journal', 'journal'],
  ] as const) {
    await new Shell(window).goTo(screen);
    await picture(window, name);
  }
}
