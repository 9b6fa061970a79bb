import { expect, type Page } from '@playwright/test';
import { profileIdOf } from '../../main/identity/profile-id.ts';
import type { Practice } from '../practice/world.ts';
import { Approver } from './approver.ts';
import { Confirmation } from './confirmation.ts';
import type { Keydock } from './launch.ts';

// Questions that main asks in its own window, for what is true of every one of them (rule R2).

/** A question in its window, and who asked it. */
export interface Asked {
  readonly keydock: Keydock;
  readonly page: Page;
  readonly confirmation: Confirmation;
  /** What main answered the page that asked, once it did. */
  answer(): Promise<unknown>;
  /** Is the question still open? */
  isOpen(): boolean;
}

/**
 * The shortest question there is: may this profile be removed? It fits on the screen, so that nothing but time, focus and
 * keys stands between the window and a yes.
 */
export async function ask(keydock: Keydock, practice: Practice): Promise<Asked> {
  const id = profileIdOf(practice.profile);
  const confirmation = await Confirmation.after(keydock.app, () =>
    keydock.window.evaluate((profile) => {
      Object.assign(window, { answer: Reflect.get(window, 'keydock').call('profiles', 'remove', { id: profile }) });
    }, id),
  );
  const { page } = confirmation;
  return {
    keydock,
    page,
    confirmation,
    answer: () => answerOf(keydock),
    isOpen: () => !page.isClosed(),
  };
}

/** What main answers the page that asked, by what was said. */
export const yes = { ok: true, value: { removed: true } };
export const no = { ok: true, value: { removed: false } };

let number = 0;
/** A question with facts to read: may this request, made for it, be approved? Jonas asks. */
export async function decide(keydock: Keydock, practice: Practice, more: object): Promise<Confirmation> {
  number += 1;
  const name = `shown-${process.pid}-${number}`;
  const { id } = (await practice.control('addRequest', { name, ...more })) as { id: string };
  const jonas = new Approver(keydock, practice);
  await jonas.signIn('jonas');
  return Confirmation.after(keydock.app, () =>
    keydock.window.evaluate((item) => {
      const input = { queue: 'imagesignigs', id: item, decision: 'APPROVE' };
      Object.assign(window, { answer: Reflect.get(window, 'keydock').call('approvals', 'decide', input) });
    }, id),
  );
}

/** What main answered the page that asked, once it did. */
export const answerOf = (keydock: Keydock): Promise<unknown> =>
  keydock.window.evaluate(() => Reflect.get(window, 'answer'));

/** For main it is that much later. */
export async function passTime({ app }: Keydock, seconds: number): Promise<void> {
  await app.evaluate((_electron, ms) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ms;
  }, seconds * 1_000);
}

/** Waits until the window takes a yes. */
export async function armed({ confirmation }: Asked): Promise<void> {
  await expect(confirmation.yes('Remove')).toBeEnabled();
}

/** A while in which a wrong yes would have closed the window. */
export async function stillOpen(asked: Asked): Promise<void> {
  await asked.page.waitForTimeout(250);
  expect(asked.isOpen()).toBe(true);
}
