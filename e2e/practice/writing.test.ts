import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groups } from './company/people.ts';
import { Client } from './testing/client.ts';
import { type Practice, startPractice } from './world.ts';

let practice: Practice;
let mikael: Client;
let anna: Client;
let jonas: Client;
let sara: Client;

beforeAll(async () => {
  practice = await startPractice({ pace: { created: 250, approved: 10, inProcess: 10 } });
  [mikael, anna, jonas, sara] = await Promise.all([
    Client.signedIn(practice, 'mikael'),
    Client.signedIn(practice, 'anna'),
    Client.signedIn(practice, 'jonas'),
    Client.signedIn(practice, 'sara'),
  ]);
}, 60_000);
afterAll(() => practice.close());

async function idOf(queue: 'products' | 'clients', idOrName: string): Promise<string> {
  return ((await practice.control('find', { queue, idOrName })) as { id: string }).id;
}

function product(name: string, more: object = {}) {
  return {
    name,
    description: '',
    enabled: true,
    productType: 'RnD',
    productOperations: [
      {
        name: 'Encryption',
        operationType: 'EncryptImageWithAES',
        approvalRule: { allowedGroups: [groups.firmwareWriters.id], approvalGroups: [groups.releaseApprovers.id] },
        token: { name: 'k', keyType: 'AES256', extractable: true },
      },
    ],
    ...more,
  };
}

describe('a new product', () => {
  test('is answered short, waits for approval, and then has its keys', async () => {
    const answer = await mikael.post('/products', product('Camera K1'));
    expect(answer.status).toBe(202);
    expect(answer.json()).toMatchObject({ state: 2, productOperations: [], productType: null });
    const { id } = answer.json<{ id: string }>();
    expect((await mikael.get(`/products/${id}`)).json()['state']).toBe(1);
    await mikael.until(`/products/${id}`, [2]);
    await anna.post('/products/approvals', { requestId: id, decision: 'APPROVE' });
    expect(await mikael.until(`/products/${id}`, [16])).toMatchObject({
      productConfigItems: [{ name: 'KEK-IVCustomEncryption' }],
      productOperations: [{ token: { extractable: true, keyType: 'AES256' } }],
    });
  });

  test.each([
    ['a name that exists', product('Gateway G2')],
    ['no name', product('')],
    ['a type that is not known', product('X', { productType: 'Moon' })],
    ['labels that are too long for the HSM', product('x'.repeat(128))],
    ['something that is no product', []],
  ])('%s is answered 400', async (_, sent) => {
    expect((await mikael.post('/products', sent)).status).toBe(400);
  });

  test('an approver cannot make one', async () => {
    expect((await jonas.post('/products', product('Y'))).status).toBe(403);
  });
});

describe('change requests', () => {
  async function decided(path: string, asking: Client, sent: object): Promise<void> {
    const answer = await asking.post(path, sent);
    expect(answer.status).toBe(202);
    const { id } = answer.json<{ id: string }>();
    await anna.until(`${path}/${id}`, [2]);
    expect((await anna.post(`${path}/approvals`, { requestId: id, decision: 'APPROVE' })).status).toBe(204);
    await anna.until(`${path}/${id}`, [16]);
  }

  test('one that is approved changes what is said of the product', async () => {
    const productID = await idOf('products', 'Valve V2');
    const metaData = { description: 'Valve actuator, second edition' };
    const sent = { productID, changeType: 'ModifyProductMetaData', name: 'Say more', metaData };
    await decided('/products/changerequests', mikael, sent);
    expect((await mikael.get(`/products/${productID}`)).json()).toMatchObject({ name: 'Valve V2', ...metaData });
  });

  test('a product can be deleted once that was approved, and not before', async () => {
    const productID = await idOf('products', 'Pump P4');
    const remove = () =>
      mikael.send('DELETE', `${practice.apiUrl}/products/${productID}`, {
        headers: { authorization: `Bearer ${mikael.token}` },
      });
    expect((await remove()).status).toBe(400);
    const sent = { productID, changeType: 'ChangeProductStateToBeDeleted', name: 'Out of service' };
    await decided('/products/changerequests', mikael, sent);
    expect((await mikael.get(`/products/${productID}`)).json()['state']).toBe(512);
    expect((await remove()).status).toBe(204);
    expect((await mikael.get(`/products/${productID}`)).status).toBe(404);
  });

  test('an operation keeps its key when its rule is changed', async () => {
    const productID = await idOf('products', 'Charger C1');
    const before = (await mikael.get(`/products/${productID}`)).json<{
      productOperations: { id: string; token: object }[];
    }>();
    const [operation] = before.productOperations;
    const approvalRule = { allowedGroups: [groups.firmwareWriters.id], approvalGroups: [groups.productApprovers.id] };
    await decided('/products/changerequests', mikael, {
      productID,
      operationID: operation?.id,
      changeType: 'ModifyOperation',
      name: 'Other approvers',
      productOperation: { ...operation, approvalRule },
    });
    const after = (await mikael.get(`/products/${productID}`)).json<{ productOperations: object[] }>();
    expect(after.productOperations[0]).toMatchObject({ id: operation?.id, token: operation?.token, approvalRule });
  });

  test('a rule that is changed changes who is asked, for what waits already, too', async () => {
    const leila = await Client.signedIn(practice, 'leila');
    const productID = await idOf('products', 'Display D7');
    await practice.control('addRequest', {
      name: 'asks-others',
      product: 'Display D7',
      operation: 'Firmware encryption',
    });
    const asked = async (client: Client) =>
      (await client.get('/imagesignings/approvals?name=asks-others')).json<{ count?: number }>().count;
    expect([await asked(anna), await asked(leila)]).toEqual([1, undefined]);
    const { productOperations } = (await mikael.get(`/products/${productID}`)).json<{
      productOperations: { id: string }[];
    }>();
    await decided('/products/changerequests', mikael, {
      productID,
      operationID: productOperations[0]?.id,
      changeType: 'ModifyOperation',
      name: 'Analysts decide',
      productOperation: {
        ...productOperations[0],
        approvalRule: { allowedGroups: [groups.firmwareWriters.id], approvalGroups: [groups.fieldAnalysts.id] },
      },
    });
    expect([await asked(anna), await asked(leila)]).toEqual([0, 1]);
  });

  test('a client is retired', async () => {
    const clientID = await idOf('clients', 'PROD-PC-TAMPERE-1');
    const sent = { clientID, changeType: 'ChangeClientStateToBeDeleted', name: 'Station is gone' };
    await decided('/registrations/clients/changerequests', sara, sent);
    expect((await sara.get(`/registrations/clients/${clientID}`)).json()['state']).toBe(256);
  });

  test('what waits is counted', async () => {
    const productID = await idOf('products', 'Meter M1');
    await mikael.post('/products/changerequests', {
      productID,
      changeType: 'ChangeProductStateToBeDeleted',
      name: 'x',
    });
    await expect
      .poll(async () => (await anna.get('/approvals')).json<Record<string, number>>()['changerequests'])
      .toBe(1);
  });
});

describe('registering a client', () => {
  const p256 =
    'LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFYW5FPQotLS0tLUVORCBQVUJMSUMgS0VZLS0tLS0K';
  async function registration(more: object) {
    const { generateKeyPairSync } = await import('node:crypto');
    const pem = (namedCurve: string) =>
      Buffer.from(generateKeyPairSync('ec', { namedCurve }).publicKey.export({ type: 'spki', format: 'pem' })).toString(
        'base64',
      );
    return {
      name: 'SECENG-TEST',
      description: '',
      idProduct: await idOf('products', 'Gateway G2'),
      clientType: 'SecurityEngineer',
      clientUser: 'oid:8a3f6d10-2c44-4b8e-9f61-6f1a52c0e004',
      encryptionPublicKey: pem('prime256v1'),
      p384: pem('secp384r1'),
      ...more,
    };
  }

  test('is Created, then waits for approval', async () => {
    const answer = await sara.post('/registrations/clients', await registration({}));
    expect(answer.status).toBe(202);
    const { id } = answer.json<{ id: string }>();
    expect(await sara.until(`/registrations/clients/${id}`, [2])).toMatchObject({ name: 'SECENG-TEST' });
  });

  test('an engineer has a P-256 key, and nothing else will do', async () => {
    const { p384, ...sent } = await registration({});
    expect((await sara.post('/registrations/clients', { ...sent, encryptionPublicKey: p384 })).status).toBe(400);
    expect((await sara.post('/registrations/clients', { ...sent, encryptionPublicKey: p256 })).status).toBe(400);
    expect((await sara.post('/registrations/clients', { ...sent, encryptionPublicKey: undefined })).status).toBe(400);
    expect((await sara.post('/registrations/clients', { ...sent, clientUser: 'upn:sara' })).status).toBe(400);
  });

  test('an analyst cannot', async () => {
    const leila = await Client.signedIn(practice, 'leila');
    expect((await leila.post('/registrations/clients', await registration({}))).status).toBe(403);
  });
});

test('an audit trail becomes Ready by itself, and holds a line for each call, without tokens or links', async () => {
  await mikael.get('/imagesignings/presigneduploadlinks');
  const times = { startTime: new Date(0).toISOString(), endTime: new Date(Date.now() + 60_000).toISOString() };
  const { id } = (await mikael.post('/audittrails', times)).json<{ id: string }>();
  const trail = await mikael.until(`/audittrails/${id}`, [16]);
  const text = (await mikael.send('GET', String(trail['downloadLink']))).bytes.toString();
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  expect(lines.map((line) => line['auditEventType'])).toContain('UploadLinkIssued');
  for (const line of lines) expect(line).toMatchObject({ audit: 'events', 'X-Request-Id': expect.stringMatching(/./) });
  expect(text).not.toContain('X-Amz-Signature');
  expect(text).not.toContain(mikael.token.slice(0, 40));
});

test('templates can be made, changed and deleted by who makes products', async () => {
  const { id } = (await mikael.post('/products/templates', { name: 'Sensor', template: { a: 1 } })).json<{
    id: string;
  }>();
  expect((await jonas.get(`/products/templates/${id}`)).json()).toMatchObject({ name: 'Sensor', template: { a: 1 } });
  expect((await jonas.post('/products/templates', { name: 'No', template: {} })).status).toBe(403);
  expect((await mikael.get('/products/templates')).json()).toMatchObject({ count: 1 });
});

test('reset begins the company anew', async () => {
  const { id } = await practice.control('addRequest', { name: 'gone-after-reset' });
  await practice.control('fault', { kind: 'status', status: 500, count: null });
  await practice.control('settings', { latencyMs: 5_000 });
  await practice.control('reset', {});
  expect((await anna.get(`/imagesignings/${id}`)).status).toBe(404);
  expect(await practice.control('find', { queue: 'products', idOrName: 'Pump P4' })).toMatchObject({ state: 16 });
  const ready = (await practice.control('find', { queue: 'imagesignigs', idOrName: 'firmware-v1.6.43' })) as {
    id: string;
  };
  expect(await practice.control('decrypted', { id: ready.id })).toMatchObject({ matches: true });
  expect(await practice.control('find', { queue: 'clients', idOrName: 'SECENG-G2-LINE3' })).toMatchObject({ state: 2 });
});
