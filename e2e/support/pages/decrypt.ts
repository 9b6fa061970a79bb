import { expect, type Locator, type Page } from '@playwright/test';
import { dropFile } from '../drop.ts';
import type { Keydock } from '../launch.ts';

/** The Decrypt screen of the real window. */
export class DecryptPage {
  readonly #keydock: Keydock;

  constructor(keydock: Keydock) {
    this.#keydock = keydock;
  }

  get window(): Page {
    return this.#keydock.window;
  }

  /** Drops files anywhere on the window, which then shows the Decrypt screen. */
  async drop(...files: readonly string[]): Promise<void> {
    // Not in the middle: on the start page that is where profiles are dropped.
    await dropFile(this.window.getByRole('navigation').first(), ...files);
    await expect(this.window.getByRole('heading', { name: 'Decrypt files', level: 1 })).toBeVisible();
  }

  row(name: string): Locator {
    return this.window.getByRole('row').filter({ has: this.window.getByRole('checkbox', { name: `Choose ${name}` }) });
  }

  /** Answers the next dialogs of main: the system's own cannot be driven. */
  async answerDialogs(...paths: readonly string[]): Promise<void> {
    await this.#keydock.app.evaluate(
      ({ dialog }, chosen) => {
        const next = () => chosen.shift();
        dialog.showOpenDialog = async () => {
          const file = next();
          return { canceled: file === undefined, filePaths: file === undefined ? [] : [file] };
        };
        dialog.showSaveDialog = async () => {
          const file = next();
          return { canceled: file === undefined, filePath: file ?? '' };
        };
      },
      [...paths],
    );
  }

  /** Opens the menu of keys of one file. */
  async keyMenu(name: string): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Choose key for ${name}…` })
      .click();
  }

  /** Gives one file a key that lies in a file. */
  async keyFile(name: string, file: string): Promise<void> {
    await this.answerDialogs(file);
    await this.keyMenu(name);
    await this.window.getByRole('menuitem', { name: /^Key file or pass phrase file/ }).click();
  }

  /** Gives one file a key of a token. */
  async token(name: string, label: string): Promise<void> {
    await this.keyMenu(name);
    await this.window.getByRole('menuitem', { name: new RegExp(`^${label}`) }).click();
  }

  async decrypt(name: string): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Decrypt ${name}`, exact: true })
      .click();
  }

  /** Presses one of the pictures at the end of a row. */
  async act(action: 'Pause' | 'Resume' | 'Cancel' | 'Try again' | 'Remove from the list', name: string): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `${action}: ${name}` })
      .click();
  }

  /** Opens the details of a file. */
  async open(name: string): Promise<void> {
    await this.row(name).getByText(name, { exact: true }).click();
  }
}
