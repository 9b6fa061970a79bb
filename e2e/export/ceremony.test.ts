import { execFileSync } from 'node:child_process';
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { compactVerify, EmbeddedJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ClientKey } from '../../app/contract/client-shapes.ts';
import { factOf } from '../platform/desk.ts';
import { type Practice, startPractice } from '../practice/world.ts';
import { softhsm } from '../tokens/providers.ts';
import { asPerson, certificate, ExportDesk, type ExportDraft, must, statesOf } from './export-desk.ts';

// Real processes, tokens that sync to disk, a platform with states that take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** From the product to the signed record, on one SoftHSM that has the client key and receives the product's keys. */
const product = 'Field kit F1';
const provider = softhsm('line 3');
let practice: Practice;
let desk: ExportDesk;
let key: ClientKey;
let draft: ExportDraft;
let recordId: string;

beforeAll(async () => {
  practice = await startPractice({ pace: { created: 10, approved: 10, inProcess: 10 } });
  desk = await ExportDesk.open(practice, [provider]);
  key = await desk.approvedKey('line 3', product);
});
afterAll(async () => {
  await desk.close();
  provider.remove();
  await practice.close();
});

const indexesOf = ({ preview }: ExportDraft) => preview?.keys.map(({ index }) => index) ?? [];
const records = () => path.join(desk.desk.folder, 'exports', 'records');

describe('before anything is written', () => {
  test('a key that is no client of the product leads no further than the client key', async () => {
    const { handlers } = desk.exports;
    const { id } = must(await handlers.begin({ product: await desk.productId('Gateway G2') }, asPerson()));
    const chosen = must(await handlers.chooseKey({ id, key: key.place }, asPerson()));
    expect(chosen).toMatchObject({ step: 'client-key', client: null, clientKey: { fingerprint: key.fingerprint } });
    const target = await handlers.chooseTarget({ id, token: (await desk.token('line 3')).id }, asPerson());
    expect(target).toMatchObject({ ok: false, error: { code: 'export.client-missing' } });
    must(await handlers.discard({ id }, asPerson()));
    expect(await handlers.get({ id }, asPerson())).toMatchObject({ ok: false, error: { code: 'export.not-found' } });
  });

  test('the preview says for each key how it arrives, what becomes of it and at which grade', async () => {
    draft = await desk.previewed(key, product, 'line 3');
    expect(draft).toMatchObject({ step: 'preview', failure: null, doing: null, client: { isReady: true } });
    expect(draft.preview).toMatchObject({ floor: 'K', envelopeGrade: { grade: 'K' } });
    expect(draft.preview?.keys.map(({ type }) => type)).toEqual([
      'AES-128',
      'AES-256',
      'RSA 2048',
      'RSA 3072',
      'RSA 4096',
      'ECDSA P-256',
      'ECDSA P-384',
      'ECDSA P-521',
    ]);
    for (const planned of draft.preview?.keys ?? []) {
      expect([planned.name, planned.refused, planned.grade?.grade]).toEqual([planned.name, null, 'K']);
      expect(planned.label).toBe(`${product} / ${planned.name}`);
      expect(planned.passed.length).toBeGreaterThan(0);
    }
    expect(await desk.labelsOn('line 3')).toEqual([`sara ${product}`]);
  });

  test('what an earlier probe lets expect is what the preview says', async () => {
    const token = await desk.token('line 3');
    must(await token.capabilities());
    const { id } = draft;
    expect(must(await desk.exports.handlers.expected({ id }, asPerson()))).toEqual([
      {
        token: token.id,
        ways: [
          {
            keys: 'AES keys, EC private keys and RSA private keys',
            grade: { grade: 'K', phrase: 'wrapping key seen briefly' },
            isRefused: false,
          },
          {
            keys: 'AES keys in CloudHSM form',
            grade: { grade: 'C', phrase: 'key seen in the clear' },
            isRefused: true,
          },
        ],
      },
    ]);
  });

  test('what is kept of it on the disk is no envelope', async () => {
    const file = path.join(desk.desk.folder, 'exports', 'practice', `${draft.id}.json`);
    expect((await stat(file)).mode & 0o077).toBe(0);
    const text = await readFile(file, 'utf8');
    expect(text).toContain(key.fingerprint); // the search finds what is there
    expect(text).not.toMatch(/cipherText|ephemeral|serializedJWE|eyJ/);
  });

  test('a person who says no in the confirmation changes nothing', async () => {
    desk.answer = () => ({ confirmed: false });
    const wish = { keys: indexesOf(draft), allowDuplicates: false, stopAtFailure: false };
    const after = must(await desk.exports.handlers.run({ id: draft.id, ...wish }, asPerson()));
    expect(after).toMatchObject({ step: 'preview', run: null });
    expect(await desk.labelsOn('line 3')).toEqual([`sara ${product}`]);
    desk.answer = () => ({ confirmed: true, typed: '', reason: '' });
  });

  test('the confirmation shows what main knows: each key with its grade, the token, the module, the source', () => {
    const sheet = desk.sheets.at(-1);
    expect(sheet?.title).toBe('Export 8 keys onto this token?');
    const groups = sheet?.groups ?? [];
    expect(factOf(groups, draft.preview?.keys[0]?.name ?? '')).toMatchObject({
      text: expect.stringContaining('grade K'),
    });
    const keys = groups.find(({ title }) => title.startsWith('Keys'))?.facts ?? [];
    const ids = keys.map(({ value }) =>
      'mute' in value ? /^id at the platform (\S+) · becomes “/.exec(value.mute ?? '')?.[1] : '',
    );
    expect(ids.every((id) => id !== undefined && id.length > 8)).toBe(true);
    expect(new Set(ids).size).toBe(8); // what tells two keys of one name apart
    expect(factOf(groups, 'SHA-256 of its certificate')).toMatchObject({ hex: certificate });
    expect(factOf(groups, 'SHA-256 of the public key')).toMatchObject({ hex: key.fingerprint });
    expect(factOf(groups, 'SHA-256 of the module')).toMatchObject({ hex: provider.module.sha256 });
    expect(factOf(groups, 'Serial')).toBeDefined();
    expect(factOf(groups, 'Weakest grade allowed')).toMatchObject({
      text: 'K: wrapping key seen briefly',
      mute: 'by the profile',
    });
  });

  test('a key that the envelope does not hold is refused, not left out', async () => {
    const wish = { keys: [99], allowDuplicates: false, stopAtFailure: false };
    const answer = await desk.exports.handlers.run({ id: draft.id, ...wish }, asPerson());
    expect(answer).toMatchObject({ ok: false, error: { code: 'app.bad-call' } });
  });
});

test('for another account on this computer the export does not exist', async () => {
  const { handlers } = desk.exports;
  const { id } = draft;
  const attempts = async () => [
    await handlers.get({ id }, asPerson()),
    await handlers.back({ id, step: 'product' }, asPerson()),
    await handlers.run({ id, keys: [0], allowDuplicates: false, stopAtFailure: false }, asPerson()),
    await handlers.discard({ id }, asPerson()),
  ];
  const drafts = async () => must(await handlers.overview({}, asPerson())).drafts.map((one) => one.id);
  expect(await drafts()).toContain(id);
  await desk.desk.signOut();
  expect(await drafts()).toEqual([]);
  for (const answer of await attempts()) expect(answer).toMatchObject({ error: { code: 'session.signed-out' } });
  await desk.desk.signIn('elin');
  expect(await drafts()).toEqual([]);
  for (const answer of await attempts()) expect(answer).toMatchObject({ error: { code: 'export.not-found' } });
  await desk.desk.signOut();
  await desk.desk.signIn('sara');
  expect(must(await handlers.get({ id }, asPerson())).preview?.keys).toHaveLength(8);
});

describe('the run', () => {
  test('stores every key and says what was seen of it', async () => {
    const done = await desk.run(draft.id, indexesOf(draft));
    expect(done).toMatchObject({ step: 'record', record: null, failure: null });
    for (const state of statesOf(done)) expect(state).toMatchObject({ kind: 'stored', grade: { grade: 'K' } });
    const [aes] = statesOf(done);
    expect(aes).toMatchObject({
      verification: 'integrity-checked',
      checkValue: expect.stringMatching(/^[0-9a-f]{6}$/),
    });
    const labels = draft.preview?.keys.map(({ label }) => label) ?? [];
    expect(await desk.labelsOn('line 3')).toEqual([...labels, `sara ${product}`].toSorted());
  });

  test('tells of its progress as it goes, and what it tells is always newer', () => {
    const own = desk.drafts.filter(({ id }) => id === draft.id);
    const seen = own.flatMap(({ run }) => run?.keys.map(({ state }) => state.kind) ?? []);
    expect(new Set(seen)).toEqual(new Set(['waiting', 'running', 'stored']));
    const times = own.map(({ changedAt }) => changedAt);
    expect(times).toEqual([...new Set(times)].toSorted());
  });

  test('wrote an intent before each key and an outcome after it', async () => {
    const lines = await desk.journal();
    const keys = lines.filter((line) => line['act'] === 'export.key');
    expect(keys.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => ['act.intent', 'act.outcome']).flat());
    expect(keys.filter(({ kind }) => kind === 'act.outcome').map((line) => line['result'])).toEqual(
      Array.from({ length: 8 }, () => expect.objectContaining({ kind: 'done' })),
    );
    const [intent, outcome] = lines.filter((line) => line['act'] === 'export.begin');
    expect(outcome).toMatchObject({ intent: intent?.seq, result: { words: `8 keys of “${product}” stored.` } });
  });

  test('cannot be begun a second time for what is stored', async () => {
    const wish = { keys: [0], allowDuplicates: true, stopAtFailure: false };
    const answer = await desk.exports.handlers.run({ id: draft.id, ...wish }, asPerson());
    expect(answer).toMatchObject({ ok: false, error: { code: 'export.key-not-planned' } });
  });
});

describe('the record', () => {
  const jws = async () => readFile(path.join(records(), `${recordId}.jws`), 'utf8');

  test('is signed by a key that was made on the token for nothing else, and pinned in the journal', async () => {
    const finished = must(await desk.exports.handlers.finish({ id: draft.id }, asPerson()));
    recordId = finished.record ?? '';
    const page = must(await desk.exports.handlers.record({ id: recordId }, asPerson()));
    expect(page.verified).toMatchObject({
      isGood: true,
      how: expect.stringContaining('was pinned for this token in this journal'),
    });
    expect(page.row).toMatchObject({ keys: 8, failed: 0, grade: 'K', signature: 'pinned' });
    const token = await desk.token('line 3');
    const objects = must(await token.run('objects', { token: token.ref }));
    const made = objects.find(({ label, class: kind }) => label === 'keydock record signing' && kind === 'private-key');
    expect(made?.attributes).toMatchObject({ sign: true, derive: false, sensitive: true, extractable: false });
    const pin = (await desk.journal()).find((line) => line['act'] === 'record-key.pin');
    expect(JSON.stringify(pin)).toContain(page.thumbprint);
  });

  test('says the audit trail was not looked at, where the account may not', async () => {
    const page = must(await desk.exports.handlers.record({ id: recordId }, asPerson()));
    expect(page.audit).toEqual({ words: 'Not looked at: this account may not read the audit trail.', at: null });
  });

  test('verifies with jose, by the key in its header', async () => {
    const { payload, protectedHeader } = await compactVerify(await jws(), EmbeddedJWK);
    expect(protectedHeader.alg).toBe('ES256');
    const record = JSON.parse(Buffer.from(payload).toString()) as { keys: { outcome: { attributes: object } }[] };
    expect(record).toMatchObject({
      who: { name: 'Sara Holm' },
      product: { name: product },
      source: { certificateSha256: certificate, requestId: expect.stringMatching(/.+/) },
      target: { label: 'line 3', module: { sha256: provider.module.sha256 } },
      vouching: { kind: 'record-key', note: expect.stringContaining('Self-asserted unless pinned') },
    });
    expect(record.keys).toHaveLength(8);
    expect(record.keys[0]?.outcome.attributes).toMatchObject({
      sensitive: true,
      extractable: false,
      decrypt: true,
      wrap: false,
    });
  });

  test('verifies with openssl, which knows nothing of JWS', async () => {
    const [head = '', body = '', mark = ''] = (await jws()).split('.');
    const { jwk } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { jwk: JsonWebKey };
    const at = (name: string) => path.join(desk.desk.folder, name);
    await writeFile(
      at('key.pem'),
      createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
    );
    await writeFile(at('sig.der'), derOf(Buffer.from(mark, 'base64url')));
    await writeFile(at('input'), `${head}.${body}`);
    const verify = () =>
      execFileSync('openssl', ['dgst', '-sha256', '-verify', at('key.pem'), '-signature', at('sig.der'), at('input')], {
        stdio: 'pipe',
      }).toString();
    expect(verify()).toBe('Verified OK\n');
    await writeFile(at('input'), `${head}.${body}x`);
    expect(verify).toThrow();
  });

  test('is taken up again after a restart, with what it rests on', async () => {
    desk.restart();
    const overview = must(await desk.exports.handlers.overview({}, asPerson()));
    expect(overview.records).toMatchObject([{ id: recordId, signature: 'pinned' }]);
    expect(overview.drafts).toEqual([]);
  });

  test('that was changed afterwards does not verify, and says why', async () => {
    const [head = '', body = '', mark = ''] = (await jws()).split('.');
    const forged = JSON.parse(Buffer.from(body, 'base64url').toString()) as { id: string; floor: string };
    forged.floor = 'T';
    forged.id = 'forged-record';
    const text = `${head}.${Buffer.from(JSON.stringify(forged)).toString('base64url')}.${mark}`;
    await writeFile(path.join(records(), 'forged-record.jws'), text);
    const page = must(await desk.exports.handlers.record({ id: 'forged-record' }, asPerson()));
    expect(page.verified).toMatchObject({ isGood: false, how: expect.stringContaining('the signature does not fit') });
    expect(page.warnings[0]).toMatchObject({ tone: 'danger', title: 'This record does not verify' });
  });

  test('under the name of another is none', async () => {
    await writeFile(path.join(records(), 'another-record.jws'), await jws());
    const page = await desk.exports.handlers.record({ id: 'another-record' }, asPerson());
    expect(page).toMatchObject({ ok: false, error: { code: 'record.unreadable' } });
  });

  test.each(['jws', 'json', 'html'] as const)(
    'is saved as %s for its owner alone, and replaces nothing',
    async (format) => {
      desk.chosen = path.join(desk.desk.folder, `saved.${format}`);
      const save = () => desk.exports.handlers.saveRecord({ id: recordId, format }, asPerson());
      expect(await save()).toEqual({ ok: true, value: { name: `saved.${format}` } });
      expect((await stat(desk.chosen)).mode & 0o077).toBe(0);
      expect(await save()).toMatchObject({ ok: false, error: { code: 'record.exists' } });
      expect((await readdir(desk.desk.folder)).filter((name) => name.startsWith('.saved'))).toEqual([]);
    },
  );

  test('prints as a page without a script or anything from outside', async () => {
    must(await desk.exports.handlers.printRecord({ id: recordId }, asPerson()));
    const [html = ''] = desk.printed;
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|<img|<link|<iframe|\son\w+=|javascript:|src=|href=/i);
    expect(html).toContain(certificate);
  });

  test('prints one at a time, whoever asks and how often', async () => {
    const before = desk.printed.length;
    const print = () => desk.exports.handlers.printRecord({ id: recordId }, asPerson());
    let answerDialog = () => {};
    desk.printing = new Promise<void>((resolve) => {
      answerDialog = resolve;
    });
    const [first, second] = [print(), print()];
    expect(await second).toMatchObject({ ok: false, error: { code: 'record.printing' } });
    answerDialog();
    must(await first);
    must(await print());
    expect(desk.printed.length).toBe(before + 2);
  });
});

describe('the same keys once more', () => {
  let again: ExportDraft;

  test('the preview points out what is there', async () => {
    again = await desk.previewed(key, product, 'line 3');
    for (const planned of again.preview?.keys ?? []) {
      expect(planned.alreadyThere).toBe(`${product} / ${planned.name}`);
      expect(planned.label).toBe(`${product} / ${planned.name} (2)`);
    }
    expect(again.preview?.warnings.map(({ title }) => title)).toContain('8 keys may be on the token already');
  });

  test('each is refused in words, and the others go on', async () => {
    const done = await desk.run(again.id, [0, 5]);
    for (const state of statesOf(done)) {
      expect(state).toMatchObject({ kind: 'failed', failure: { code: 'import.duplicate' } });
    }
    expect(statesOf(done)).toHaveLength(2);
  });

  test('unless a second one is wished for, which gets a name of its own', async () => {
    const done = await desk.run(again.id, [0], { allowDuplicates: true });
    expect(statesOf(done)[0]).toMatchObject({
      kind: 'stored',
      label: `${product} / ${again.preview?.keys[0]?.name} (2)`,
    });
    expect(await desk.labelsOn('line 3')).toContain(`${product} / ${again.preview?.keys[0]?.name} (2)`);
  });

  test('the record-signing key is found again, and pinned still', async () => {
    const finished = must(await desk.exports.handlers.finish({ id: again.id }, asPerson()));
    const page = must(await desk.exports.handlers.record({ id: finished.record ?? '' }, asPerson()));
    expect(page.row).toMatchObject({ keys: 1, failed: 1, signature: 'pinned' });
    const pins = (await desk.journal()).filter((line) => line['act'] === 'record-key.pin');
    expect(pins).toHaveLength(1);
  });
});

test('a client key that was exchanged for another one of the same name opens nothing', async () => {
  const before = await desk.previewed(key, product, 'line 3');
  const token = await desk.token('line 3');
  const objects = must(await token.run('objects', { token: token.ref }));
  const own = objects.filter(({ label }) => label === `sara ${product}`);
  const id = new Uint8Array(Buffer.from(own[0]?.id ?? '', 'hex'));
  for (const object of own) must(await token.run('destroyObject', { token: token.ref, key: object }));
  must(await token.run('makeKeyPair', { token: token.ref, purpose: 'client', label: `sara ${product}`, id }));
  const answer = await desk.exports.handlers.preview({ id: before.id }, asPerson());
  expect(answer).toMatchObject({ ok: false, error: { code: 'export.client-key-changed' } });
  const shown = must(await desk.exports.handlers.get({ id: before.id }, asPerson()));
  expect(shown.preview).toBeNull();
});

/** r ‖ s as the DER that openssl wants: SEQUENCE of two INTEGERs. */
function derOf(signature: Buffer): Buffer {
  const integer = (octets: Buffer): Buffer => {
    let start = 0;
    while (start < octets.length - 1 && octets[start] === 0) start += 1;
    const value = octets.subarray(start);
    const padded = (value[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), value]) : value;
    return Buffer.concat([Buffer.of(2, padded.length), padded]);
  };
  const both = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, both.length), both]);
}
