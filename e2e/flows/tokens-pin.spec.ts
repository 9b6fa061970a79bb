import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkAccessibility } from '../support/axe.ts';
import { fakeLogind } from '../support/fake-logind.ts';
import type { Keydock } from '../support/launch.ts';
import { expect, test } from '../support/test.ts';
import { TokenDesk } from '../support/token-desk.ts';
import { allowModule, type PracticeTokens, placeModules, practiceTokens, softHsm } from '../support/tokens.ts';
import { windowCount } from '../support/windows.ts';
import { softhsmWith } from '../tokens/providers.ts';

// Each test starts an app of its own and shares nothing: they may run side by side.
test.describe.configure({ mode: 'parallel' });

const label = 'Line 3';
let hsm: PracticeTokens;
test.beforeEach(() => {
  hsm = softHsm(label);
});
test.afterEach(() => hsm.remove());

/** Started with the module allowed before. */
async function ready(launch: (options: object) => Promise<Keydock>, env: object = {}) {
  const keydock = await launch({ env: { ...hsm.env, ...env } });
  placeModules(keydock.userData, hsm);
  const desk = new TokenDesk(keydock);
  return { keydock, desk, token: await desk.token(label) };
}

test('a module is allowed in its window, a PIN typed in another, and then the objects are seen', async ({ launch }) => {
  const keydock = await launch({ env: hsm.env });
  await allowModule(keydock, hsm);
  const desk = new TokenDesk(keydock);
  const token = await desk.token(label);
  expect(token).toMatchObject({ isLoggedIn: false, kind: 'software', pin: { state: 'untouched', wrongHere: 0 } });
  expect(await desk.open(token.id)).toMatchObject({
    ok: true,
    value: { objectsFailure: { code: 'token.not-logged-in' } },
  });

  const pin = await desk.beginLogin(token.id);
  await expect(pin.page.getByText(token.serial)).toBeVisible();
  await pin.enter(hsm.pin);
  expect(await desk.loginAnswer()).toEqual({ ok: true, value: { isLoggedIn: true } });
  expect(await desk.token(label)).toMatchObject({ isLoggedIn: true });
  const page = await desk.open(token.id);
  expect(page).toMatchObject({ ok: true, value: { objectsFailure: null, objects: { total: 0 } } });

  const journal = await keydock.window.evaluate(() =>
    Reflect.get(window, 'keydock').call('journal', 'page', { page: 0 }),
  );
  const lines = JSON.stringify(journal);
  for (const words of ['allow the module', 'Logged in to the token']) expect(lines).toContain(words);
});

test('a wrong PIN keeps the window open, is counted, and is remembered over a restart', async ({ launch }) => {
  const { keydock, desk, token } = await ready(launch);
  const pin = await desk.beginLogin(token.id);
  await pin.type('999999');
  await expect(pin.wrong).toContainText('That PIN is wrong.');
  await expect(pin.wrong).toContainText('One wrong PIN was entered here');
  await pin.type('888888');
  await expect(pin.wrong).toContainText('2 wrong PINs were entered here');
  await pin.close();
  expect(await desk.loginAnswer()).toEqual({ ok: true, value: { isLoggedIn: false } });
  expect(await desk.token(label)).toMatchObject({ isLoggedIn: false, pin: { state: 'low', wrongHere: 2 } });
  await keydock.close();

  const again = await launch({ userData: keydock.userData, env: hsm.env });
  const later = new TokenDesk(again);
  expect(await later.token(label)).toMatchObject({ pin: { wrongHere: 2 } });
  const second = await later.beginLogin(token.id);
  await expect(second.page.getByText('2 wrong PINs were entered here')).toBeVisible();
  await second.enter(hsm.pin);
  expect(await later.token(label)).toMatchObject({ isLoggedIn: true, pin: { wrongHere: 0 } });
});

test('a window that is closed asks nothing of the token', async ({ launch }) => {
  const { desk, token } = await ready(launch);
  const pin = await desk.beginLogin(token.id);
  await pin.page.keyboard.type('12');
  // Too short to be right: not sent, so not counted.
  await pin.page.keyboard.press('Enter');
  await expect(pin.page.getByText('at least 4 characters')).toBeVisible();
  await pin.close();
  expect(await desk.loginAnswer()).toEqual({ ok: true, value: { isLoggedIn: false } });
  expect(await desk.token(label)).toMatchObject({ pin: { state: 'untouched', wrongHere: 0 } });
});

test('one window that asks is open at a time', async ({ launch }) => {
  const { keydock, desk, token } = await ready(launch);
  const pin = await desk.beginLogin(token.id);
  const journal = () => readFileSync(path.join(keydock.userData, 'journal', 'journal.jsonl'), 'utf8');
  await expect.poll(journal).toContain('log in to the token');
  const before = journal();
  const asked = await Promise.all([1, 2, 3].map(() => desk.ask('login', { token: token.id })));
  for (const answer of asked) expect(answer).toMatchObject({ error: { code: 'confirmation.busy' } });
  expect(await desk.ask('allowModule', { module: token.module })).toMatchObject({
    error: { code: 'confirmation.busy' },
  });
  expect(await windowCount(keydock)).toBe(2);
  // A page that asks over and over fills no journal.
  expect(journal()).toBe(before);
  await pin.close();
});

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the window for a PIN, ${theme}`, async ({ launch }) => {
    const { keydock, desk, token } = await ready(launch);
    await keydock.window.evaluate(
      (wanted) => Reflect.get(window, 'keydock').call('app', 'setTheme', { theme: wanted }),
      theme,
    );
    const pin = await desk.beginLogin(token.id);
    await pin.type('999999');
    await expect(pin.wrong).toBeVisible();
    await expect(pin.field).toBeFocused();
    await pin.page.screenshot({ path: test.info().outputPath(`pin-${theme}.png`) });
    expect((await checkAccessibility(pin.page)).violations).toEqual([]);
    await pin.close();
  });
}

test('what the main window can ask opens the window for a PIN and nothing more: no call takes one', async ({
  launch,
}) => {
  const { desk, token } = await ready(launch);
  expect(await desk.ask('login', { token: token.id, pin: hsm.pin })).toMatchObject({ error: { code: 'app.bad-call' } });
  expect(await desk.isLoggedIn(label)).toBe(false);
});

test('Enter sent by a page script, or held from before, sends nothing', async ({ launch }) => {
  const { desk, token } = await ready(launch);
  const pin = await desk.beginLogin(token.id);
  await pin.page.evaluate((typed) => {
    const field = document.querySelector('input');
    if (field === null) throw new Error('no field');
    field.value = typed;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    for (const kind of ['keydown', 'keyup'])
      field.dispatchEvent(new KeyboardEvent(kind, { key: 'Enter', code: 'Enter' }));
    document.querySelectorAll('button').forEach((button) => void button.click());
  }, hsm.pin);
  await pin.page.waitForTimeout(800);
  expect(await desk.isLoggedIn(label)).toBe(false);
  await pin.close();
});

test('nothing done for ten minutes logs out; while something is done it does not', async ({ launch }) => {
  const { keydock, desk, token } = await ready(launch);
  await desk.logIn(token.id, hsm.pin);
  const passTime = (minutes: number) =>
    keydock.app.evaluate((_electron, ms) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + ms;
    }, minutes * 60_000);
  await passTime(9);
  // Reading is no use: a screen that is left open would keep the token open too.
  expect(await desk.open(token.id)).toMatchObject({ ok: true });
  expect(await desk.ask('probe', { token: token.id })).toMatchObject({ ok: true });
  await passTime(9);
  await keydock.window.waitForTimeout(2_500);
  expect(await desk.isLoggedIn(label)).toBe(true);
  await passTime(2);
  await expect.poll(() => desk.isLoggedIn(label)).toBe(false);
  expect(keydock.logs()).toContain('"reason":"idle"');
});

test('logging out ends the process of the module', async ({ launch }) => {
  const { keydock, desk, token } = await ready(launch);
  await desk.logIn(token.id, hsm.pin);
  const processes = () =>
    keydock.app.evaluate(({ app }) =>
      app
        .getAppMetrics()
        .flatMap(({ name, serviceName, pid }) => (`${name}${serviceName}`.includes('token') ? [pid] : [])),
    );
  const [before, ...more] = await processes();
  expect([before, more]).toEqual([expect.any(Number), []]);
  expect(await desk.ask('logout', { token: token.id })).toEqual({ ok: true, value: null });
  await expect.poll(processes).not.toContain(before);
  expect(await desk.isLoggedIn(label)).toBe(false);
});

test.describe('on Linux', () => {
  for (const word of ['lock', 'locked-hint'] as const) {
    test(`logind's ${word} ends every login, and takes an open window for a PIN away`, async ({ launch }) => {
      const logind = await fakeLogind();
      try {
        const { keydock, desk, token } = await ready(launch, logind.env);
        await desk.logIn(token.id, hsm.pin);
        for (const other of ['unlock', 'unlocked-hint', 'wake'] as const) await logind.say(other);
        expect(await desk.isLoggedIn(label)).toBe(true);
        await logind.say(word);
        await expect.poll(() => desk.isLoggedIn(label)).toBe(false);
        expect(keydock.logs()).toContain('"reason":"screen-locked"');

        const pin = await desk.beginLogin(token.id);
        const closed = pin.page.waitForEvent('close');
        await logind.say(word);
        await closed;
        expect(await desk.loginAnswer()).toMatchObject({ ok: false, error: { code: 'token.process-ended' } });
      } finally {
        logind.close();
      }
    });
  }

  test('a machine that goes to sleep ends every login', async ({ launch }) => {
    const logind = await fakeLogind();
    try {
      const { keydock, desk, token } = await ready(launch, logind.env);
      await desk.logIn(token.id, hsm.pin);
      await logind.say('wake');
      expect(await desk.isLoggedIn(label)).toBe(true);
      // Chromium closes its sockets before a sleep, the driver's too: from here on only the log tells.
      await logind.say('sleep');
      await expect.poll(() => keydock.logs()).toContain('"event":"tokens.ended","reason":"suspend","count":1');
    } finally {
      logind.close();
    }
  });
});

test('the PIN is in no log, no file, and in the memory of neither main nor the window', async ({
  launch,
}, testInfo) => {
  const secret = 'v7Qm-PIN-that-is-nowhere-9x';
  const own = practiceTokens('SoftHSM 2', softhsmWith(secret, ['Vault']), ['SOFTHSM2_CONF']);
  try {
    const keydock = await launch({ env: own.env });
    placeModules(keydock.userData, own);
    const desk = new TokenDesk(keydock);
    const token = await desk.token('Vault');
    await desk.logIn(token.id, secret);
    expect(await desk.open(token.id)).toMatchObject({ ok: true, value: { objectsFailure: null } });

    const file = testInfo.outputPath('main.heapsnapshot');
    await keydock.app.evaluate((_electron, at) => {
      Reflect.set(globalThis, 'control', `the control ${'of main'}`.split('').join(''));
      process.getBuiltinModule('node:v8').writeHeapSnapshot(at);
    }, file);
    const main = readFileSync(file, 'utf8');
    expect(main).toContain('the control of main');
    expect(main).toContain(token.serial);
    expect(main).not.toContain(secret);

    const session = await keydock.window.context().newCDPSession(keydock.window);
    const chunks: string[] = [];
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    await session.detach();
    const heap = chunks.join('');
    expect(heap).toContain('askedLogin');
    expect(heap).not.toContain(secret);

    expect(keydock.logs() + keydock.output()).not.toContain(secret);
    for (const entry of readdirSync(keydock.userData, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = readFileSync(`${entry.parentPath}/${entry.name}`);
      expect(content.includes(secret), entry.name).toBe(false);
      expect(content.includes(Buffer.from(secret, 'utf16le')), entry.name).toBe(false);
    }
  } finally {
    own.remove();
  }
});
