import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Practice, startPractice } from '../practice/world.ts';
import { nss, softhsm } from '../tokens/providers.ts';
import { asPerson, ExportDesk, type ExportDraft, must, statesOf } from './export-desk.ts';

// Real processes, tokens that sync to disk, a platform with states that take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** The client key is not on the receiving token: the KEK goes from process to process, and that is said everywhere. */
const product = 'Field kit F1';
const [opens, receives] = [softhsm('opens'), nss()];
let practice: Practice;
let desk: ExportDesk;

beforeAll(async () => {
  practice = await startPractice({ pace: { created: 10, approved: 10, inProcess: 10 } });
  desk = await ExportDesk.open(practice, [opens, receives]);
});
afterAll(async () => {
  await desk.close();
  opens.remove();
  receives.remove();
  await practice.close();
});

const chosen = ({ preview }: ExportDraft, ...types: string[]) =>
  (preview?.keys ?? []).flatMap(({ index, type }) => (types.includes(type) ? [index] : []));

describe('a client key on SoftHSM, the keys onto NSS', () => {
  let draft: ExportDraft;

  test('the preview promises grade K, and says what the receiving module is', async () => {
    const key = await desk.approvedKey('opens', product);
    draft = await desk.previewed(key, product, 'NSS Certificate DB');
    expect(draft.target).toMatchObject({ kind: 'unenforced' });
    for (const { name, grade } of draft.preview?.keys ?? []) expect([name, grade?.grade]).toEqual([name, 'K']);
    expect(draft.preview?.warnings.map(({ title }) => title)).toContain('This module hands out keys');
    // What the token with the client key could do itself: it is logged in to.
    const [own] = draft.preview?.keys[1]?.otherTokens ?? [];
    expect(own).toMatchObject({ label: 'opens', grade: { grade: 'K' } });
  });

  test.each(['kwp', 'cloudhsm'] as const)('keys arrive in the form %s', async (wrapForm) => {
    await practice.control('settings', { wrapForm });
    draft = must(await desk.exports.handlers.preview({ id: draft.id }, asPerson()));
    const keys = wrapForm === 'kwp' ? chosen(draft, 'AES-256', 'ECDSA P-256') : chosen(draft, 'AES-128', 'RSA 2048');
    const other = must(await desk.exports.handlers.begin({ product: await desk.productId(product) }, asPerson()));
    must(await desk.exports.handlers.chooseKey({ id: other.id, key: draft.clientKey?.place ?? no() }, asPerson()));
    must(await desk.exports.handlers.chooseTarget({ id: other.id, token: draft.target?.token ?? no() }, asPerson()));
    must(await desk.exports.handlers.preview({ id: other.id }, asPerson()));
    const done = await desk.run(other.id, keys);
    expect(statesOf(done)).toHaveLength(2);
    for (const state of statesOf(done)) expect(state).toMatchObject({ kind: 'stored', grade: { grade: 'K' } });
    await practice.control('settings', { wrapForm: 'kwp' });
  });
});

describe('a client key in a file', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  test('opens the envelope in the decryption process, and is called what it is at every step', async () => {
    desk.chosen = path.join(desk.desk.folder, 'sara.pem');
    await writeFile(desk.chosen, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const key = must(await desk.clients.handlers.chooseKeyFile({}, asPerson())) ?? no();
    expect(key.isFile).toBe(true);
    await desk.registerAndApprove(key, product);

    const draft = await desk.previewed(key, product, 'opens');
    expect(draft.preview?.envelopeGrade).toEqual({ grade: 'K', phrase: 'opened in the decryption process' });
    expect(draft.preview?.warnings.map(({ title }) => title)).toContain('Opening key in a file');
    const done = await desk.run(draft.id, chosen(draft, 'AES-256', 'ECDSA P-384'));
    for (const state of statesOf(done)) expect(state).toMatchObject({ kind: 'stored', grade: { grade: 'K' } });
    const sheet = JSON.stringify(desk.sheets.at(-1));
    expect(sheet).toContain('opening key in a file: sara.pem');

    const finished = must(await desk.exports.handlers.finish({ id: draft.id }, asPerson()));
    const page = must(await desk.exports.handlers.record({ id: finished.record ?? '' }, asPerson()));
    expect(page.warnings.map(({ title }) => title)).toContain('The client key was in a file');
    expect(page.written).toContain('"keyIsInFile": true');
  });

  test('has to be opened again after a restart', async () => {
    const { id } = must(await desk.exports.handlers.begin({ product: await desk.productId(product) }, asPerson()));
    const [key] = must(await desk.clients.handlers.keys({}, asPerson())).filter(({ isFile }) => isFile);
    must(await desk.exports.handlers.chooseKey({ id, key: key?.place ?? no() }, asPerson()));
    desk.restart();
    const draft = must(await desk.exports.handlers.get({ id }, asPerson()));
    expect(draft).toMatchObject({ step: 'client-key', clientKey: null, client: null, product: { name: product } });
  });
});

function no(): never {
  throw new Error('not there');
}
