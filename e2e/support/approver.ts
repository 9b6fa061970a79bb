import { expect, type Locator, type Page } from '@playwright/test';
import type { Practice } from '../practice/world.ts';
import { Confirmation } from './confirmation.ts';
import type { Keydock } from './launch.ts';

/** A person at Keydock who decides: signs in, opens what waits, answers the confirmation window. */
export class Approver {
  readonly keydock: Keydock;
  readonly window: Page;
  readonly #practice: Practice;

  constructor(keydock: Keydock, practice: Practice) {
    this.keydock = keydock;
    this.window = keydock.window;
    this.#practice = practice;
  }

  /** Says who sits at the system browser from now on. @param who the beginning of a user name */
  browserIs(who: string): void {
    const user = this.#practice.users.find((candidate) => candidate.user.startsWith(who));
    if (user === undefined) throw new Error(`nobody called ${who}`);
    const { user: name, password } = user;
    this.keydock.browser({ caFile: this.#practice.caFile, does: { kind: 'signs in', user: name, password } });
  }

  async signIn(who: string): Promise<void> {
    this.browserIs(who);
    await this.window.getByRole('button', { name: 'Sign in with the browser' }).click();
    await expect(this.window.getByRole('heading', { name: 'Approvals' })).toBeVisible();
  }

  /** A row of the list, by the name of what waits. */
  row(name: string): Locator {
    return this.window.getByRole('row').filter({ hasText: name });
  }

  async open(name: string): Promise<void> {
    await this.row(name).click();
    await expect(this.window.getByRole('heading', { name, exact: true })).toBeVisible();
    await expect(this.window.getByText(/Checked with the platform/)).toBeVisible();
  }

  /** Presses Approve… or Reject… and answers the window that opens. */
  async ask(verb: 'Approve' | 'Reject'): Promise<Confirmation> {
    return Confirmation.after(this.keydock.app, () =>
      this.window.getByRole('button', { name: new RegExp(`^${verb}…`) }).click(),
    );
  }

  /** The value beside a label of the open item. */
  fact(label: string): Locator {
    return this.window.locator('dt', { hasText: new RegExp(`^${label}$`) }).locator('xpath=following-sibling::dd[1]');
  }

  /** What is said beside the open item: warnings, what may not be read, what became of a decision. */
  notice(text: string | RegExp): Locator {
    return this.window.getByRole('region', { name: 'What is open' }).getByText(text);
  }

  /** The bar that says how the connection stands. */
  get connection(): Locator {
    return this.window.getByRole('status', { name: 'Connection' });
  }
}
