import path from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { Confirmation } from '../confirmation.ts';
import type { Keydock } from '../launch.ts';
import { SecretWindow } from './secret-window.ts';
import { Shell } from './shell.ts';

/** A step that asks a token or the platform. */
const STEP_MS = 30_000;

/** The export of a product's keys, step by step, as a person does it. */
export class ExportWizard {
  readonly #keydock: Keydock;
  readonly #window: Page;

  constructor(keydock: Keydock) {
    this.#keydock = keydock;
    this.#window = keydock.window;
  }

  /** The sentence at the head of the step. */
  title(text: string | RegExp): Locator {
    return this.#window.getByRole('heading', { level: 2, name: text });
  }

  button(name: string | RegExp): Locator {
    return this.#window.getByRole('button', { name });
  }

  async begin(): Promise<void> {
    await new Shell(this.#window).goTo('Export keys');
    await this.button(/^Export a product’s keys/).click();
    await expect(this.title('Whose keys go onto a token?')).toBeVisible();
  }

  async chooseProduct(name: string): Promise<void> {
    await this.#window.getByRole('grid', { name: 'Products' }).getByRole('row').filter({ hasText: name }).click();
    await this.button(new RegExp(`^Use ${name}`)).click();
    await expect(this.title(/^Which key opens/)).toBeVisible({ timeout: STEP_MS });
  }

  /** The part of a token among the client keys. */
  token(label: string): Locator {
    return this.#window.getByRole('region', { name: label });
  }

  async logIn(label: string, pin: string): Promise<void> {
    const asked = await SecretWindow.after(this.#keydock.app, () => this.button(`Log in to ${label}…`).click());
    await asked.enter(pin);
    await expect(this.token(label).getByRole('button', { name: /^Make a key/ })).toBeVisible({ timeout: STEP_MS });
  }

  /** Makes the client key on a token, in the confirmation window, and chooses it. */
  async makeKey(token: string, label: string): Promise<void> {
    const part = this.token(token);
    await part.getByRole('button', { name: /^Make a key/ }).click();
    await part.getByLabel('Label on the token').fill(label);
    const confirmation = await Confirmation.after(this.#keydock.app, () =>
      part.getByRole('button', { name: 'Make the key…' }).click(),
    );
    await confirmation.confirm('Make');
    await expect(part.getByRole('radio', { name: label })).toBeChecked({ timeout: STEP_MS });
  }

  /** Chooses a private key in a file, which is then read by the decryption process. */
  async chooseKeyFile(file: string): Promise<void> {
    // The system's dialog cannot be driven: it is answered.
    await this.#keydock.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    }, file);
    await this.button('Choose a key file…').click();
    await expect(this.#window.getByRole('radio', { name: new RegExp(path.basename(file)) })).toBeChecked({
      timeout: STEP_MS,
    });
  }

  async takeKey(label: string): Promise<void> {
    await this.button(new RegExp(`^Use ${label}`)).click();
  }

  /** Takes the one key that a card has. */
  async takeKeyOf(token: string): Promise<void> {
    await this.token(token).getByRole('radio').check();
    await this.button(/^Use /).last().click();
  }

  /** Asks for the registration of the key that was chosen. @returns the end of its fingerprint, to be read out */
  async register(name: string): Promise<string> {
    await expect(this.title(/is not registered for/)).toBeVisible({ timeout: STEP_MS });
    const fingerprint = (await this.#window.getByText(/^SHA256:/).textContent()) ?? '';
    await this.#window.getByLabel('Name of the client').fill(name);
    const confirmation = await Confirmation.after(this.#keydock.app, () => this.button(/^Register it/).click());
    await confirmation.confirm('Register');
    await expect(this.title(`${name} waits for approval`)).toBeVisible({ timeout: STEP_MS });
    return fingerprint.slice(-4);
  }

  /** An export that was cut off is told of. */
  async isListed(product: string): Promise<void> {
    await new Shell(this.#window).goTo('Export keys');
    await expect(this.#window.getByRole('link', { name: product }).first()).toBeVisible();
  }

  /** Goes on with an export that was left. */
  async takeUp(product: string): Promise<void> {
    await new Shell(this.#window).goTo('Export keys');
    await this.#window.getByRole('region', { name: 'Under way' }).getByRole('link', { name: product }).click();
  }

  /** Somebody else has approved. */
  async lookAgain(): Promise<void> {
    await this.button(/^Look now/).click();
    await expect(this.title(/^Which token receives/)).toBeVisible({ timeout: STEP_MS });
  }

  async chooseTarget(label: string): Promise<void> {
    await this.#window.getByRole('radio', { name: new RegExp(`^${label}`) }).check();
  }

  /** Fetches the envelope and plans. Nothing is written. @param pin of a token that nobody is logged in to */
  async preview(pin?: string): Promise<void> {
    const press = (): Promise<void> => this.button(/^Preview for/).click();
    if (pin === undefined) await press();
    else await (await SecretWindow.after(this.#keydock.app, press)).enter(pin);
    await this.isPreviewed();
  }

  async isPreviewed(): Promise<void> {
    await expect(this.title(/ onto “/)).toBeVisible({ timeout: STEP_MS });
    await expect(this.button(/^Export \d+ keys?/)).toBeVisible({ timeout: STEP_MS });
  }

  /** The row of a key, in the preview, in the run and in the results. */
  key(name: string): Locator {
    return this.#window
      .getByRole('grid', { name: /^Keys of/ })
      .getByRole('row')
      .filter({ hasText: name });
  }

  /** Opens the confirmation window for the keys that are ticked. */
  askToRun(): Promise<Confirmation> {
    return Confirmation.after(this.#keydock.app, () => this.button(/^Export \d+ keys?/).click());
  }

  async run(): Promise<void> {
    await (await this.askToRun()).confirm('Export');
    await this.hasEnded();
  }

  async hasEnded(): Promise<void> {
    await expect(this.button(/^Finish and sign/)).toBeEnabled({ timeout: 2 * STEP_MS });
  }

  /** Closes the run: the record is signed and shown. */
  async finish(): Promise<void> {
    await this.button(/^Finish and sign/).click();
    await expect(this.#window.getByRole('heading', { name: 'As it is written' })).toBeVisible({ timeout: STEP_MS });
  }
}
