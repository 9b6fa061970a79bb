import { type ElectronApplication, expect, type Locator, type Page } from '@playwright/test';

const origin = 'keydock://secret';
/** A module may have to be loaded, and a token asked, before anybody is asked for its PIN. */
const OPENS_MS = 30_000;

/** Main's own window that takes a PIN or a pass phrase and gives it to the process that needs it, past main. */
export class SecretWindow {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** The one that this act opens. */
  static async after(app: ElectronApplication, act: () => Promise<unknown>): Promise<SecretWindow> {
    const [asked] = await Promise.all([SecretWindow.next(app), act()]);
    return asked;
  }

  /** The next one that opens. */
  static async next(app: ElectronApplication): Promise<SecretWindow> {
    const predicate = (opened: Page): boolean => opened.url().startsWith(origin);
    const asked = new SecretWindow(await app.waitForEvent('window', { predicate, timeout: OPENS_MS }));
    await expect(asked.field).toBeVisible();
    return asked;
  }

  /** Where the secret is typed. A password field has no role of its own. */
  get field(): Locator {
    return this.page.locator('input[type="password"]');
  }

  /** The button that sends what was typed. */
  get send(): Locator {
    return this.page.getByRole('button', { name: /^(Unlock|Open)/ });
  }

  get cancel(): Locator {
    return this.page.getByRole('button', { name: 'Cancel' });
  }

  /** What it says of a secret that did not do. */
  get wrong(): Locator {
    return this.page.getByRole('alert');
  }

  /** Types by keys and presses Enter, once the window takes it. It stays open when the token refuses. */
  async type(secret: string): Promise<void> {
    await this.field.focus();
    await this.page.keyboard.type(secret);
    await expect(this.send).toBeEnabled();
    await this.page.keyboard.press('Enter');
  }

  /** Types the right one; the window closes. */
  async enter(secret: string): Promise<void> {
    const closed = this.page.waitForEvent('close', { timeout: OPENS_MS });
    await Promise.all([closed, this.type(secret).catch(unlessClosed)]);
  }
}

function unlessClosed(error: unknown): void {
  if (!(error instanceof Error && error.message.includes('has been closed'))) throw error;
}
