import { type ElectronApplication, expect, type Locator, type Page } from '@playwright/test';
import { unlessClosed } from '../confirmation.ts';

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
    const [asked] = await Promise.all([SecretWindow.#next(app), act()]);
    return asked;
  }

  static async #next(app: ElectronApplication): Promise<SecretWindow> {
    const predicate = (opened: Page): boolean => opened.url().startsWith(origin);
    const asked = new SecretWindow(await app.waitForEvent('window', { predicate, timeout: OPENS_MS }));
    // Nobody has to click before typing.
    await expect(asked.field).toBeFocused();
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

  /** The button that gives up. After the last try it says so in another word. */
  get cancel(): Locator {
    return this.page.getByRole('button', { name: /^(Cancel|Close)/ });
  }

  /** What it says of a secret that did not do. */
  get wrong(): Locator {
    return this.page.getByRole('alert');
  }

  /** Types by keys and presses Enter, once the window takes it. It stays open when the token refuses. */
  async type(secret: string): Promise<void> {
    await expect(this.field).toBeEnabled();
    await expect(this.field).toBeFocused();
    await this.page.keyboard.type(secret);
    await expect(this.send).toBeEnabled();
    await this.page.keyboard.press('Enter');
  }

  /** Types the right one; the window closes. */
  async enter(secret: string): Promise<void> {
    const closed = this.page.waitForEvent('close', { timeout: OPENS_MS });
    await Promise.all([closed, this.type(secret).catch(unlessClosed)]);
  }

  /** The button that refuses this and what would be asked next. */
  get rest(): Locator {
    return this.page.getByRole('button', { name: 'Stop the rest' });
  }

  /** Refuses this and what would be asked next; the window closes. */
  async refuseRest(): Promise<void> {
    await expect(this.rest).toBeEnabled();
    const closed = this.page.waitForEvent('close');
    await Promise.all([closed, this.rest.click().catch(unlessClosed)]);
  }

  /** Gives up; the window closes. */
  async close(): Promise<void> {
    await expect(this.cancel).toBeEnabled();
    const closed = this.page.waitForEvent('close');
    await Promise.all([closed, this.cancel.click().catch(unlessClosed)]);
  }
}
