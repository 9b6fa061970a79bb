import { expect, type Locator, type Page } from '@playwright/test';
import { Confirmation } from '../confirmation.ts';
import type { Keydock } from '../launch.ts';
import { SecretWindow } from './secret-window.ts';
import { Shell } from './shell.ts';

/** The modules and tokens of this machine, on a list, and one of them beside it. */
export class TokensScreen {
  readonly #keydock: Keydock;
  readonly #window: Page;

  constructor(keydock: Keydock) {
    this.#keydock = keydock;
    this.#window = keydock.window;
  }

  async goTo(): Promise<void> {
    await new Shell(this.#window).goTo('Tokens');
  }

  row(text: string): Locator {
    return this.#window.getByRole('grid', { name: 'Modules and tokens' }).getByRole('row').filter({ hasText: text });
  }

  /** Allows a module that was found, in the confirmation window. Its tokens are listed afterwards. */
  async use(module: string): Promise<void> {
    const confirmation = await Confirmation.after(this.#keydock.app, () =>
      this.#window.getByRole('button', { name: `Use ${module}…` }).click(),
    );
    await confirmation.confirm('Allow');
    await expect(this.row(module)).toBeVisible();
  }

  async open(label: string): Promise<void> {
    await this.row(label).click();
    await expect(this.#window.getByRole('heading', { level: 2, name: label })).toBeVisible();
  }

  /** Opens the PIN window of the token that is open. */
  askForPin(): Promise<SecretWindow> {
    return SecretWindow.after(this.#keydock.app, () =>
      this.#window
        .getByRole('contentinfo')
        .or(this.#window.locator('footer'))
        .last()
        .getByRole('button', { name: /^Log in/ })
        .click(),
    );
  }

  async logIn(label: string, pin: string): Promise<void> {
    await this.open(label);
    await (await this.askForPin()).enter(pin);
    await expect(this.#window.getByRole('button', { name: /^Log out/ })).toBeVisible();
  }

  object(label: string): Locator {
    return this.#window.getByRole('list', { name: 'Objects' }).getByRole('listitem').filter({ hasText: label });
  }
}
