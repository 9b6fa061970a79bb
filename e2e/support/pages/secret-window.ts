import { type ElectronApplication, expect, type Locator, type Page } from '@playwright/test';

const origin = 'keydock://secret';

/** Main's own window that takes a PIN or a pass phrase and gives it to the process that needs it, past main. */
export class SecretWindow {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** The one that this act opens. */
  static async after(app: ElectronApplication, act: () => Promise<unknown>): Promise<SecretWindow> {
    const [page] = await Promise.all([
      app.waitForEvent('window', { predicate: (opened) => opened.url().startsWith(origin), timeout: 30_000 }),
      act(),
    ]);
    const asked = new SecretWindow(page);
    await expect(asked.field).toBeVisible();
    return asked;
  }

  /** Where the PIN is typed. A password field has no role of its own. */
  get field(): Locator {
    return this.page.locator('input[type="password"]');
  }

  get cancel(): Locator {
    return this.page.getByRole('button', { name: 'Cancel' });
  }

  /** Types by real keys and presses Enter. The window stays when the token refuses. */
  async type(secret: string): Promise<void> {
    await expect(this.field).toBeEnabled();
    await this.field.focus();
    await this.page.keyboard.type(secret);
    await this.page.keyboard.press('Enter');
  }

  /** Types the right one; the window closes. */
  async enter(secret: string): Promise<void> {
    const closed = this.page.waitForEvent('close', { timeout: 30_000 });
    await this.type(secret).catch(unlessClosed);
    await closed;
  }
}

function unlessClosed(error: unknown): void {
  if (!(error instanceof Error && error.message.includes('has been closed'))) throw error;
}
