import { expect, type Locator, type Page } from '@playwright/test';
import { Confirmation } from '../confirmation.ts';
import type { Keydock } from '../launch.ts';
import { SecretWindow } from './secret-window.ts';
import { Shell } from './shell.ts';

/** The Clients screen, and the windows it opens. */
export class ClientsScreen {
  readonly #keydock: Keydock;
  readonly #window: Page;

  constructor(keydock: Keydock) {
    this.#keydock = keydock;
    this.#window = keydock.window;
  }

  async open(): Promise<void> {
    await new Shell(this.#window).goTo('Clients');
  }

  get pane(): Locator {
    return this.#window.getByRole('region', { name: 'What is open' });
  }

  button(name: string | RegExp): Locator {
    return this.pane.getByRole('button', { name });
  }

  async beginRegistration(): Promise<void> {
    await this.#window.getByRole('button', { name: 'Register a client…' }).first().click();
    await expect(this.#window.getByRole('heading', { name: 'Register a client' })).toBeVisible();
  }

  async choose(name: string | RegExp): Promise<void> {
    await this.pane.getByRole('radio', { name }).check();
  }

  async logIn(token: string, pin: string): Promise<void> {
    const asked = await SecretWindow.after(this.#keydock.app, () => this.button(`Log in to ${token}…`).click());
    await asked.enter(pin);
  }

  /** Makes a key on the only token that is open, and leaves it chosen. */
  async makeKey(label: string): Promise<void> {
    await this.button('Make a key on this token…').click();
    await this.pane.getByLabel('Label on the token').fill(label);
    const asked = await this.asks(() => this.button('Make the key…').click());
    await asked.confirm('Make the key');
    await expect(this.pane.getByRole('radio', { name: label })).toBeChecked();
  }

  asks(act: () => Promise<void>): Promise<Confirmation> {
    return Confirmation.after(this.#keydock.app, act);
  }

  /** The system's dialogs cannot be driven: they are answered. */
  async dialogsAnswer(answer: { readonly open?: string; readonly save?: string }): Promise<void> {
    await this.#keydock.app.evaluate(({ dialog }, { open, save }) => {
      dialog.showOpenDialog = async () => ({
        canceled: open === undefined,
        filePaths: open === undefined ? [] : [open],
      });
      dialog.showSaveDialog = async () => ({ canceled: save === undefined, filePath: save ?? '' });
    }, answer);
  }
}
