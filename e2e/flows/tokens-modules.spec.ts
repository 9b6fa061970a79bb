import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModuleRow } from '../../app/contract/token-shapes.ts';
import { Confirmation } from '../support/confirmation.ts';
import type { Keydock } from '../support/launch.ts';
import { expect, test } from '../support/test.ts';
import { TokenDesk } from '../support/token-desk.ts';
import { addModule, nss, type PracticeTokens, placeModules, practiceTokens, softHsm } from '../support/tokens.ts';
import { hostile } from '../tokens/providers.ts';

// Each test starts an app of its own and shares nothing: they may run side by side.
test.describe.configure({ mode: 'parallel' });

const label = 'Line 3';
let hsm: PracticeTokens;
test.beforeEach(() => {
  hsm = softHsm(label);
});
test.afterEach(() => hsm.remove());

const moduleAt = async (desk: TokenDesk, file: string): Promise<ModuleRow | undefined> =>
  (await desk.overview()).modules.find((module) => module.path === file);

/** Asks for something that opens a window of main's, which is answered elsewhere. */
const askAside = (keydock: Keydock, name: string, input: unknown) => () =>
  keydock.window.evaluate(
    (asked) => {
      Reflect.set(window, 'askedAside', Reflect.get(window, 'keydock').call('tokens', ...asked));
    },
    [name, input] as const,
  );
const answerAside = (keydock: Keydock): Promise<unknown> =>
  keydock.window.evaluate(() => Reflect.get(window, 'askedAside'));

test('a module that was found is only offered; nothing of it is loaded before a person allows it', async ({
  launch,
}) => {
  const keydock = await launch({ env: hsm.env });
  const desk = new TokenDesk(keydock);
  const found = await moduleAt(desk, hsm.module);
  expect(found).toMatchObject({ state: 'offered', foundBy: 'usual place', about: null, tokens: [] });
  const question = await Confirmation.after(keydock.app, askAside(keydock, 'allowModule', { module: found?.id }));
  const facts = question.page.locator('.fact');
  await expect(facts.filter({ hasText: /^Package/ })).toContainText('libsofthsm2 by its path');
  await expect(facts.filter({ hasText: /^Owner/ })).toHaveText('Ownerthe system');
  await expect(facts.filter({ hasText: /^Can be changed by/ })).toContainText('its owner and the system');
  await question.refuse();
  expect(await answerAside(keydock)).toEqual({ ok: true, value: { allowed: false } });
  expect(await moduleAt(desk, hsm.module)).toMatchObject({ state: 'offered', tokens: [] });
});

test('a file that has changed is not loaded until its new hash was seen and allowed', async ({ launch }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-own-'));
  const file = path.join(folder, 'vendor.so');
  copyFileSync(hsm.module, file);
  const own = { ...hsm, module: file };
  const keydock = await launch({ env: hsm.env });
  const desk = new TokenDesk(keydock);
  await addModule(keydock, own);
  await desk.token(label);
  const before = await moduleAt(desk, file);
  expect(before).toMatchObject({ state: 'allowed', foundBy: 'added by you' });

  // Another build of the same library: four bytes more, which the loader does not look at.
  const other = path.join(folder, 'next.so');
  copyFileSync(file, other);
  writeFileSync(other, 'new!', { flag: 'a' });
  renameSync(other, file);
  await expect.poll(async () => (await moduleAt(desk, file))?.state).toBe('changed');
  expect(await desk.tokens()).toEqual([]);

  const question = await Confirmation.after(keydock.app, askAside(keydock, 'allowModule', { module: before?.id }));
  await expect(question.page.getByText('This is not the file you allowed.')).toBeVisible();
  const inFours = (hex: string | null | undefined) => (hex ?? '').replace(/(.{4})(?=.)/g, '$1 ');
  await expect(question.page.getByText(inFours(before?.sha256))).toBeVisible();
  await question.confirm('Allow new file');
  expect(await answerAside(keydock)).toEqual({ ok: true, value: { allowed: true } });
  await desk.token(label);
  rmSync(folder, { recursive: true });
});

test('an NSS database is added by its folder, and forgotten again', async ({ launch }) => {
  const database = nss();
  const keydock = await launch();
  const desk = new TokenDesk(keydock);
  await addModule(keydock, database);
  const token = await desk.token(database.label);
  await desk.logIn(token.id, database.pin);
  expect(await desk.ask('probe', { token: token.id })).toEqual({ ok: true, value: null });
  expect(await desk.token(database.label)).toMatchObject({ kind: 'unenforced', probedAt: expect.any(String) });
  const page = await desk.open(token.id);
  expect(page.ok && page.value.warnings.map(({ title }) => title)).toContain('This module hands out keys.');
  expect(page.ok && page.value.probe?.findings.some(({ works }) => works)).toBe(true);

  expect(await desk.ask('forgetModule', { module: token.module })).toEqual({ ok: true, value: null });
  expect(await desk.tokens()).toEqual([]);
  database.remove();
});

test('a folder that is no database is refused', async ({ launch }) => {
  const keydock = await launch();
  await keydock.app.evaluate(({ dialog }, folder) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
  }, tmpdir());
  const desk = new TokenDesk(keydock);
  expect(await desk.ask('addNssDatabase')).toMatchObject({ ok: false, error: { code: 'token.no-nss-database' } });
});

test('a token that is taken away goes from the list by itself; one that comes is there after looking again', async ({
  launch,
}) => {
  const keydock = await launch({ env: hsm.env });
  placeModules(keydock.userData, hsm);
  const desk = new TokenDesk(keydock);
  const token = await desk.token(label);
  await desk.logIn(token.id, hsm.pin);
  const tokens = path.join(hsm.folder, 'tokens');
  const [stored] = readdirSync(tokens);
  if (stored === undefined) throw new Error('the token has no folder');
  renameSync(path.join(tokens, stored), path.join(hsm.folder, 'away'));
  await expect.poll(async () => (await desk.tokens()).map(({ label: name }) => name)).not.toContain(label);
  expect(await desk.open(token.id)).toMatchObject({ ok: false, error: { code: 'token.gone' } });

  renameSync(path.join(hsm.folder, 'away'), path.join(tokens, stored));
  await desk.ask('rescan');
  // The very token, by the same name; its login went with its process.
  expect(await desk.token(label)).toMatchObject({ id: token.id, isLoggedIn: false });
});

test('a key is destroyed after its own question, and the token is asked whether it is gone', async ({ launch }) => {
  const tool = (...args: string[]) =>
    execFileSync('pkcs11-tool', ['--module', hsm.module, '--login', '--pin', hsm.pin, ...args], {
      env: { ...process.env, ...hsm.env },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  tool('--keygen', '--key-type', 'AES:32', '--label', 'spare', '--id', '0a1b2c3d');
  const keydock = await launch({ env: hsm.env });
  placeModules(keydock.userData, hsm);
  const desk = new TokenDesk(keydock);
  const token = await desk.token(label);
  await desk.logIn(token.id, hsm.pin);
  const page = await desk.open(token.id);
  const key = page.ok ? page.value.objects.rows.find((row) => row.label === 'spare') : undefined;
  expect(key).toMatchObject({ class: 'secret-key', type: 'AES-256', ckaId: '0a1b2c3d', isLeftover: false });

  const destroy = () =>
    Confirmation.after(keydock.app, askAside(keydock, 'destroyObject', { token: token.id, object: key?.id }));
  const wrong = await destroy();
  await wrong.page.getByLabel(/Type the last 4 characters/).fill('2c3e');
  await wrong.confirm('Destroy');
  expect(await answerAside(keydock)).toMatchObject({ ok: false, error: { code: 'confirmation.typed-otherwise' } });
  expect(tool('--list-objects')).toContain('spare');

  const right = await destroy();
  await right.page.getByLabel(/Type the last 4 characters/).fill('2c3d');
  await right.confirm('Destroy');
  expect(await answerAside(keydock)).toEqual({ ok: true, value: { destroyed: true } });
  expect(tool('--list-objects')).not.toContain('spare');
});

test.describe('a hostile module', () => {
  test.setTimeout(60_000);
  const variables = ['SOFTHSM2_CONF', 'HOSTILE_REAL', 'HOSTILE_RULE'];

  async function start(launch: (options: object) => Promise<Keydock>) {
    const provider = hostile(label);
    const tokens = practiceTokens('Hostile', provider, variables);
    const keydock = await launch({ env: tokens.env });
    placeModules(keydock.userData, tokens);
    const desk = new TokenDesk(keydock);
    return { provider, tokens, keydock, desk };
  }

  for (const [does, code] of [
    ['hang C_GetSlotList', 'token.module-silent'],
    ['crash C_GetSlotList', 'token.module-crashed'],
    ['exit C_GetSlotList', 'token.module-crashed'],
  ] as const) {
    test(`that does "${does}" costs its process, and looking again mends it`, async ({ launch }) => {
      const { provider, tokens, desk } = await start(launch);
      provider.behave(does);
      const failure = async () => (await moduleAt(desk, tokens.module))?.failure?.code;
      await expect.poll(failure, { timeout: 20_000 }).toBe(code);
      expect((await desk.overview()).isSettled).toBe(true);
      provider.behave();
      await desk.ask('rescan');
      await desk.token(label);
      expect(await failure()).toBeUndefined();
      provider.remove();
    });
  }

  test('that breaks down while somebody is logged in: the login is gone, the token is not', async ({ launch }) => {
    const { provider, tokens, desk } = await start(launch);
    const token = await desk.token(label);
    await desk.logIn(token.id, tokens.pin);
    provider.behave('crash C_OpenSession');
    expect(await desk.open(token.id)).toMatchObject({
      ok: true,
      value: { objectsFailure: { code: 'token.module-crashed' } },
    });
    provider.behave();
    expect(await desk.token(label)).toMatchObject({ id: token.id, isLoggedIn: false });
    provider.remove();
  });

  test('whose token locks at the next wrong PIN: the window says so before, and when it has', async ({ launch }) => {
    const { provider, tokens, desk } = await start(launch);
    provider.behave('flags 0x20000 0');
    const token = await desk.token(label);
    const pin = await desk.beginLogin(token.id);
    await expect(pin.page.getByText('Final try: one more wrong PIN locks the token.')).toBeVisible();
    provider.behave('fail C_Login 0xa4');
    await pin.type(`${tokens.pin}9`);
    await expect(pin.wrong).toContainText('The token is locked now.');
    await expect(pin.field).toBeDisabled();
    await pin.close();
    expect(await desk.loginAnswer()).toMatchObject({ ok: false, error: { code: 'token.pin-locked' } });

    provider.behave('flags 0x40000 0');
    await desk.ask('rescan');
    expect(await desk.token(label)).toMatchObject({ pin: { state: 'locked' } });
    expect(await desk.ask('login', { token: token.id })).toMatchObject({ error: { code: 'token.pin-locked' } });
    provider.remove();
  });

  test('with a PIN pad is refused in words', async ({ launch }) => {
    const { provider, desk } = await start(launch);
    provider.behave('flags 0x100 0');
    const token = await desk.token(label);
    expect(token.pin.hasPad).toBe(true);
    expect(await desk.ask('login', { token: token.id })).toMatchObject({ error: { code: 'token.pin-pad' } });
    provider.remove();
  });
});
