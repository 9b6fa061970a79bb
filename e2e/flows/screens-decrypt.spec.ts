import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DecryptBatch, FileRow } from '../../app/contract/decrypt-shapes.ts';
import { checkAccessibility } from '../support/axe.ts';
import {
  batch,
  details,
  done,
  everyState,
  file,
  fileKey,
  needsKey,
  running,
  sha256,
} from '../support/decrypt-batches.ts';
import { dropFile } from '../support/drop.ts';
import { EncryptedFiles } from '../support/encrypted-files.ts';
import type { Keydock } from '../support/launch.ts';
import { DecryptPage } from '../support/pages/decrypt.ts';
import { expect, test } from '../support/test.ts';
import { ToldMain } from '../support/told-main.ts';

// Each test starts an app of its own and shares nothing: they may run side by side.
test.describe.configure({ mode: 'parallel' });

// Nobody is signed in and there is no profile: none of this needs one.

type Launch = Parameters<Parameters<typeof test>[2]>[0]['launch'];

/** The screen over a main that tells this list. */
async function at(launch: Launch, told: DecryptBatch, open?: FileRow, more: Parameters<typeof details>[1] = {}) {
  const keydock = await launch();
  const { window } = keydock;
  await window.emulateMedia({ reducedMotion: 'reduce' });
  const main = new ToldMain(keydock);
  const answers = { batch: told, control: told, start: told, setAad: told, setKey: told, setFormat: told, setIv: told };
  await main.says({ decrypt: { ...answers, ...(open && { details: details(open, more) }) } });
  await window.evaluate(
    (hash) => {
      globalThis.location.hash = hash;
    },
    `#/decrypt${open === undefined ? '' : `/${open.id}`}`,
  );
  await expect(window.getByRole('heading', { level: 1, name: 'Decrypt files' })).toBeVisible();
  return { keydock, window, main, page: new DecryptPage(keydock), grid: window.getByRole('grid') };
}

const named = (name: string): FileRow => {
  const row = everyState.find((each) => each.name === name);
  if (row === undefined) throw new Error(`no file ${name}`);
  return row;
};

/** Copies a file as a file manager does. Electron has changed its clipboard between the versions this runs on. */
function copyFile({ app }: Keydock, name: string): Promise<void> {
  return app.evaluate(
    async (electron, list) => {
      const before = Reflect.get(electron.clipboard, 'writeBuffer') as
        | ((format: string, list: Buffer) => void)
        | undefined;
      if (before !== undefined) return before('text/uri-list', Buffer.from(list));
      const item = new electron.ClipboardItem({ 'electron application/osclipboard;format="text/uri-list"': list });
      await electron.clipboard.write([item]);
    },
    `${pathToFileURL(name).href}\r\n`,
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every state of a file can be read by everybody, ${colorScheme}`, async ({ launch }, testInfo) => {
    const { window, main } = await at(launch, batch(everyState, { leftOut: 312 }));
    await window.emulateMedia({ colorScheme });
    const clean = async (what: string) => {
      expect.soft((await checkAccessibility(window)).violations, what).toEqual([]);
      await testInfo.attach(`${what}, ${colorScheme}`, { body: await window.screenshot(), contentType: 'image/png' });
    };
    await clean('the list');
    for (const name of ['firmware.bin.enc', 'firmware-1.6.43.enc', 'old.cbc.enc', 'by-file.bin.enc', 'disk.img.enc']) {
      await main.says({ decrypt: { details: details(named(name)) } });
      await window.evaluate((id) => {
        globalThis.location.hash = `#/decrypt/${id}`;
      }, named(name).id);
      await expect(window.getByRole('list', { name: 'Layout of the file' })).toBeVisible();
      await clean(name);
    }
    await window.getByRole('button', { name: 'Move it onto a token…' }).isVisible();
    await window.getByRole('button', { name: 'Choose key for telemetry.json.enc…' }).click();
    await expect(window.getByRole('menu')).toBeVisible();
    await clean('the menu of keys');
  });
}

test('the empty screen says what to do and what it opens', async ({ launch }) => {
  const { window } = await at(launch, batch([]));
  await expect(window.getByText('Drop encrypted files or folders anywhere')).toBeVisible();
  await expect(window.getByText('Salted__ files')).toBeVisible();
  expect((await checkAccessibility(window)).violations).toEqual([]);
});

test('files dropped on any screen are listed at once, whatever the screen', async ({ launch }) => {
  const files = new EncryptedFiles();
  const keydock = await launch();
  const page = new DecryptPage(keydock);
  await expect(keydock.window.getByRole('heading', { name: 'Which platform do you work with?' })).toBeVisible();
  await page.drop(files.gcm('a.bin.enc', 'a'), files.gcm('b.bin.enc', 'b'));
  await expect(page.row('a.bin.enc')).toContainText('expected');
  await expect(page.row('b.bin.enc')).toContainText('29 bytes');
  // On the list as well, and the same file is not there twice.
  await page.drop(files.gcm('c.bin.enc', 'c'));
  await expect(page.row('c.bin.enc')).toBeVisible();
});

test('while files are dragged over the window it says what a drop does, and takes nothing else', async ({ launch }) => {
  const keydock = await launch();
  const { window } = keydock;
  await expect(window.getByRole('heading', { level: 1 })).toBeVisible();
  const session = await window.context().newCDPSession(window);
  const drag = (
    type: 'dragEnter' | 'dragOver',
    data: { items: { mimeType: string; data: string }[]; files?: string[] },
  ) => session.send('Input.dispatchDragEvent', { type, x: 700, y: 60, data: { ...data, dragOperationsMask: 1 } });
  const files = new EncryptedFiles();
  const dragged = { items: [], files: [files.gcm('a.bin.enc', 'a')] };
  await drag('dragEnter', dragged);
  await drag('dragOver', dragged);
  await expect(window.getByText('Drop to decrypt')).toBeVisible();
  // The drag has ended elsewhere; the pointer comes back without files.
  await window.mouse.move(600, 300);
  await expect(window.getByText('Drop to decrypt')).toBeHidden();
  const word = { items: [{ mimeType: 'text/plain', data: '/etc/passwd' }] };
  await drag('dragEnter', word);
  await drag('dragOver', word);
  await expect(window.getByText('Drop to decrypt')).toBeHidden();
});

test('a path that is pasted opens nothing, nor does a file that a script made', async ({ launch }) => {
  const { window, main } = await at(launch, batch([]));
  await main.says({ decrypt: { add: batch([file('never.enc', needsKey)]) } });
  const paste = (kind: 'text' | 'file') =>
    window.evaluate((what) => {
      const data = new DataTransfer();
      if (what === 'text') data.setData('text/plain', '/etc/passwd');
      else data.items.add(new File(['x'], 'made.enc'));
      document.body.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    }, kind);
  await paste('text');
  await paste('file');
  await expect(window.getByRole('alert')).toContainText('was not dropped or chosen');
  expect(await main.asked('decrypt.add')).toEqual([]);
});

test('a file goes from dropped to decrypted, and its digest is copied whole', async ({ launch }) => {
  const files = new EncryptedFiles();
  const keydock = await launch();
  const page = new DecryptPage(keydock);
  const { window } = keydock;
  await page.drop(files.gcm('bound.bin.enc', 'bound', 'firmware-version=bound.bin'));
  await page.keyFile('bound.bin.enc', files.keyFile);
  await expect(page.row('bound.bin.enc')).toContainText('product.key');
  await page.open('bound.bin.enc');
  await expect(window.getByRole('list', { name: 'Layout of the file' })).toContainText('nonce 12 bytes from 0');
  await expect(window.getByText('Move it onto a token…')).toBeVisible();
  // The count is live and exact: é has two bytes.
  await window.getByLabel('AAD', { exact: true }).fill('é');
  await expect(window.getByText('2 bytes', { exact: true })).toBeVisible();
  await window.getByLabel('AAD', { exact: true }).fill('firmware-version=bound.bin ');
  await expect(window.getByText('27 bytes · ends with a space or tab')).toBeVisible();
  await window.getByLabel('How the AAD is written').selectOption('template');
  await window.getByLabel('AAD', { exact: true }).fill('firmware-version={name}');
  await expect(window.getByText('26 bytes · here firmware-version=bound.bin')).toBeVisible();
  await window.getByLabel('AAD', { exact: true }).press('Control+Enter');
  await expect(window.getByText('as you gave it')).toBeVisible();
  await window.getByRole('button', { name: 'Decrypt', exact: true }).last().click();
  await expect(page.row('bound.bin.enc')).toContainText('Authentic, saved');
  expect(readFileSync(path.join(files.folder, 'bound.bin'), 'utf8')).toBe('bound');

  await window.getByRole('button', { name: /^Copy SHA-256 of the result/ }).click();
  const copied = await keydock.app.evaluate(async ({ clipboard }) => await clipboard.readText());
  expect(copied).toMatch(/^[0-9a-f]{64}$/);
  await expect(window.getByRole('button', { name: 'Open folder' })).toBeVisible();
  expect(existsSync(path.join(files.folder, 'bound.bin'))).toBe(true);
});

test('several are chosen as in a file manager, and what is done is done with all of them', async ({ launch }) => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => file(`${name}.enc`, { kind: 'ready' }));
  const [first = named('new.bin.enc')] = rows;
  const { window, main, grid, page } = await at(launch, batch(rows), first);
  const chosen = () => grid.getByRole('row', { selected: true });
  await expect(chosen()).toHaveCount(1);
  await page.row('c.enc').click({ modifiers: ['Shift'] });
  await expect(chosen()).toHaveCount(3);
  await page.row('b.enc').click({ modifiers: ['Control'] });
  await expect(chosen()).toHaveCount(2);
  await page.row('e.enc').getByRole('checkbox').click();
  await expect(chosen()).toHaveCount(3);
  await window.getByRole('button', { name: 'Decrypt these 3' }).click();
  const ids = [0, 2, 4].map((place) => rows[place]?.id);
  await expect.poll(async () => await main.asked('decrypt.start')).toEqual([{ ids }]);
  await window.getByRole('button', { name: 'Let go' }).click();
  await expect(window.getByRole('button', { name: 'Decrypt all 5' })).toBeVisible();
});

test('everything can be reached by keys', async ({ launch }) => {
  const rows = ['a', 'b', 'c', 'd'].map((name) => file(`${name}.enc`, needsKey));
  const { window, main, grid, page } = await at(launch, batch(rows));
  await grid.focus();
  await window.keyboard.press('ArrowDown');
  await main.says({ decrypt: { details: details(rows[0] ?? named('new.bin.enc')) } });
  await expect(page.row('a.enc')).toHaveAttribute('aria-selected', 'true');
  await window.keyboard.press('Shift+ArrowDown');
  await window.keyboard.press('Shift+ArrowDown');
  await expect(grid.getByRole('row', { selected: true })).toHaveCount(3);
  await window.keyboard.press('Control+a');
  await expect(grid.getByRole('row', { selected: true })).toHaveCount(4);
  // One press for a key for all of them.
  await page.row('b.enc').getByRole('button', { name: 'Choose key for 4 files…' }).focus();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('menuitem').first()).toBeFocused();
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Enter');
  const ids = rows.map(({ id }) => id);
  await expect.poll(async () => await main.asked('decrypt.setKey')).toEqual([{ ids, key: fileKey.id }]);
});

test('Enter leads below the list, Delete takes off it what is not at work', async ({ launch }) => {
  const rows = [file('a.enc', { kind: 'ready' }), file('b.enc', running(1, 2)), file('c.enc', done())];
  const [first = named('new.bin.enc')] = rows;
  const { window, main, grid } = await at(launch, batch(rows), first);
  await expect(window.getByRole('list', { name: 'Layout of the file' })).toBeVisible();
  await grid.focus();
  await window.keyboard.press('Enter');
  await expect(window.getByRole('group', { name: 'a.enc' })).toBeFocused();
  await grid.focus();
  await window.keyboard.press('Control+a');
  await window.keyboard.press('Delete');
  const removed = { ids: [first.id, rows[2]?.id], action: 'remove' };
  await expect.poll(async () => await main.asked('decrypt.control')).toEqual([removed]);
});

test('what is missing is asked for at its field, once', async ({ launch }) => {
  const lacking = file('aad.enc', { kind: 'needs', what: 'aad', words: 'The AAD is missing.' });
  const sealed = file('iv.enc', { kind: 'needs', what: 'iv', words: 'The IV is not in the file.' });
  const { window, main, page } = await at(launch, batch([lacking, sealed]));
  await main.says({ decrypt: { details: details(lacking, { chosen: { aad: null, iv: null, format: null } }) } });
  await window.getByRole('button', { name: 'Give the AAD for aad.enc…' }).click();
  await expect(window.getByLabel('AAD', { exact: true })).toBeFocused();
  await main.says({ decrypt: { details: details(sealed) } });
  await window.getByRole('button', { name: 'Give the IV for iv.enc…' }).click();
  const iv = window.getByLabel('IV in base64 or hex');
  await expect(iv).toBeFocused();
  await iv.fill('000102030405060708090a0b0c0d0e');
  await expect(window.getByText('Neither base64 nor hex yet.')).toBeVisible();
  await iv.fill('000102030405060708090a0b0c0d0e0f');
  await expect(window.getByText('16 of 16 bytes')).toBeVisible();
  await iv.press('Enter');
  await expect
    .poll(async () => await main.asked('decrypt.setIv'))
    .toEqual([{ ids: [sealed.id], iv: 'AAECAwQFBgcICQoLDA0ODw==' }]);
  // Opened again by a click, nothing takes the keyboard away.
  await main.says({ decrypt: { details: details(lacking) } });
  await page.open('aad.enc');
  await expect(window.getByLabel('AAD', { exact: true })).toBeVisible();
  await expect(window.getByLabel('AAD', { exact: true })).not.toBeFocused();
});

test('files that are copied in a file manager can be pasted', async ({ launch }) => {
  const files = new EncryptedFiles();
  const copied = files.gcm('copied.bin.enc', 'copied');
  const keydock = await launch();
  const page = new DecryptPage(keydock);
  await expect(keydock.window.getByRole('heading', { level: 1 })).toBeVisible();
  await copyFile(keydock, copied);
  const session = await keydock.window.context().newCDPSession(keydock.window);
  const v = { type: 'keyDown' as const, key: 'v', code: 'KeyV', modifiers: 2, commands: ['paste'] };
  await session.send('Input.dispatchKeyEvent', v);
  await expect(page.row('copied.bin.enc')).toContainText('expected');
});

test('progress moves nothing but its bar and its numbers, and is told to a screen reader only at its end', async ({
  launch,
}) => {
  const total = 3.6e9;
  const at_ = (part: number) =>
    batch([file('a.enc', done()), file('b.enc', running(total * part, total), { size: total })]);
  const { window, main, page } = await at(launch, at_(0));
  const said = window.locator('[aria-live=polite].visually-hidden');
  const places = () =>
    window.evaluate(() =>
      [...document.querySelectorAll('[role=row], [role=gridcell]')]
        .map((each) => JSON.stringify(each.getBoundingClientRect()))
        .join(),
    );
  const bar = page.row('b.enc').getByRole('progressbar');
  await expect(bar).toHaveAttribute('aria-valuenow', '0');
  const before = await places();
  for (const part of [0.09, 0.5, 0.999]) {
    await main.tells('decrypt', 'changed', at_(part));
    await expect(bar).toHaveAttribute('aria-valuenow', String(Math.floor(part * 100)));
    expect(await places()).toBe(before);
  }
  await expect(bar).toHaveAttribute('aria-valuetext', /^99%, 190 MB\/s, 1 sec left$/);
  expect(await said.textContent()).toBe('');
  await main.tells('decrypt', 'changed', batch([file('a.enc', done()), file('b.enc', done(), { size: total })]));
  await expect(said).toHaveText('2 files decrypted');
});

test('two thousand files are a list of true numbers with few rows in the page', async ({ launch }) => {
  const rows = Array.from({ length: 2_000 }, (_, place) => file(`part-${place}.enc`, { kind: 'ready' }));
  const { window, grid, page } = await at(launch, batch(rows));
  await expect(grid).toHaveAttribute('aria-rowcount', '2000');
  expect(await grid.getByRole('row').count()).toBeLessThan(40);
  await grid.focus();
  await window.keyboard.press('End');
  await expect(page.row('part-1999.enc')).toBeInViewport();
  await expect(window.getByRole('button', { name: 'Decrypt all 2,000' })).toBeVisible();
});

test('what opens below leaves its row in view; a result says what proves it', async ({ launch }) => {
  const rows = [
    ...Array.from({ length: 30 }, (_, place) => file(`part-${place}.enc`, { kind: 'ready' })),
    file('last.enc', done()),
  ];
  const last = rows.at(-1) ?? named('new.bin.enc');
  const { window, page } = await at(launch, batch(rows), last);
  await expect(page.row('last.enc')).toBeInViewport({ ratio: 0.9 });
  const result = window.getByRole('region', { name: 'Result' });
  await expect(result).toContainText('equals the original');
  await expect(result).toContainText('T · stays on the token');
  await expect(result.getByTitle(sha256)).toBeVisible();
});

test('at 200 % and in a narrow window everything is there, without scrolling sideways', async ({
  launch,
}, testInfo) => {
  const { keydock, window } = await at(launch, batch(everyState), named('firmware-1.6.43.enc'));
  await keydock.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2);
  });
  await expect.poll(() => window.evaluate(() => devicePixelRatio)).toBe(2);
  const isTooWide = () =>
    window.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect(await isTooWide()).toBe(false);
  const field = window.getByLabel('AAD', { exact: true });
  await field.scrollIntoViewIfNeeded();
  await expect(field).toBeInViewport();
  expect((await checkAccessibility(window)).violations).toEqual([]);
  await testInfo.attach('at 200 %', { body: await window.screenshot(), contentType: 'image/png' });
});

test('a drop zone for profiles keeps what is dropped on it', async ({ launch }) => {
  const { window } = await launch();
  const place = window.getByText('Drop the profile file here');
  await expect(place).toBeVisible();
  const none = path.join(mkdtempSync(path.join(tmpdir(), 'keydock-profile-')), 'none.json');
  writeFileSync(none, '{}');
  await dropFile(place, none);
  await expect(window.getByRole('alert')).toBeVisible();
  await expect(window.getByRole('heading', { name: 'Which platform do you work with?' })).toBeVisible();
});
