import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientKey } from '../../app/contract/client-shapes.ts';
import { Sheet } from '../../app/contract/confirmation.ts';
import { contract } from '../../app/contract/contract.ts';
import { keyDigestLabel } from '../../app/platform/facts/client-facts.ts';
import type { Result } from '../../app/result.ts';
import type { TokenInHand } from '../../main/tokens/tokens.ts';
import { putOnToken, replacePublicHalf } from '../decrypt/token-objects.ts';
import { Desk, factOf } from '../platform/desk.ts';
import { type Practice, startPractice } from '../practice/world.ts';
import { type Provider, softhsm } from '../tokens/providers.ts';
import { ClientsDesk, caller, tokenInHand } from './desk.ts';

// Real processes and tokens that sync to disk: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = path.resolve(import.meta.dirname, '../..');
const station = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ecFile = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let world: Practice;
let provider: Provider;
let token: TokenInHand;
let endToken: () => void;
let product: string;
let sara: ClientsDesk;

beforeAll(async () => {
  world = await startPractice({ pace: { created: 50, approved: 20, inProcess: 20 } });
  provider = softhsm('Line 3');
  putOnToken(provider, [{ label: 'station', key: station.privateKey }], root);
  const hand = await tokenInHand(provider);
  ({ token } = hand);
  endToken = hand.end;
});
afterAll(async () => {
  endToken();
  provider.remove();
  await world.close();
});
beforeEach(async () => {
  await world.control('reset', {});
  const found = await world.control('find', { queue: 'products', idOrName: 'Gateway G2' });
  product = found?.id ?? '';
  sara = await ClientsDesk.open(world, 'sara', [token]);
});
afterEach(() => sara.close());

const must = async <T>(answer: Promise<Result<T>>): Promise<T> => {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error.facts)}`);
  return result.value;
};
const handlers = () => sara.clients.handlers;
const made = async (): Promise<ClientKey> => {
  const key = await must(handlers().makeKey({ token: token.id, label: `seceng-${randomUUID().slice(0, 8)}` }, caller));
  if (key === null) throw new Error('nothing was made');
  return contract.clients.makeKey.output.parse(key) as ClientKey;
};
const asking = (key: ClientKey, more: object = {}) => ({
  key: key.place,
  product,
  name: 'SECENG-G2-NEW',
  description: 'Token of line 3',
  clientType: 'SecurityEngineer' as const,
  ...more,
});
const posts = (list: string) =>
  sara.desk.network.sent.filter(({ method, path: at }) => method === 'POST' && at.endsWith(list));
const clientRecord = async (idOrName: string) =>
  (await world.control('find', { queue: 'clients', idOrName })) as {
    state: number;
    clientUser: string;
    encryptionPublicKey: string;
  } | null;
const approve = (id: string) => world.control('decide', { queue: 'clients', id, decision: 'APPROVE' });
const waits = (id: string) => expect.poll(async () => (await clientRecord(id))?.state).toBe(2);
const results = () =>
  sara
    .journal()
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'act.outcome');

describe('a key made on the token', () => {
  test('can do one thing, cannot leave, and was shown before it was made', async () => {
    const key = await made();
    expect(key).toMatchObject({ type: 'EC P-256', where: 'Line 3 · software token', isFile: false, warnings: [] });
    const sheet = sara.sheets.at(-1);
    expect(() => Sheet.parse({ colour: 'teal', theme: 'light', ...sheet })).not.toThrow();
    expect(factOf(sheet?.groups ?? [], 'SHA-256 of the module')).toMatchObject({ hex: provider.module.sha256 });
    const objects = await must(token.run('objects', { token: token.ref }));
    expect(
      objects.find(({ class: kind, label }) => kind === 'private-key' && label === key.label)?.attributes,
    ).toMatchObject({
      sensitive: true,
      extractable: false,
      derive: true,
      sign: false,
      decrypt: false,
      unwrap: false,
    });
    expect(results()).toMatchObject([{ act: 'key.make', result: { kind: 'done' } }]);
  });

  test('who says no has made nothing', async () => {
    sara.answer = () => false;
    const before = await must(token.run('objects', { token: token.ref }));
    expect(await must(handlers().makeKey({ token: token.id, label: 'no' }, caller))).toBeNull();
    expect(await must(token.run('objects', { token: token.ref }))).toHaveLength(before.length);
    expect(sara.journal()).toEqual([]);
  });
});

describe('registering', () => {
  test('another public half that somebody put beside the key, which takes no PIN, is never registered', async () => {
    const key = await made();
    const theirs = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    replacePublicHalf(provider, key.label, theirs.publicKey, root);
    const shown = await must(handlers().keys({}, caller));
    const planted = shown.find(({ label }) => label === key.label);
    expect(planted?.fingerprint).not.toBe(key.fingerprint);
    expect(await handlers().register(asking(planted ?? key), caller)).toMatchObject({
      ok: false,
      error: { code: 'client.key-pair-differs' },
    });
    expect(posts('/registrations/clients')).toEqual([]);
    const objects = await must(token.run('objects', { token: token.ref }));
    for (const object of objects.filter(({ label }) => label === key.label))
      await must(token.run('destroyObject', { token: token.ref, key: object }));
  });

  test('the platform gets this very key in the name of who is signed in, and somebody else’s yes makes it ready', async () => {
    const key = await made();
    const outcome = await must(handlers().register(asking(key), caller));
    expect(outcome).toMatchObject({ kind: 'asked' });
    if (outcome.kind !== 'asked') return;
    const record = await clientRecord(outcome.id);
    expect(record?.clientUser).toBe(sara.account().identity);
    // As platform-api.md section 6 says: base64 of the PEM text of the SPKI.
    const pem = Buffer.from(record?.encryptionPublicKey ?? '', 'base64').toString();
    expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(createPublicKey(pem).asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
    const sheet = sara.sheets.at(-1);
    expect(() => Sheet.parse({ colour: 'teal', theme: 'light', ...sheet })).not.toThrow();
    expect(factOf(sheet?.groups ?? [], keyDigestLabel)).toMatchObject({ hex: key.fingerprint });

    await waits(outcome.id);
    expect(await must(sara.clients.clientFor(key.fingerprint, product))).toMatchObject({
      id: outcome.id,
      isReady: false,
      warning: expect.stringContaining('SECENG-G2-LINE2'),
    });
    await approve(outcome.id);
    expect(await must(sara.clients.clientFor(key.fingerprint, product))).toMatchObject({
      isReady: true,
      warning: null,
    });
    const keys = await must(handlers().keys({}, caller));
    expect(() => contract.clients.keys.output.parse(keys)).not.toThrow();
    expect(keys.find(({ fingerprint }) => fingerprint === key.fingerprint)?.registeredAs).toEqual([
      { id: outcome.id, name: 'SECENG-G2-NEW', state: 'Ready', product: 'Gateway G2' },
    ]);
    expect((await clientRecord('SECENG-G2-LINE2'))?.state).toBe(256);
  });

  test('it is said which client of hers approving will retire', async () => {
    await must(handlers().register(asking(await made()), caller));
    expect(sara.sheets.at(-1)?.warnings).toMatchObject([
      { title: 'Approving this retires 1 earlier client of yours.', text: expect.stringContaining('SECENG-G2-LINE2') },
    ]);
  });

  test('the same key again is refused before anything is asked', async () => {
    const key = await made();
    await must(handlers().register(asking(key), caller));
    const sheets = sara.sheets.length;
    expect(await handlers().register(asking(key), caller)).toMatchObject({
      ok: false,
      error: { code: 'client.registered-already', facts: { name: 'SECENG-G2-NEW' } },
    });
    expect(sara.sheets).toHaveLength(sheets);
  });

  test('a security engineer’s client cannot have an RSA key', async () => {
    const keys = await must(handlers().keys({}, caller));
    const rsa = keys.find(({ label }) => label === 'station');
    expect(rsa?.type).toBe('RSA 2048');
    expect(await handlers().register(asking(rsa as ClientKey), caller)).toMatchObject({
      ok: false,
      error: { code: 'client.key-kind', facts: { given: 'RSA 2048' } },
    });
  });

  test('who says no has sent nothing', async () => {
    const key = await made();
    const lines = sara.journal().length;
    sara.answer = () => false;
    expect(await must(handlers().register(asking(key), caller))).toEqual({ kind: 'cancelled' });
    expect(posts('/registrations/clients')).toEqual([]);
    expect(sara.journal()).toHaveLength(lines);
  });

  test('a lost answer is read back, never sent again', async () => {
    const key = await made();
    await world.control('fault', { kind: 'drop-after', method: 'POST', path: 'clients' });
    expect(await handlers().register(asking(key), caller)).toMatchObject({ ok: true, value: { kind: 'asked' } });
    expect(posts('/registrations/clients')).toHaveLength(1);
  });

  test('a request that never arrived is not called registered, and not sent again', async () => {
    const key = await made();
    await world.control('fault', { kind: 'drop-before', method: 'POST', path: 'clients' });
    expect(await handlers().register(asking(key), caller)).toMatchObject({
      ok: false,
      error: { code: 'client.unknown-outcome' },
    });
    expect(posts('/registrations/clients')).toHaveLength(1);
    expect(results().at(-1)).toMatchObject({ act: 'client.register', result: { kind: 'failed' } });
  });

  test('a platform that registers another key is found out', async () => {
    const key = await made();
    const other = Buffer.from(ecFile.publicKey.export({ type: 'spki', format: 'pem' })).toString('base64');
    sara.desk.network.rewrite = (body) =>
      body.includes('SECENG-G2-NEW')
        ? body.replace(/"encryptionPublicKey":"[^"]+"/g, `"encryptionPublicKey":"${other}"`)
        : body;
    expect(await handlers().register(asking(key), caller)).toMatchObject({
      ok: false,
      error: { code: 'client.not-as-asked', facts: { what: 'another key' } },
    });
  });

  test('who may not register is told so', async () => {
    const { fingerprint } = await made();
    const leila = await ClientsDesk.open(world, 'leila', [token]);
    try {
      const keys = await must(leila.clients.handlers.keys({}, caller));
      expect(keys.every(({ registeredAs }) => registeredAs === null)).toBe(true);
      const key = keys.find((one) => one.fingerprint === fingerprint) as ClientKey;
      const answer = await leila.clients.handlers.register(asking(key), caller);
      expect(answer).toMatchObject({ ok: false, error: { code: 'platform.forbidden' } });
      expect(leila.sheets.at(-1)?.warnings).toMatchObject([{ title: 'It is not known what this would retire.' }]);
    } finally {
      await leila.close();
    }
  });
});

describe('the page of a client', () => {
  test('names her product although she may only list it, and says what she may not read', async () => {
    const page = await must(handlers().page({ page: 0, name: 'SECENG', state: null, product: '' }, caller));
    expect(() => contract.clients.page.output.parse(page)).not.toThrow();
    const row = page.rows.find(({ title }) => title === 'SECENG-G2-LINE2');
    expect(row).toMatchObject({ isYours: true, subtitle: ['Gateway G2', 'Sara Holm'] });
    const item = await must(handlers().open({ id: row?.id ?? '' }, caller));
    expect(() => contract.clients.open.output.parse(item)).not.toThrow();
    expect(item).toMatchObject({ retirable: { can: true }, secretsOf: null });
    expect(item.sentence).toBe('SECENG-G2-LINE2 may fetch the exportable keys of Gateway G2, in your name.');
    expect(item.notReadable).toEqual([]);
    expect(factOf(item.groups, 'Receives')).toEqual({ kind: 'unknown', why: 'you may not read the product' });
  });
});

describe('retiring', () => {
  const idOf = async (name: string) => (await world.control('find', { queue: 'clients', idOrName: name }))?.id ?? '';

  test('is asked for once, and done when somebody else says yes', async () => {
    const id = await idOf('SECENG-G2-LINE2');
    const asked = await must(handlers().retire({ id }, caller));
    expect(asked).toMatchObject({ kind: 'asked' });
    expect((await clientRecord(id))?.state).toBe(16);
    expect(await handlers().retire({ id }, caller)).toMatchObject({
      ok: false,
      error: { code: 'client.not-retirable' },
    });
    expect(posts('/changerequests')).toHaveLength(1);
    if (asked.kind !== 'asked') return;
    // Another person, by the very inbox of the app.
    const anna = await Desk.open(world, 'anna');
    try {
      await expect
        .poll(async () => (await anna.verdict('clientchangerequests', asked.id)) as object)
        .toMatchObject({ kind: 'done' });
      const sheet = anna.sheets.at(-1);
      expect(sheet?.warnings).toMatchObject([{ title: 'Approving retires SECENG-G2-LINE2.' }]);
      expect(factOf(sheet?.groups ?? [], 'Belongs to')).toMatchObject({ names: [{ name: 'Sara Holm' }] });
    } finally {
      await anna.close();
    }
    expect((await clientRecord(id))?.state).toBe(256);
    expect(await must(handlers().open({ id }, caller))).toMatchObject({ retirable: { can: false } });
  });

  test('makes no sense for one that only waits', async () => {
    expect(await handlers().retire({ id: await idOf('SECENG-G2-LINE3') }, caller)).toMatchObject({
      ok: false,
      error: { code: 'client.not-retirable' },
    });
    expect(sara.sheets).toEqual([]);
  });

  test('a lost answer is read back by the client it is about', async () => {
    await world.control('fault', { kind: 'drop-after', method: 'POST', path: 'changerequests' });
    const asked = await handlers().retire({ id: await idOf('SECENG-G2-LINE2') }, caller);
    expect(asked).toMatchObject({ ok: true, value: { kind: 'asked' } });
    expect(posts('/changerequests')).toHaveLength(1);
  });
});

describe('a key in a file', () => {
  const pem = ecFile.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const sealed = ecFile.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' });

  test('is set apart, and nothing of it is kept but its number', async () => {
    sara.chosenFile = sara.file('sara.pem');
    writeFileSync(sara.chosenFile, pem);
    const key = await must(handlers().chooseKeyFile({}, caller));
    expect(key).toMatchObject({
      isFile: true,
      type: 'EC P-256',
      where: 'sara.pem',
      warnings: [{ title: 'Opening key in a file.' }],
    });
    const again = await must(handlers().chooseKeyFile({}, caller));
    expect(again?.place).toEqual(key?.place);
    await must(handlers().register(asking(key as ClientKey), caller));
    expect(sara.sheets.at(-1)?.warnings).toContainEqual(expect.objectContaining({ title: 'Opening key in a file.' }));
    expect(sara.journal().join('')).not.toContain(sara.folder);
  });

  test('an encrypted one asks for its pass phrase until it is right', async () => {
    sara.chosenFile = sara.file('sealed.pem');
    writeFileSync(sara.chosenFile, sealed);
    sara.passPhrases = ['wrong', 'wrong too', 'right'];
    expect(await must(handlers().chooseKeyFile({}, caller))).toMatchObject({ type: 'EC P-256' });
    expect(sara.said).toHaveLength(2);
    expect(sara.journal().join('')).not.toMatch(/wrong too|right/);
  });

  test('who closes that window has opened nothing', async () => {
    sara.chosenFile = sara.file('sealed.pem');
    writeFileSync(sara.chosenFile, sealed);
    sara.passPhrases = ['wrong'];
    expect(await must(handlers().chooseKeyFile({}, caller))).toBeNull();
    expect((await must(handlers().keys({}, caller))).some(({ isFile }) => isFile)).toBe(false);
    expect(results().at(-1)).toMatchObject({ act: 'key-file.open', result: { kind: 'declined' } });
  });

  test('what one person opened is not there for the next, nor for nobody', async () => {
    sara.chosenFile = sara.file('sara.pem');
    writeFileSync(sara.chosenFile, pem);
    const key = (await must(handlers().chooseKeyFile({}, caller))) as ClientKey;
    await sara.desk.signOut();
    expect(await sara.clients.keyAt(key.place)).toMatchObject({ ok: false, error: { code: 'client.key-gone' } });
    await sara.desk.signIn('sara');
    expect((await must(handlers().keys({}, caller))).some(({ isFile }) => isFile)).toBe(false);
  });

  test('is gone once the screen was locked', async () => {
    sara.chosenFile = sara.file('sara.pem');
    writeFileSync(sara.chosenFile, pem);
    const key = (await must(handlers().chooseKeyFile({}, caller))) as ClientKey;
    expect(await sara.clients.keyAt(key.place)).toMatchObject({ ok: true });
    sara.lockScreen();
    expect(await sara.clients.keyAt(key.place)).toMatchObject({ ok: false, error: { code: 'client.key-gone' } });
    expect((await must(handlers().keys({}, caller))).some(({ isFile }) => isFile)).toBe(false);
  });

  test('is wiped where it is when its person goes, not only forgotten here', async () => {
    sara.chosenFile = sara.file('sara.pem');
    writeFileSync(sara.chosenFile, pem);
    const shown = (await must(handlers().chooseKeyFile({}, caller))) as ClientKey;
    const key = await must(sara.clients.keyAt(shown.place));
    if (key.kind !== 'file') throw new Error('it is on a token');
    expect(key.engine.has(key.key)).toBe(true);
    // As main does when somebody signs out, and when the platform is left.
    await sara.clients.dispose();
    expect(key.engine.has(key.key)).toBe(false);
    expect((await key.engine.openJwe(key.key, 'e.e.e.e.e')).ok).toBe(false);
  });

  test('is asked for by a page as often as it likes: where no file is chosen nothing is written', async () => {
    sara.chosenFile = null;
    for (let count = 0; count < 20; count++) expect(await must(handlers().chooseKeyFile({}, caller))).toBeNull();
    expect(sara.journal()).toEqual([]);
    // One file that a person chose is one line and its end, also where no window can ask for its pass phrase.
    sara.chosenFile = sara.file('sealed.pem');
    writeFileSync(sara.chosenFile, sealed);
    sara.passPhrases = [];
    expect(await must(handlers().chooseKeyFile({}, caller))).toBeNull();
    expect(sara.journal().map((line) => JSON.parse(line).kind)).toEqual(['act.intent', 'act.outcome']);
  });

  test('a file that is no key is refused in words', async () => {
    sara.chosenFile = sara.file('notes.txt');
    writeFileSync(sara.chosenFile, 'milk, eggs');
    expect(await handlers().chooseKeyFile({}, caller)).toMatchObject({ ok: false, error: { code: 'client.key-kind' } });
  });
});

describe('the secrets of a production PC', () => {
  let before = 0;
  const audited = async () => (await world.control('audit', { type: 'GetProductSecrets' })).length;
  /** How often the platform was asked for them in this test. */
  const fetches = async () => (await audited()) - before;
  beforeEach(async () => {
    before = await audited();
  });
  async function stationOf(key: ClientKey): Promise<string> {
    const asked = await must(
      handlers().register(asking(key, { clientType: 'ProductionPC', name: 'PROD-PC-9' }), caller),
    );
    if (asked.kind !== 'asked') throw new Error('not asked');
    await waits(asked.id);
    await approve(asked.id);
    return asked.id;
  }
  const rsaKey = async () =>
    (await must(handlers().keys({}, caller))).find(({ label }) => label === 'station') as ClientKey;
  async function fileKey(): Promise<ClientKey> {
    sara.chosenFile = sara.file('station.pem');
    writeFileSync(sara.chosenFile, ecFile.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    return (await must(handlers().chooseKeyFile({}, caller))) as ClientKey;
  }

  test.each([
    ['an RSA key on a token', rsaKey],
    ['an EC key made on a token', made],
    ['an EC key in a file', fileKey],
  ])('are fetched, opened with %s and shown, and are in no journal', async (_, keyOf) => {
    const id = await stationOf(await keyOf());
    const item = await must(handlers().open({ id }, caller));
    expect(item.secretsOf).toEqual({ product, name: 'Gateway G2' });
    const secrets = await must(handlers().secrets({ client: id }, caller));
    expect(() => contract.clients.secrets.output.parse(secrets)).not.toThrow();
    const iv = secrets?.items.find(({ name }) => name === 'KEK-IVCustomEncryption');
    expect(iv?.note).toContain('base64 of 16 bytes');
    expect(sara.sheets.at(-1)).toMatchObject({ title: 'Fetch and show these secrets?' });
    expect(results().at(-1)).toMatchObject({ act: 'secrets.fetch', result: { kind: 'done' } });
    for (const { value } of secrets?.items ?? []) expect(sara.journal().join('')).not.toContain(value);
    expect(await fetches()).toBe(1);
  });

  test('are saved for their owner alone, and never over another file', async () => {
    const id = await stationOf(await rsaKey());
    sara.chosenFile = sara.file('secrets.json');
    expect(await must(handlers().saveSecrets({ client: id }, caller))).toEqual({ name: 'secrets.json' });
    expect(statSync(sara.chosenFile).mode & 0o777).toBe(0o600);
    const saved = readFileSync(sara.chosenFile, 'utf8');
    expect(JSON.parse(saved)).toMatchObject({ what: 'Keydock production secrets', product: { name: 'Gateway G2' } });
    expect(await handlers().saveSecrets({ client: id }, caller)).toMatchObject({
      ok: false,
      error: { code: 'client.file-exists' },
    });
    expect(readFileSync(sara.chosenFile, 'utf8')).toBe(saved);
  });

  test('are not fetched when the key is not at hand, nor for a client of another', async () => {
    const id = await stationOf(await fileKey());
    const elsewhere = await ClientsDesk.open(world, 'sara', []);
    try {
      expect(await elsewhere.clients.handlers.secrets({ client: id }, caller)).toMatchObject({
        ok: false,
        error: { code: 'client.key-not-here' },
      });
    } finally {
      await elsewhere.close();
    }
    const other = (await world.control('find', { queue: 'clients', idOrName: 'PROD-PC-TAMPERE-1' }))?.id ?? '';
    expect(await handlers().secrets({ client: other }, caller)).toMatchObject({
      ok: false,
      error: { code: 'client.no-secrets' },
    });
    expect(await fetches()).toBe(0);
  });

  test('who says no has fetched nothing', async () => {
    const id = await stationOf(await rsaKey());
    sara.answer = () => false;
    expect(await must(handlers().secrets({ client: id }, caller))).toBeNull();
    expect(await fetches()).toBe(0);
  });
});
