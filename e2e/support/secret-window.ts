import { type ElectronApplication, expect, type Locator, type Page } from '@playwright/test';

/** Main's own window in which a PIN or a pass phrase is typed. */
export class SecretWindow {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** The one that this act opens. */
  static async after(app: ElectronApplication, act: () => Promise<void>): Promise<SecretWindow> {
    const [page] = await Promise.all([app.waitForEvent('window'), act()]);
    const opened = new SecretWindow(page);
    await expect(opened.field).toBeFocused();
    return opened;
  }

  get field(): Locator {
    return this.page.locator('input[type=password]');
  }

  get unlock(): Locator {
    return this.page.getByRole('button', { name: /^(Unlock|Open)/ });
  }

  get cancel(): Locator {
    return this.page.getByRole('button', { name: /^(Cancel|Close)/ });
  }

  /** What was wrong with the one typed last. */
  get wrong(): Locator {
    return this.page.getByRole('alert');
  }

  /** Types and sends it. The window stays when it was wrong. */
  async type(secret: string): Promise<void> {
    await expect(this.field).toBeEnabled();
    await this.page.keyboard.type(secret);
    await expect(this.unlock).toBeEnabled();
    await this.page.keyboard.press('Enter');
  }

  /** Types the right one; the window closes. */
  async typeRight(secret: string): Promise<void> {
    const closed = this.page.waitForEvent('close');
    await this.type(secret);
    await closed;
  }

  async close(): Promise<void> {
    const closed = this.page.waitForEvent('close');
    await expect(this.cancel).toBeEnabled();
    await Promise.all([closed, this.cancel.click().catch(unlessClosed)]);
  }
}

function unlessClosed(error: unknown): void {
  if (!(error instanceof Error && error.message.includes('has been closed'))) throw error;
}
