import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findAuditLine } from '../../main/export/audit-trail.ts';
import { Ceremony } from '../../main/export/ceremony.ts';
import { proofFromRequest, prove } from '../../main/export/proof.ts';
import { Desk } from '../platform/desk.ts';
import { Client } from '../practice/testing/client.ts';
import { type Practice, startPractice } from '../practice/world.ts';
import { softhsm } from '../tokens/providers.ts';
import { asPerson, ExportDesk, type ExportDraft, must, statesOf } from './export-desk.ts';

// Real processes, tokens that sync to disk, requests that are encrypted by the platform.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** What makes an AES key proven: a file that the platform encrypted with it. */
const product = 'Meter M1';
const aad = Buffer.from('meter-m1/1.4.0');
const provider = softhsm('line 3');
let practice: Practice;
let desk: ExportDesk;
let mikael: Desk;
let draft: ExportDraft;
/** nonce ‖ ciphertext ‖ tag, as the platform made it. */
let sealed: Buffer;

beforeAll(async () => {
  practice = await startPractice({ pace: { created: 10, approved: 10, inProcess: 10 } });
  desk = await ExportDesk.open(practice, [provider]);
  mikael = await Desk.open(practice, 'mikael');
  const key = await desk.approvedKey('line 3', product);
  sealed = await encrypted(randomBytes(5_000));
  draft = await desk.previewed(key, product, 'line 3');
  draft = await desk.run(draft.id, draft.preview?.keys.map(({ index }) => index) ?? []);
});
afterAll(async () => {
  await mikael.close();
  await desk.close();
  provider.remove();
  await practice.close();
});

/** An encrypt request, approved, and what it made. */
async function encrypted(file: Buffer): Promise<Buffer> {
  const client = await Client.signedIn(practice, 'mikael');
  const found = (await client.get(`/products/${await desk.productId(product)}`)).json<{
    productOperations: { id: string; operationType: string }[];
  }>();
  const operation = found.productOperations.find(({ operationType }) => operationType === 'EncryptImageWithAES');
  const id = await client.ask({
    name: 'meter-1.4.0',
    productId: await desk.productId(product),
    operationId: operation?.id ?? '',
    file,
    parameters: [{ aesMode: 'AES-GCM-256' }, { aad: aad.toString('base64') }],
  });
  const item = await client.until(`/imagesignings/${id}`, [2, 16]);
  if (item['state'] === 2) {
    const anna = await Client.signedIn(practice, 'anna');
    await anna.post('/imagesignings/approvals', { requestId: id, decision: 'APPROVE' });
  }
  const ready = (await client.until(`/imagesignings/${id}`, [16])) as { payload: { s3Url: string } };
  const { bytes } = await client.send('GET', ready.payload.s3Url);
  const text = bytes.toString('latin1');
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : bytes;
}

const aesIndex = () => draft.run?.keys.find(({ type }) => type === 'AES-256')?.index ?? -1;
const signIndex = () => draft.run?.keys.find(({ type }) => !type.startsWith('AES'))?.index;
const stateOf = (shown: ExportDraft) =>
  statesOf(shown)[shown.run?.keys.findIndex(({ type }) => type === 'AES-256') ?? -1];

async function file(name: string, octets: Buffer, record?: object): Promise<string> {
  const at = path.join(desk.desk.folder, name);
  await writeFile(at, octets);
  const beside = { keydock: 'request-record', version: 1, aesMode: 'AES-GCM-256', ...record };
  if (record !== undefined) await writeFile(`${at}.keydock.json`, JSON.stringify(beside));
  return at;
}

describe('a file of the platform', () => {
  const flipped = () => {
    const octets = Buffer.from(sealed);
    octets[20] = (octets[20] ?? 0) ^ 1;
    return octets;
  };

  test.each([
    ['that was changed', 'changed', flipped, { aad: aad.toString('base64') }, 'export.not-proven'],
    [
      'with another AAD',
      'other-aad',
      () => sealed,
      { aad: Buffer.from('other').toString('base64') },
      'export.not-proven',
    ],
    ['without its record, although it has an AAD', 'no-record', () => sealed, undefined, 'export.not-proven'],
    ['in a mode without a tag', 'cbc', () => sealed, { aesMode: 'AES-CBC-256' }, 'export.proof-unfit'],
    ['under a one-time key', 'pskek', () => sealed, { aesMode: 'AES-GCM-256-PSKEK' }, 'export.proof-unfit'],
    ['for a shorter key', 'short-key', () => sealed, { aesMode: 'AES-GCM-128' }, 'export.proof-unfit'],
    ['that is too short', 'short', () => sealed.subarray(0, 20), {}, 'export.proof-unfit'],
    ['beside a record that is none', 'bad-record', () => sealed, { aad: '%%' }, 'decrypt.record-unreadable'],
  ] as const)('%s proves nothing', async (_what, name, octets, record, code) => {
    desk.chosen = await file(name, octets(), record);
    const answer = await desk.exports.handlers.proveWithFile({ id: draft.id, key: aesIndex() }, asPerson());
    expect(answer).toMatchObject({ ok: false, error: { code } });
    const now = must(await desk.exports.handlers.get({ id: draft.id }, asPerson()));
    expect(stateOf(now)).toMatchObject({ verification: 'integrity-checked' });
  });

  test('proves no private key: that was compared with its public key', async () => {
    const index = signIndex();
    if (index === undefined) return expect(draft.run?.keys.every(({ type }) => type.startsWith('AES'))).toBe(true);
    const answer = await desk.exports.handlers.proveWithFile({ id: draft.id, key: index }, asPerson());
    expect(answer).toMatchObject({ ok: false, error: { code: 'export.proof-unfit' } });
  });

  test('nothing chosen changes nothing', async () => {
    desk.chosen = null;
    const answer = await desk.exports.handlers.proveWithFile({ id: draft.id, key: aesIndex() }, asPerson());
    expect(answer).toMatchObject({ ok: false, error: { code: 'app.cancelled' } });
  });

  test('that is as it was made proves the key, and the record says so', async () => {
    desk.chosen = await file('meter.bin.enc', sealed, { aad: aad.toString('base64') });
    const proven = must(await desk.exports.handlers.proveWithFile({ id: draft.id, key: aesIndex() }, asPerson()));
    expect(stateOf(proven)).toMatchObject({
      verification: 'proven',
      how: 'decrypted the file meter.bin.enc on the token',
    });
    const lines = (await desk.journal()).filter((line) => line['act'] === 'export.prove');
    expect(lines.at(-1)).toMatchObject({ kind: 'act.outcome', result: { kind: 'done' } });
  });
});

describe('a request of the platform', () => {
  const account = () => {
    const session = mikael.session();
    if (session.kind !== 'signed-in') throw new Error('nobody is signed in');
    return session.account.identity;
  };
  const kept = () => {
    const text = readFileSync(path.join(desk.desk.folder, 'exports', 'practice', `${draft.id}.json`), 'utf8');
    return Ceremony.parse((JSON.parse(text) as { ceremony: unknown }).ceremony);
  };

  test('is fetched and proves the key, for an account that may read requests', async () => {
    const reach = { client: mikael.platform.sources.client, network: mikael.network, as: account() };
    const [key] = kept().keys.filter(({ platformType }) => platformType === 'AES256');
    const proof = must(await proofFromRequest(await desk.productId(product), key!, reach));
    expect(proof.what).toBe('what the encrypt request meter-1.4.0 made');
    expect(must(await prove(await desk.token('line 3'), key!, proof))).toContain('on the token');
  });

  test('swapped by the store is refused before it is tried', async () => {
    await practice.control('fault', { kind: 'swapped-ciphertext', at: 'store', count: 1 });
    const reach = { client: mikael.platform.sources.client, network: mikael.network, as: account() };
    const [key] = kept().keys.filter(({ platformType }) => platformType === 'AES256');
    expect(await proofFromRequest(await desk.productId(product), key!, reach)).toMatchObject({
      ok: false,
      error: { code: 'export.proof-unfit' },
    });
    await practice.control('clearFaults', {});
  });

  test('may not be read by a security engineer, and that is said', async () => {
    const answer = await desk.exports.handlers.proveWithRequest({ id: draft.id, key: aesIndex() }, asPerson());
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'export.no-proof-request', facts: { refused: expect.any(Number) } },
    });
  });

  test("the platform's trail has the line of the fetch, and is found by its request id", async () => {
    const { source } = kept().envelope;
    const parts = { client: mikael.platform.sources.client, network: mikael.network, as: account(), limit: 20_000 };
    expect(await findAuditLine(source, parts)).toMatchObject({
      kind: 'matched',
      event: 'GetProductWrappedKeys',
      requestId: source.requestId,
    });
    expect(await findAuditLine({ ...source, requestId: 'another' }, parts)).toEqual({
      kind: 'not-found',
      requestId: 'another',
    });
    expect(await findAuditLine(source, { ...parts, limit: 1 })).toMatchObject({ kind: 'not-known' });
  });
});
