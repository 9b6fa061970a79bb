import { Approver } from '../support/approver.ts';
import { checkAccessibility } from '../support/axe.ts';
import {
  clientKey,
  clientKeys,
  drafts,
  endedRun,
  expected,
  exportsOverview,
  manyKeys,
  preview,
  product,
  record,
  rsaKey,
  run,
  runKey,
  stored,
  tokenPage,
  tokensOverview,
  waitingClient,
} from '../support/export-drafts.ts';
import { expect, test } from '../support/test.ts';
import { ToldMain } from '../support/told-main.ts';

// Each test starts an app of its own and shares nothing: they may run side by side.
test.describe.configure({ mode: 'parallel' });

/** Sara at the export, with main telling what the test says. */
async function atExport(
  launch: Parameters<Parameters<typeof test>[2]>[0]['launch'],
  practice: Parameters<Parameters<typeof test>[2]>[0]['practice'],
  draft: ReturnType<(typeof drafts)['product']>,
) {
  await practice.control('reset', {});
  const keydock = await launch({ profile: practice.profile });
  const sara = new Approver(keydock, practice);
  const { window } = sara;
  await window.emulateMedia({ reducedMotion: 'reduce' });
  await sara.signIn('sara');
  const main = new ToldMain(keydock);
  await main.says({
    exports: { overview: exportsOverview, get: draft, begin: draft, record: record(), expected },
    tokens: { overview: tokensOverview, open: tokenPage, login: { isLoggedIn: true } },
    clients: { keys: clientKeys, open: waitingClient, register: { kind: 'asked', id: 'client-2', stateName: 'x' } },
  });
  await window.evaluate((id) => {
    globalThis.location.hash = `#/export/draft/${id}`;
  }, draft.id);
  await expect(window.getByRole('heading', { level: 1, name: 'Export keys' })).toBeVisible();
  return { keydock, window, main, grid: window.getByRole('grid'), foot: window.locator('main footer') };
}
type AtExport = Awaited<ReturnType<typeof atExport>>;

/** Whether a screen can be used by everybody, in both schemes. */
async function expectAccessible({ window }: AtExport, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await window.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft((await checkAccessibility(window)).violations, `${what}, ${colorScheme}`).toEqual([]);
  }
}

/** What a screen reader was told last. */
const announced = ({ window }: AtExport) => window.locator('[aria-live=polite].visually-hidden');

test('every step can be used by everybody, light and dark, and at 200 %', async ({ launch, practice }, testInfo) => {
  const at = await atExport(launch, practice, drafts.product());
  const { window, main } = at;
  await expect(window.getByRole('heading', { name: 'Whose keys go onto a token?' })).toBeVisible();
  for (const [name, draft] of [
    ['product', drafts.product()],
    ['client-key', drafts.clientKey()],
    ['unregistered', drafts.unregistered()],
    ['waiting', drafts.waiting()],
    ['token', drafts.token()],
    ['preview', drafts.preview()],
    ['run', drafts.run()],
    ['ended', drafts.ended()],
    ['recorded', drafts.recorded()],
  ] as const) {
    await main.tells('exports', 'changed', draft);
    await expect(window.locator('[aria-current=step]')).toBeVisible();
    await expectAccessible(at, name);
    await window.screenshot({ path: testInfo.outputPath(`${name}.png`) });
  }
  await window.getByRole('button', { name: 'All exports' }).click();
  await expect(window.getByRole('heading', { name: 'Left behind' })).toBeVisible();
  await expectAccessible(at, 'start');
  await window.screenshot({ path: testInfo.outputPath('start.png') });

  // Half the width is what 200 % leaves.
  await window.setViewportSize({ width: 640, height: 400 });
  await window.getByRole('link', { name: /Gateway G2 onto/ }).click();
  await main.tells('exports', 'changed', drafts.preview());
  await expect(window.getByRole('button', { name: 'Export 3 keys…' })).toBeVisible();
  const overflow = await window.evaluate(() => document.documentElement.scrollWidth - globalThis.innerWidth);
  expect(overflow, 'nothing is wider than the window').toBeLessThanOrEqual(0);
  await window.screenshot({ path: testInfo.outputPath('narrow.png') });
});

test('where exports begin: what was left is offered for destruction, drafts go on or are forgotten, a product begins one', async ({
  launch,
  practice,
}) => {
  const at = await atExport(launch, practice, drafts.product());
  const { window, main } = at;
  await window.getByRole('button', { name: 'All exports' }).click();
  await expect(window.getByRole('region', { name: 'Left behind' })).toContainText('on “Line 3 HSM”');
  await main.says({
    exports: { overview: { ...exportsOverview, leftovers: [] } },
    tokens: { destroyObject: { destroyed: true } },
  });
  await window.getByRole('button', { name: 'Destroy keydock unfinished 7aa2d9e0…' }).click();
  await expect(window.getByRole('region', { name: 'Left behind' })).toHaveCount(0);
  expect(await main.asked('tokens.destroyObject')).toEqual([{ token: 'token-line-3', object: 'object-left' }]);

  await main.says({ exports: { discard: null, overview: { ...exportsOverview, leftovers: [], drafts: [] } } });
  await window.getByRole('button', { name: 'Forget the export of Sensor S7' }).click();
  await expect(window.getByRole('region', { name: 'Under way' })).toHaveCount(0);
  expect(await main.asked('exports.discard')).toEqual([{ id: 'draft-sensor-1' }]);

  await window.getByRole('link', { name: /Sensor S5/ }).click();
  await expect(window.getByRole('heading', { level: 1, name: 'Record of an export' })).toBeVisible();
  await window.getByRole('button', { name: 'All exports' }).click();
  await main.tells('exports', 'overviewChanged', { drafts: [], records: [], leftovers: [] });
  await expect(window.getByText('No key was exported yet')).toBeVisible();
  await window.keyboard.press('n');
  await expect(window.getByRole('heading', { name: 'Whose keys go onto a token?' })).toBeVisible();
  expect(await main.asked('exports.begin')).toEqual([{ product: null }]);

  // From a product, it is chosen already.
  const readAt = exportsOverview.drafts[0]?.changedAt ?? '';
  await main.says({
    exports: { begin: drafts.clientKey() },
    products: {
      open: {
        id: product.id,
        title: product.name,
        sentence: '',
        productType: 'Production',
        state: { value: 128, name: 'Active', final: true },
        warnings: [],
        groups: [],
        readAt,
      },
    },
  });
  await window.evaluate((id) => {
    globalThis.location.hash = `#/products/${id}`;
  }, product.id);
  await window.getByRole('button', { name: 'Export keys…' }).click();
  await expect(window.getByRole('heading', { name: 'Which key opens the envelope of Gateway G2?' })).toBeVisible();
  expect((await main.asked('exports.begin')).at(-1)).toEqual({ product: product.id });
});

test('the client key: chosen, registered, waited for; a file is set apart', async ({ launch, practice }) => {
  const at = await atExport(launch, practice, drafts.clientKey());
  const { window, main } = at;
  const primary = at.foot.getByRole('button').last();
  await expect(primary).toHaveAttribute('aria-disabled', 'true');
  await expect(window.getByRole('region', { name: 'Opening key in a file' })).toContainText('less protected');
  await expect(window.getByRole('region', { name: 'Line 1 HSM' })).toContainText('unlock it with its PUK');
  await expect(window.getByRole('radio', { name: /seceng-g2/ })).toHaveAccessibleName('seceng-g2 · EC P-256');

  await main.says({ clients: { keys: [...clientKeys, rsaKey], chooseKeyFile: rsaKey } });
  await window.getByRole('button', { name: 'Choose a key file…' }).click();
  const rsa = window.getByRole('radio', { name: /line-pc.pem/ });
  await expect(rsa).toBeDisabled();
  await expect(rsa).toHaveAccessibleDescription(/only an EC P-256 key/);
  await expect(primary).toHaveAttribute('aria-disabled', 'true');

  await window.getByRole('button', { name: 'Log in to Practice target…' }).click();
  expect(await main.asked('tokens.login')).toEqual([{ token: 'token-softhsm' }]);

  await main.says({ exports: { chooseKey: drafts.unregistered() } });
  await window.getByRole('radio', { name: /seceng-sensor-s7/ }).check();
  await window.keyboard.press('n');
  await expect(window.getByRole('heading', { name: 'seceng-g2 is not registered for Gateway G2' })).toBeVisible();
  await expect(window.getByText('Approving it retires your earlier client, if there is one.')).toBeVisible();

  await window.getByLabel('Name of the client').fill('SECENG-G2-LINE3');
  await window.getByLabel('Description').fill('on the HSM of line 3');
  await main.says({ exports: { refreshClient: drafts.waiting() } });
  await window.getByRole('button', { name: 'Register it…' }).click();
  await expect(window.getByRole('heading', { name: 'SECENG-G2-LINE3 waits for approval' })).toBeVisible();
  expect(await main.asked('clients.register')).toEqual([
    {
      key: { kind: 'token', token: 'token-line-3', object: 'object-seceng' },
      product: product.id,
      name: 'SECENG-G2-LINE3',
      description: 'on the HSM of line 3',
      clientType: 'SecurityEngineer',
    },
  ]);
  // Said once: by the client's own page, not by what was kept of it too.
  await expect(window.getByText('SECENG-OLD will no longer receive anything.')).toBeVisible();
  await expect(window.getByText(/retires/)).toHaveCount(1);
  await expect(window.getByText('Somebody else who may approve clients of Gateway G2 decides.')).toBeVisible();

  // Rejected elsewhere: that is said, and it is asked for once more.
  await main.says({ exports: { refreshClient: drafts.unregistered() } });
  await window.getByRole('button', { name: 'Look now' }).click();
  await expect(window.getByRole('alert')).toContainText('SECENG-G2-LINE3 was not approved.');
  await main.says({ exports: { refreshClient: drafts.waiting() } });
  await window.getByRole('button', { name: 'Register it…' }).click();
  await expect(window.getByRole('heading', { name: 'SECENG-G2-LINE3 waits for approval' })).toBeVisible();

  // Approved elsewhere: it goes on without anybody pressing anything.
  await main.says({ exports: { refreshClient: drafts.token() } });
  await expect(window.getByRole('heading', { name: 'Which token receives the keys of Gateway G2?' })).toBeVisible({
    timeout: 15_000,
  });
  await expect(announced(at)).toHaveText('Step 3 of 6, Token');
});

test('the token: what cannot receive keys says why, and the preview follows the choice', async ({
  launch,
  practice,
}) => {
  const at = await atExport(launch, practice, drafts.token());
  const { window, main } = at;
  await expect(window.getByRole('radio', { name: /Line 1 HSM/ })).toBeDisabled();
  await expect(window.getByRole('radio', { name: /Sara Holm/ })).toHaveAccessibleDescription(/cannot be written/);
  const line3 = window.getByRole('listitem').filter({ has: window.getByRole('radio', { name: /Line 3 HSM/ }) });
  await expect(line3).toContainText('Expected: AES keys and EC private keys');
  await expect(line3).toContainText('refused by the profile');
  await expect(window.getByText(/^Expected:/)).toHaveCount(1);
  await window.getByRole('radio', { name: /Line 3 HSM/ }).check();
  await expect(window.getByRole('list', { name: 'What it was found to do' })).toContainText('CKR_MECHANISM_INVALID');

  await main.says({ exports: { chooseTarget: drafts.preview({ preview: null }), preview: drafts.preview() } });
  await window.getByRole('button', { name: 'Preview for Line 3 HSM…' }).click();
  await expect(window.getByRole('heading', { name: '3 keys of Gateway G2 onto “Line 3 HSM”' })).toBeVisible();
  expect(await main.asked('exports.chooseTarget')).toEqual([{ id: 'draft-gateway', token: 'token-line-3' }]);
  expect(await main.asked('exports.preview')).toHaveLength(1);
});

test('what the preview could not do is said, and tried again where one is', async ({ launch, practice }) => {
  const failure = { code: 'envelope.not-for-this-key', facts: {} } as const;
  const at = await atExport(launch, practice, drafts.preview({ preview: null, failure }));
  const { window, main } = at;
  await expect(window.getByRole('alert')).toContainText('This client key does not open the envelope');
  await main.says({ exports: { preview: { failure: { code: 'token.pin-missing', facts: {} } } } });
  await window.getByRole('button', { name: 'Try again…' }).click();
  await expect(window.getByRole('alert')).toContainText('No PIN was entered');
  await main.tells(
    'exports',
    'changed',
    drafts.preview({ preview: null, doing: 'Trying Line 3 HSM with known answers' }),
  );
  await expect(at.foot).toContainText('Trying Line 3 HSM with known answers…');
  await expect(window.getByRole('button', { name: 'Try again…' })).toHaveAttribute('aria-disabled', 'true');
  await expect(window.getByRole('button', { name: 'Back', exact: true })).toHaveAttribute('aria-disabled', 'true');
});

test('500 keys: counted, searched, ticked by keyboard, and only those asked for that were ticked', async ({
  launch,
  practice,
}) => {
  const at = await atExport(launch, practice, drafts.preview({ preview: preview(manyKeys) }));
  const { window, main, grid } = at;
  await expect(grid).toHaveAttribute('aria-rowcount', '500');
  expect(await grid.getByRole('row').count()).toBeLessThan(40);
  // 10 refused, 10 there already.
  await expect(window.getByRole('button', { name: 'Export 480 keys…' })).toBeVisible();
  await window.getByLabel('Write 10 keys a second time').check();
  await expect(window.getByRole('button', { name: 'Export 490 keys…' })).toBeVisible();
  await window.getByLabel('Write 10 keys a second time').uncheck();

  await window.getByRole('searchbox').fill('Line key 8');
  await expect(grid).toHaveAttribute('aria-rowcount', '11');
  const refused = grid.getByRole('row').filter({ hasText: 'refused' });
  await expect(refused).toContainText('the profile asks for K or better');
  await expect(refused.getByRole('checkbox')).toBeDisabled();
  await window.getByRole('searchbox').fill('');

  await window.getByRole('checkbox', { name: 'Every key' }).uncheck();
  await expect(at.foot).toContainText('No key is chosen.');
  await expect(window.getByRole('button', { name: 'Export 0 keys…' })).toHaveAttribute('aria-disabled', 'true');
  await grid.focus();
  await window.keyboard.press('Space');
  await window.keyboard.press('ArrowDown');
  await window.keyboard.press('Shift+ArrowDown');
  await expect(window.getByRole('button', { name: 'Export 3 keys…' })).toBeVisible();

  // Leaving loses nothing.
  await window.getByRole('button', { name: 'All exports' }).click();
  await main.says({ exports: { get: drafts.preview({ preview: preview(manyKeys) }) } });
  await window.getByRole('link', { name: /Gateway G2 onto/ }).click();
  await window.getByLabel('Stop at the first failure').check();
  await main.says({ exports: { run: drafts.run() } });
  await window.getByRole('button', { name: 'Export 3 keys…' }).click();
  await expect(window.getByRole('progressbar', { name: 'Keys that are done' })).toBeVisible();
  expect(await main.asked('exports.run')).toEqual([
    { id: 'draft-gateway', keys: [0, 1, 2], allowDuplicates: false, stopAtFailure: true },
  ]);
});

test('a key is explained: other tokens, what was passed over, and why it is refused', async ({ launch, practice }) => {
  const keys = [manyKeys[7], manyKeys[0], preview().keys[2]].flatMap((key, index) => (key ? [{ ...key, index }] : []));
  const at = await atExport(
    launch,
    practice,
    drafts.preview({ preview: preview(keys), clientKey: clientKeys[2] ?? null }),
  );
  const { window, grid } = at;
  await expect(window.getByRole('region', { name: 'Line key 8' })).toContainText('It would come to grade C here');
  await grid.getByRole('row').filter({ hasText: 'Legacy content key' }).click();
  const details = window.getByRole('region', { name: 'Legacy content key' });
  await expect(details).toContainText('Practice target');
  await details.getByText('One other way was looked at and not taken').click();
  await expect(details.getByText('CKM_AES_KEY_WRAP_PKCS7 on the token')).toBeVisible();
  await expect(window.getByRole('region', { name: 'Opening key in a file' })).toContainText('copied without a trace');
});

test('an older answer does not undo what was told meanwhile', async ({ launch, practice }) => {
  const older = drafts.preview({ preview: null });
  const at = await atExport(launch, practice, drafts.preview({ preview: null }));
  await at.main.tells('exports', 'changed', drafts.run());
  await expect(at.window.getByRole('progressbar', { name: 'Keys that are done' })).toBeVisible();
  await at.main.says({ exports: { get: older } });
  await at.window.keyboard.press('Control+r');
  await expect.poll(() => at.main.asked('exports.get').then(({ length }) => length)).toBeGreaterThan(1);
  await expect(at.window.getByRole('progressbar', { name: 'Keys that are done' })).toBeVisible();
});

test('a run tells how it goes on, is cancelled between keys, and its keys are proven before the record is closed', async ({
  launch,
  practice,
}) => {
  const at = await atExport(launch, practice, drafts.run());
  const { window, main, grid } = at;
  const bar = window.getByRole('progressbar', { name: 'Keys that are done' });
  await expect(bar).toHaveAttribute('aria-valuenow', '1');
  await expect(window.getByRole('navigation', { name: 'Steps of the export' }).getByRole('button')).toHaveCount(0);
  await main.says({ exports: { cancel: drafts.run({ run: run(endedRun.keys, { isCancelled: true }) }) } });
  await window.getByRole('button', { name: 'Cancel after this key' }).click();
  await expect(at.foot).toContainText('It ends after the key it is at');
  await expect(announced(at)).toHaveText('Legacy content key failed');

  await main.tells('exports', 'changed', drafts.ended());
  await expect(window.getByRole('heading', { name: '2 of 3 keys of Gateway G2 are on “Line 3 HSM”' })).toBeVisible();
  await grid.getByRole('row').filter({ hasText: 'Legacy content key' }).click();
  await expect(window.getByRole('alert').filter({ hasText: 'The key did not unwrap' })).toContainText(
    'Fetch the envelope again',
  );

  await grid.getByRole('row').filter({ hasText: 'Key for image encryption' }).click();
  await expect(window.getByText('1 key integrity-checked, not compared.')).toBeVisible();
  const proven = run([runKey(0, stored({ verification: 'proven' })), ...endedRun.keys.slice(1)], {
    endedAt: endedRun.endedAt,
  });
  await main.says({ exports: { proveWithRequest: drafts.ended({ run: proven }) } });
  await window.getByRole('button', { name: 'Prove with a request of the platform' }).click();
  await expect(window.getByText('1 key integrity-checked, not compared.')).toHaveCount(0);
  await expect(grid.getByRole('row').filter({ hasText: 'Key for image encryption' })).toContainText(
    'Stored and proven',
  );
  await expect(window.getByRole('button', { name: 'Prove with a file…' })).toHaveCount(0);
  expect(await main.asked('exports.proveWithRequest')).toEqual([{ id: 'draft-gateway', key: 0 }]);

  await main.says({ exports: { finish: drafts.recorded({ run: proven }) } });
  await window.keyboard.press('n');
  await expect(window.getByText('Signed by a key that was pinned.')).toBeVisible();
  await main.says({ exports: { saveRecord: { name: 'gateway-g2.jws' } } });
  await window.getByRole('button', { name: 'Save as JWS…' }).click();
  await expect(window.getByText('gateway-g2.jws is written')).toBeVisible();
  expect(await main.asked('exports.saveRecord')).toEqual([{ id: 'record-1', format: 'jws' }]);
});

test('a record that does not verify says so, and an unsigned one offers no JWS', async ({ launch, practice }) => {
  const at = await atExport(launch, practice, drafts.product());
  const { window, main } = at;
  const open = (id: string) =>
    window.evaluate((to) => {
      globalThis.location.hash = `#/export/record/${to}`;
    }, id);
  await main.says({
    exports: {
      record: record({
        verified: { isGood: false, how: 'The signature does not fit what is written.' },
        warnings: [{ tone: 'danger', title: 'This record does not verify', text: 'It was changed.' }],
      }),
    },
  });
  await open('record-x1');
  await expect(window.getByText('This record does not verify.')).toBeVisible();
  await expect(window.getByText('The signature does not fit what is written.')).toBeVisible();
  await expect(window.getByText('Signed by a key that was pinned.')).toHaveCount(0);
  const unsigned = record({
    row: { ...record().row, signature: 'unsigned' },
    thumbprint: null,
    warnings: [{ tone: 'warn', title: 'This record is not signed', text: 'The token could not sign it.' }],
  });
  await main.says({ exports: { record: unsigned } });
  await open('record-x2');
  await expect(window.getByText('The token could not sign it.')).toBeVisible();
  await expect(window.getByRole('button', { name: /JWS/ })).toHaveCount(0);
  await expect(window.getByRole('button', { name: 'Save as JSON…' })).toBeVisible();
});

test('names that try to deceive are shown with what is hidden in them', async ({ launch, practice }) => {
  const name = 'Boot\u202Egnp.exe';
  const keys = preview().keys.map((key) => ({ ...key, name, label: name, platformTokenId: name }));
  const draft = drafts.preview({
    product: { ...product, name },
    clientKey: clientKey({ label: name }),
    preview: preview(keys),
  });
  const { window } = await atExport(launch, practice, draft);
  await expect(window.getByRole('heading', { level: 2 })).toContainText('Boot\\u{202e}gnp.exe');
  expect(await window.locator('main').textContent()).not.toContain('\u202E');
});
