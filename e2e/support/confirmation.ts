import { type ElectronApplication, expect, type Locator, type Page } from '@playwright/test';

const PAGES = 30;
/** As long as a busy machine may take to show a window and to scroll it. */
const READ_MS = 20_000;

/** Main's own window that asks before anything counts. */
export class Confirmation {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** The one that this act opens. */
  static async after(app: ElectronApplication, act: () => Promise<void>): Promise<Confirmation> {
    const [page] = await Promise.all([app.waitForEvent('window'), act()]);
    const confirmation = new Confirmation(page);
    await expect(confirmation.no).toBeVisible();
    return confirmation;
  }

  /** The button that says no. Closing the window says the same. */
  get no(): Locator {
    return this.page.getByRole('button', { name: 'Cancel' });
  }

  /** The button that says yes, by its verb. */
  yes(verb: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^${verb}`) });
  }

  /** Brings every fact into view, as the window asks before it takes a yes. */
  async read(): Promise<void> {
    const until = Date.now() + READ_MS;
    for (let turned = 0; Date.now() < until; ) {
      const stage = await this.#stage();
      if (stage === 'read') return;
      if (stage === 'unread') {
        // What a busy machine jumps over between two frames has not been seen: then once more, upwards, and down again.
        const isDown = Math.floor(turned++ / PAGES) % 2 === 0;
        await this.page.mouse.move(200, 200);
        await this.page.mouse.wheel(0, isDown ? 250 : -250);
      }
      await this.#drawn();
    }
    await expect(this.page.getByText(/ha(s|ve) not been in view yet/)).toBeHidden();
  }

  /** Whether it has looked at all what is in view, and if so, whether anything is left to be read. */
  #stage(): Promise<'not-looked' | 'unread' | 'read'> {
    return this.page.evaluate(() => {
      const hint = document.querySelector('#hint')?.textContent ?? '';
      if (hint.includes('not been in view yet')) return 'unread';
      // Nothing to say and no button yet: it has only just been drawn, or waits its 600 ms.
      const yes = document.querySelector('footer button:last-of-type');
      return hint === '' && yes?.getAttribute('aria-disabled') !== 'false' ? 'not-looked' : 'read';
    });
  }

  /** Two frames later: on a busy machine several turns of the wheel would else be one jump, past lines nobody saw. */
  async #drawn(): Promise<void> {
    const frames = this.page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))),
    );
    // A window that is not shown draws none.
    await Promise.race([frames, this.page.waitForTimeout(1_000)]);
    await this.page.waitForTimeout(40);
  }

  /** Reads, waits until the button answers, and presses it. The window closes. */
  async confirm(verb: string): Promise<void> {
    await this.read();
    const closed = this.page.waitForEvent('close');
    await expect(this.yes(verb)).toBeEnabled();
    // The window goes with the answer: the click itself may not live to hear that it was taken.
    await Promise.all([closed, this.yes(verb).click().catch(unlessClosed)]);
  }

  /** Says no by the button. The window closes. */
  async refuse(): Promise<void> {
    const closed = this.page.waitForEvent('close');
    await Promise.all([closed, this.no.click().catch(unlessClosed)]);
  }
}

/** For a key or click that closes its own window. @throws every other error */
export function unlessClosed(error: unknown): void {
  if (!(error instanceof Error && error.message.includes('has been closed'))) throw error;
}
