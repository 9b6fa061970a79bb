import { createPrivateKey, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ExportableKeyType, exportableKeys } from '../../main/tokens/exportable-keys.ts';
import type { Practice } from '../practice/world.ts';
import { Engineer } from '../support/engineer.ts';
import { fieldKit } from '../support/field-kit.ts';
import type { Keydock } from '../support/launch.ts';
import { expect, test } from '../support/test.ts';
import { placeModules, practiceTokens } from '../support/tokens.ts';
import { countInMemory } from '../tokens/memory.ts';
import { softhsmWith } from '../tokens/providers.ts';

// An export, and then everything that could have kept something of it: memory of two processes, a heap, the disk.
test.setTimeout(300_000);

/** Like nothing else in a process, and in no file of the tests. */
const pin = `pin-${randomBytes(8).toString('hex')}`;
const client = 'SECENG-F1-SECRETS';

test('no key byte, PIN or bearer token is in the window; no key byte and no PIN in main or on the disk', async ({
  launch,
  practice,
}, testInfo) => {
  const tokens = practiceTokens('SoftHSM 2', softhsmWith(pin, ['Line 3']), ['SOFTHSM2_CONF']);
  const userData = testInfo.outputPath('data');
  placeModules(userData, tokens);
  const netLog = testInfo.outputPath('net-log.json');
  const keydock = await launch({
    profile: practice.profile,
    userData,
    env: tokens.env,
    args: [
      `--log-net-log=${netLog}`,
      '--net-log-capture-mode=IncludeSensitive',
      // Lets the same user read the memory of sandboxed processes, which otherwise only root may.
      '--allow-sandbox-debugging',
    ],
  });
  const elin = new Engineer(keydock, practice);
  const { wizard } = elin;
  await elin.signIn();
  await elin.getsClient(fieldKit, tokens, client);
  await wizard.chooseTarget('Line 3');
  await wizard.preview();
  await wizard.run();

  const heap = await heapOf(keydock);
  const bearers = [...new Set(readFileSync(netLog, 'utf8').match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [])];
  expect(bearers.length).toBeGreaterThan(0);
  const bearer = Object.fromEntries(bearers.map((token, index) => [`bearer ${index}`, token.split('.')[2] ?? '']));
  const secrets = { ...(await keyBytes(practice)), ...inTexts({ pin }) };
  const nothing = (names: object) => Object.fromEntries(Object.keys(names).map((name) => [name, 0]));

  await test.step('what is looked for is found where it is: in this process', () => {
    const here = countInMemory(process.pid, { ...secrets, ...inTexts(bearer) });
    expect(Math.min(...Object.values(here))).toBeGreaterThan(0);
  });
  await test.step('the heap of the window', () => {
    expect(heap).toContain(client);
    for (const text of [pin, ...Object.values(bearer)]) expect(heap).not.toContain(text.slice(0, 60));
  });
  const processes = await keydock.app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type }) => ({ pid, type })),
  );
  const windows = processes.filter(({ type }) => type === 'Tab');
  expect(windows.length).toBeGreaterThan(0);
  for (const { pid } of windows) {
    await test.step(`the memory of the window, process ${pid}`, () => {
      const needles = { ...secrets, ...inTexts(bearer) };
      const found = countInMemory(pid, { ...needles, ...inTexts({ control: client }) });
      const { 'control in latin1': latin1, 'control in utf16': utf16, ...rest } = found;
      expect((latin1 ?? 0) + (utf16 ?? 0), 'what it shows is found').toBeGreaterThan(0);
      expect(rest).toEqual(nothing(needles));
    });
  }
  await test.step('the memory of main', () => {
    const main = keydock.app.process().pid ?? 0;
    const found = countInMemory(main, { ...secrets, ...inTexts(bearer) });
    const ofBearers = Object.entries(found).filter(([name]) => name.startsWith('bearer'));
    expect(Math.max(...ofBearers.map(([, count]) => count)), 'main holds the bearer token').toBeGreaterThan(0);
    expect(Object.fromEntries(Object.keys(secrets).map((name) => [name, found[name]]))).toEqual(nothing(secrets));
  });
  await wizard.finish();
  await keydock.close();
  await test.step('the disk', () => {
    const files = [...filesIn(userData), ...filesIn(process.env['HOME'] ?? '')].filter((file) => file !== netLog);
    const onDisk = { ...secrets, ...inTexts(bearer) };
    const leaks: string[] = [];
    let kept = 0;
    for (const file of files) {
      const content = unlessGone(() => readFileSync(file));
      if (content === undefined) continue;
      if (content.includes(client)) kept += 1;
      for (const [name, octets] of Object.entries(onDisk))
        if (content.includes(octets)) leaks.push(`${name} in ${file}`);
    }
    expect(kept, 'what is kept is found').toBeGreaterThan(0);
    expect(leaks).toEqual([]);
    expect(files.filter((file) => /(^|\/)core(\.\d+)?$/.test(file))).toEqual([]);
  });
  tokens.remove();
});

/** Every key of the product as it would lie in memory: raw, and of private keys the part that is secret. */
async function keyBytes(practice: Practice): Promise<Record<string, Buffer>> {
  const needles: Record<string, Buffer> = {};
  for (const type of ExportableKeyType.options) {
    const { base64 } = await practice.control('secretOf', { product: fieldKit, operation: `Field key ${type}` });
    const octets = Buffer.from(base64, 'base64');
    const { material } = exportableKeys[type];
    const secret = material === 'aes' ? octets : privatePart(octets);
    needles[type] = secret;
    // A piece that is the same at any alignment in base64 would be shorter: the three of them are looked for.
    for (const [shift, text] of base64Of(secret).entries()) needles[`${type} in base64, ${shift}`] = Buffer.from(text);
    needles[`${type} in hex`] = Buffer.from(secret.toString('hex'));
  }
  return needles;
}

/** d, of RSA and of EC. */
function privatePart(pkcs8: Buffer): Buffer {
  const { d = '' } = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
  return Buffer.from(d, 'base64url').subarray(0, 64);
}

/** How octets look inside a longer base64 text, by where they begin in it; without the characters that others share. */
function base64Of(octets: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), octets])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(shift === 0 ? 0 : shift + 1, -2);
  });
}

/** The same text in one and in two octets a character. */
function inTexts(texts: Readonly<Record<string, string>>): Record<string, Buffer> {
  const entries = Object.entries(texts).flatMap(([name, text]) => [
    [`${name} in latin1`, Buffer.from(text, 'latin1')] as const,
    [`${name} in utf16`, Buffer.from(text, 'utf16le')] as const,
  ]);
  return Object.fromEntries(entries);
}

async function heapOf(keydock: Keydock): Promise<string> {
  const session = await keydock.window.context().newCDPSession(keydock.window);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return chunks.join('');
}

/**
 * Everything below a folder that is a file and can be read, but what the practice world and the browser of the tests
 * keep. Tests beside this one make and remove folders of their own meanwhile: what is gone when it is looked at is gone.
 */
function filesIn(folder: string): string[] {
  const entries = unlessGone(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  return entries
    .map((entry) => ({ entry, file: path.join(folder, entry.name) }))
    .filter(({ file }) => !/practice|node_modules|checkout/.test(file))
    .flatMap(({ entry, file }) => (entry.isDirectory() ? filesIn(file) : entry.isFile() ? [file] : []))
    .filter((file) => (unlessGone(() => statSync(file).size) ?? Number.POSITIVE_INFINITY) < 64 * 1024 * 1024);
}

function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
