import { expect, type Locator, type Page } from '@playwright/test';

/** What is always in view: the profile, the screens, the account. */
export class Shell {
  readonly #window: Page;

  constructor(window: Page) {
    this.#window = window;
  }

  /** Goes to a screen by the rail. */
  async goTo(
    screen: 'Approvals' | 'Requests' | 'Products' | 'Journal' | 'Tokens' | 'Export keys' | 'Clients' | 'Decrypt files',
  ): Promise<void> {
    await this.#window.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click();
    await expect(this.heading(screen)).toBeVisible();
  }

  async openAccount(): Promise<void> {
    await this.#window.locator('a[href="#/account"][title]').click();
    await expect(this.heading('Account')).toBeVisible();
  }

  heading(name: string): Locator {
    return this.#window.getByRole('heading', { level: 1, name, exact: true });
  }

  get dialog(): Locator {
    return this.#window.getByRole('dialog');
  }

  /** Which profile is in use. */
  get profile(): Locator {
    return this.#window.locator('button[aria-haspopup="menu"]');
  }
}
