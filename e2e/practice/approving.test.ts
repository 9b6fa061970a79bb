import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aesModes, modes } from '../../app/platform/modes.ts';
import { ImageSigning } from '../../app/platform/wire/image-signings.ts';
import { companyProducts, findOperation } from './company/products.ts';
import { defaultPace } from './platform/lifecycle.ts';
import { Client } from './testing/client.ts';
import { type Practice, startPractice } from './world.ts';

let practice: Practice;
let mikael: Client;
let anna: Client;
let jonas: Client;

beforeAll(async () => {
  practice = await startPractice({ pace: { created: 250, approved: 20, inProcess: 20 } });
  [mikael, anna, jonas] = await Promise.all([
    Client.signedIn(practice, 'mikael'),
    Client.signedIn(practice, 'anna'),
    Client.signedIn(practice, 'jonas'),
  ]);
}, 60_000);
afterAll(() => practice.close());

const products = companyProducts(0);
const content = findOperation(products, 'Gateway G2', 'Content encryption');
const sensor = findOperation(products, 'Sensor S5', 'Firmware encryption');
const file = Buffer.from('Firmware that must come back byte for byte. '.repeat(500));

async function addRequest(name: string, more: { state?: 1 | 2; operation?: string } = {}): Promise<string> {
  const added = await practice.control('addRequest', { name, ...more });
  return added.id;
}

function approve(client: Client, requestId: string) {
  return client.post('/imagesignings/approvals', { requestId, decision: 'APPROVE' });
}

describe('an encrypt request goes from Created to Ready, and its stored bytes decrypt to the original', () => {
  test.each(aesModes)('%s', async (aesMode) => {
    const { keyBits, authenticated } = modes[aesMode];
    const aad = Buffer.from('firmware-version=v2').toString('base64');
    const id = await mikael.ask({
      name: `all-modes ${aesMode}`,
      ...(keyBits === 256 ? content : sensor),
      file,
      parameters: [{ aesMode }, ...(authenticated ? [{ aad }] : [])],
    });
    await mikael.until(`/imagesignings/${id}`, [2]);
    expect((await approve(anna, id)).status).toBe(204);
    await anna.until(`/imagesignings/${id}`, [16]);
    const { payload } = ImageSigning.parse((await anna.get(`/imagesignings/${id}`)).json());

    const stored = await anna.send('GET', payload?.s3Url ?? '');
    expect(createHash('sha256').update(stored.bytes).digest('hex')).toBe(payload?.modifiedSHA256);
    expect(payload?.originalSHA256).toBe(createHash('sha256').update(file).digest('hex'));
    expect(stored.bytes.includes(file.subarray(0, 32))).toBe(false);
    expect(await practice.control('decrypted', { id })).toMatchObject({ matches: true, size: file.length });
  });
});

test('a result may lie in the store as base64 text', async () => {
  await practice.control('settings', { resultForm: 'base64' });
  const id = await addRequest('as-text');
  await approve(anna, id);
  await anna.until(`/imagesignings/${id}`, [16]);
  await practice.control('settings', { resultForm: 'raw' });
  expect(await practice.control('decrypted', { id })).toMatchObject({ matches: true, form: 'base64' });
});

test('Created lasts a second, and a decision sent meanwhile is answered OK and changes nothing', async () => {
  await practice.control('settings', { createdMs: defaultPace.created });
  const id = await addRequest('trap', { state: 1 });
  await practice.control('settings', { createdMs: 50 });
  const begun = Date.now();
  expect((await approve(anna, id)).status).toBe(204);
  expect((await anna.get(`/imagesignings/${id}`)).json()['state']).toBe(1);
  expect((await anna.get(`/imagesignings/approvals/${id}`)).status).toBe(404);
  await anna.until(`/imagesignings/${id}`, [2]);
  expect(Date.now() - begun).toBeGreaterThanOrEqual(1_000);
  expect((await anna.get(`/imagesignings/approvals/${id}`)).status).toBe(200);
});

test('two approvers race: both are told OK, and the first decision counts', async () => {
  const id = await addRequest('race');
  const [first, second] = [
    await jonas.post('/imagesignings/approvals', { requestId: id, decision: 'REJECT' }),
    await approve(anna, id),
  ];
  expect([first.status, second.status]).toEqual([204, 204]);
  expect((await anna.until(`/imagesignings/${id}`, [16, 32]))['state']).toBe(32);
});

test('a rejected request has no result', async () => {
  const id = await addRequest('no');
  await anna.post('/imagesignings/approvals', { requestId: id, decision: 'REJECT' });
  const { payload } = ImageSigning.parse((await anna.get(`/imagesignings/${id}`)).json());
  expect(payload?.s3Url).toBe('');
});

test('the parameters of a pending request are told only when asked for', async () => {
  const id = String(
    ((await practice.control('find', { queue: 'imagesignigs', idOrName: 'firmware-v1.6.44' })) as { id: string }).id,
  );
  const without = ImageSigning.parse((await anna.get(`/imagesignings/${id}`)).json());
  expect(without.payload?.storedOptionalParameters).toEqual([]);
  const asked = ImageSigning.parse((await anna.get(`/imagesignings/${id}?includeOptionalParameters=true`)).json());
  expect(asked.payload?.storedOptionalParameters).toMatchObject([
    { type: 'aesMode', value: 'AES-GCM-256' },
    { type: 'aad', value: Buffer.from('firmware-version=v1.6.44').toString('base64') },
  ]);
});

test('a plaintext above what GCM takes ends as Failed, with the code that says so', { timeout: 60_000 }, async () => {
  const id = (await practice.control('addRequest', { name: 'too-large', size: 40_960_001 })).id;
  await approve(anna, id);
  expect(await anna.until(`/imagesignings/${id}`, [16, 64], 50_000)).toMatchObject({
    state: 64,
    errorStatus: 'aesGcmPayloadTooLarge',
  });
});

test('an upload that is not base64 ends as Failed', async () => {
  const link = (await mikael.get('/imagesignings/presigneduploadlinks')).json<{
    s3ResourceID: string;
    s3Url: string;
  }>();
  const put = await mikael.send('PUT', link.s3Url, { body: Buffer.from('not base64!') });
  const answer = await mikael.post('/imagesignings', {
    name: 'not-base64',
    description: '',
    productId: content.productId,
    idProductOperation: content.operationId,
    payload: {
      name: 'x',
      s3ResourceID: link.s3ResourceID,
      s3Etag: String(put.headers['etag']).replaceAll('"', ''),
      optionalParameters: [{ aesMode: 'AES-CBC-256' }],
    },
  });
  const { id } = answer.json<{ id: string }>();
  await mikael.until(`/imagesignings/${id}`, [2]);
  await approve(anna, id);
  expect(await anna.until(`/imagesignings/${id}`, [16, 64])).toMatchObject({
    errorStatus: 'payloadIsNotBase64Encoded',
  });
});

test('a member of a blanket group needs no approval', async () => {
  const id = await mikael.ask({
    name: 'nightly',
    ...findOperation(products, 'Sensor S5', 'Nightly encryption'),
    file,
    parameters: [{ aesMode: 'AES-GCM-256' }],
  });
  expect((await mikael.until(`/imagesignings/${id}`, [2, 16]))['state']).toBe(16);
  const lines = await practice.control('audit', { type: 'OperationRequested' });
  expect(lines.find((line) => line.originalID === id)?.approverID).toBe('OperationAutoApprovedByApprovalRule');
});

test.each(['U-Boot signing', 'Update bundles', 'Quantum loader'])('%s gives a signature', async (operation) => {
  const id = await addRequest(`sign ${operation}`, { operation });
  await approve(anna, id);
  expect((await anna.until(`/imagesignings/${id}`, [16, 64]))['state']).toBe(16);
});

describe('clients', () => {
  test('approving retires the earlier Ready client, and the answer says so', async () => {
    const { items } = (await anna.get('/registrations/clients/approvals?name=SECENG-G2-LINE3')).json<{
      items: { id: string }[];
    }>();
    const requestId = items[0]?.id ?? '';
    const earlier = (await practice.control('find', { queue: 'clients', idOrName: 'SECENG-G2-LINE2' })) as {
      id: string;
    };
    const sent = { requestId, decision: 'APPROVE' };
    expect((await anna.post('/registrations/clients/approvals', sent)).json()).toEqual({
      ...sent,
      applied: true,
      state: 16,
      retiredClients: [earlier.id],
    });
    expect((await anna.get(`/registrations/clients/${earlier.id}`)).json()['state']).toBe(256);
    expect((await jonas.post('/registrations/clients/approvals', sent)).json()).toMatchObject({
      applied: false,
      state: 16,
    });
  });
});

test('an approved product gets its KEK-IV and the keys of its operations', async () => {
  const { items } = (await jonas.get('/products/approvals?name=Sensor S7')).json<{ items: { id: string }[] }>();
  const id = items[0]?.id ?? '';
  expect((await anna.post('/products/approvals', { requestId: id, decision: 'APPROVE' })).status).toBe(200);
  const product = await jonas.until(`/products/${id}`, [16]);
  expect(product['productConfigItems']).toMatchObject([{ name: 'KEK-IVCustomEncryption' }]);
  const keys = (product['productOperations'] as { token: { publicKey: string } }[]).map(({ token }) => token.publicKey);
  expect(keys).toEqual(['', expect.stringContaining('BEGIN PUBLIC KEY')]);
});
