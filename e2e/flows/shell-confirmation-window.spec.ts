import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { profileIdOf } from '../../main/identity/profile-id.ts';
import { unlessClosed } from '../support/confirmation.ts';
import { placeProfile } from '../support/profile.ts';
import { answerOf, armed, ask, decide, no } from '../support/questions.ts';
import { expect, test } from '../support/test.ts';

// Rule R2: the window that confirms stands alone, over the one that asked, and goes when its question is no longer one.

test('it is as tall as the facts need, up to the screen', async ({ launch, practice }) => {
  const asked = await ask(await launch({ profile: practice.profile }), practice);
  await armed(asked);
  const room = await asked.page.evaluate(() => {
    const region = document.querySelector('.region');
    return { needed: region?.scrollHeight, given: region?.clientHeight, window: innerHeight };
  });
  expect(room.given).toBe(room.needed);
  expect(room.window).toBeLessThan(640);
});

test('one at a time, over the window that asked', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  const asked = await ask(keydock, practice);
  await armed(asked);
  const id = profileIdOf(practice.profile);
  const second = await keydock.window.evaluate(
    (profile) => Reflect.get(window, 'keydock').call('profiles', 'remove', { id: profile }),
    id,
  );
  expect(second).toMatchObject({ ok: false, error: { code: 'confirmation.busy' } });
  const windows = await keydock.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({ modal: window.isModal(), enabled: window.isEnabled() })),
  );
  expect(windows).toHaveLength(2);
  expect(windows).toContainEqual({ modal: true, enabled: true });
  expect(windows).toContainEqual({ modal: false, enabled: false });
  await asked.page.keyboard.press('Escape').catch(unlessClosed);
  expect(await asked.answer()).toEqual(no);
});

test('no button has the focus when it opens', async ({ launch, practice }) => {
  const asked = await ask(await launch({ profile: practice.profile }), practice);
  await armed(asked);
  // The system gives the window its focus in its own time; until then it lies on the body.
  await expect.poll(() => asked.page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
});

test('it has its own origin, session, preload and nothing else', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  const asked = await ask(keydock, practice);
  expect(asked.page.url()).toBe('keydock://confirm/');
  expect(
    await asked.page.evaluate(() => [
      typeof Reflect.get(window, 'keydock'),
      typeof Reflect.get(window, 'confirmation'),
    ]),
  ).toEqual(['undefined', 'object']);
  const apart = await keydock.app.evaluate(({ BrowserWindow, session }) => {
    const sessions = BrowserWindow.getAllWindows().map((window) => window.webContents.session);
    return new Set([...sessions, session.defaultSession]).size;
  });
  expect(apart).toBe(3);
  const hosts = await asked.page.evaluate(() =>
    [...document.querySelectorAll('script, link')].map(
      (element) => new URL(element.getAttribute('src') ?? element.getAttribute('href') ?? '', location.href).host,
    ),
  );
  expect(new Set(hosts)).toEqual(new Set(['confirm']));
});

test('the profile cannot be switched while a question is open or its answer is on the way', async ({
  launch,
  practice,
}) => {
  const other = { ...practice.profile, name: 'Zulu', clientId: '00000000-0000-4000-8000-000000000001' };
  const userData = mkdtempSync(path.join(tmpdir(), 'keydock-data-'));
  for (const profile of [practice.profile, other]) placeProfile(userData, profile);
  const keydock = await launch({ userData });
  const activate = () =>
    keydock.window.evaluate(
      (id) => Reflect.get(window, 'keydock').call('profiles', 'activate', { id }),
      profileIdOf(other),
    );
  const refused = { ok: false, error: { code: 'profile.decision-under-way' } };
  const confirmation = await decide(keydock, practice, {});
  expect(await activate()).toMatchObject(refused);
  // No answer until the faults are cleared.
  await practice.control('fault', { kind: 'latency', ms: 600_000, method: 'POST' });
  await confirmation.confirm('Approve');
  expect(await activate()).toMatchObject(refused);
  await practice.control('clearFaults', {});
  expect(await answerOf(keydock)).toMatchObject({ ok: true, value: { result: { kind: 'done' } } });
  expect(await activate()).toEqual({ ok: true, value: null });
});

test('signing out takes the question back', async ({ launch, practice }) => {
  const keydock = await launch({ profile: practice.profile });
  const { page } = await decide(keydock, practice, {});
  const closed = page.waitForEvent('close', { timeout: 5_000 });
  await keydock.window.evaluate(() => Reflect.get(window, 'keydock').call('session', 'signOut', {}));
  await closed;
  expect(await answerOf(keydock)).toMatchObject({ ok: true, value: { result: { kind: 'cancelled' } } });
});
