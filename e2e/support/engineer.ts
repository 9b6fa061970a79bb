import { expect } from '@playwright/test';
import type { Practice } from '../practice/world.ts';
import { Approver } from './approver.ts';
import type { Keydock } from './launch.ts';
import { ExportWizard } from './pages/export-wizard.ts';
import { TokensScreen } from './pages/tokens-screen.ts';

/** A security engineer at Keydock: signs in, has tokens, takes a product's keys onto one. */
export class Engineer {
  readonly keydock: Keydock;
  readonly practice: Practice;
  readonly tokens: TokensScreen;
  readonly wizard: ExportWizard;

  constructor(keydock: Keydock, practice: Practice) {
    this.keydock = keydock;
    this.practice = practice;
    this.tokens = new TokensScreen(keydock);
    this.wizard = new ExportWizard(keydock);
  }

  /** @param who Elin may read products, and so compare private keys with their public ones; Sara may not */
  async signIn(who: 'elin' | 'sara' = 'elin'): Promise<void> {
    await new Approver(this.keydock, this.practice).signIn(who);
  }

  /**
   * From the product to a client key that was made on a token and waits for approval.
   * @returns the end of the key's fingerprint
   */
  async asksForClient(
    product: string,
    token: { readonly label: string; readonly pin: string },
    client: string,
  ): Promise<string> {
    const { wizard } = this;
    await wizard.begin();
    await wizard.chooseProduct(product);
    await wizard.logIn(token.label, token.pin);
    await wizard.makeKey(token.label, `key of ${client}`);
    await wizard.takeKey(`key of ${client}`);
    return wizard.register(client);
  }

  /** The same, approved. */
  async getsClient(
    product: string,
    token: { readonly label: string; readonly pin: string },
    client: string,
  ): Promise<void> {
    await this.asksForClient(product, token, client);
    await this.isApprovedBySomebody(client);
    await this.wizard.lookAgain();
  }

  /** The platform's own way, for tests that are about something else than the approval. */
  async isApprovedBySomebody(client: string): Promise<void> {
    const found = await this.practice.control('find', { queue: 'clients', idOrName: client });
    if (found === null) throw new Error(`the platform knows no client ${client}`);
    // It opens for approval by itself after a moment.
    await expect
      .poll(async () => {
        const decision = { queue: 'clients', id: found.id, decision: 'APPROVE' } as const;
        return (await this.practice.control('decide', decision)).applied;
      })
      .toBe(true);
  }
}

/** Another person, at another Keydock, who approves a client in the real window. @param heard what the engineer read out */
export async function approvesClient(
  keydock: Keydock,
  practice: Practice,
  client: string,
  heard: string,
): Promise<void> {
  const anna = new Approver(keydock, practice);
  await anna.signIn('anna');
  await anna.open(client);
  const asked = await anna.ask('Approve');
  await asked.read();
  await asked.page.getByLabel(/^Type the last four characters/).fill(heard);
  await asked.confirm('Approve');
  await expect(anna.notice('Approved.')).toBeVisible();
}
