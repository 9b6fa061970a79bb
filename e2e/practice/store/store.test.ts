import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { companyProducts, findOperation } from '../company/products.ts';
import { Client } from '../testing/client.ts';
import { type Practice, startPractice } from '../world.ts';

let practice: Practice;
let mikael: Client;
let link = '';
const body = Buffer.from('QUJD');

beforeAll(async () => {
  practice = await startPractice();
  mikael = await Client.signedIn(practice, 'mikael');
}, 60_000);
afterAll(() => practice.close());

async function freshLink(): Promise<string> {
  link = (await mikael.get('/imagesignings/presigneduploadlinks')).json<{ s3Url: string }>().s3Url;
  return link;
}

test('the store has an origin of its own', async () => {
  const url = new URL(await freshLink());
  expect(url.protocol).toBe('https:');
  expect([new URL(practice.apiUrl).host, new URL(practice.issuer).host]).not.toContain(url.host);
  expect(practice.profile.objectStoreHosts).toEqual([url.host]);
});

test('the ETag is the MD5 of the bytes, in quotes', async () => {
  const answer = await mikael.send('PUT', await freshLink(), { body });
  expect(answer.status).toBe(200);
  expect(answer.headers['etag']).toBe(`"${createHash('md5').update(body).digest('hex')}"`);
});

test('chunked transfer is refused with 501', async () => {
  expect((await mikael.send('PUT', await freshLink(), { body, chunked: true })).status).toBe(501);
});

test('more than 5 GiB is refused before it is sent', async () => {
  const headers = { 'content-length': String(5 * 1024 ** 3 + 1), expect: '100-continue' };
  const { status, bytes } = await mikael.send('PUT', await freshLink(), { headers, body: undefined! });
  expect(status).toBe(400);
  expect(bytes.toString()).toContain('EntityTooLarge');
});

describe('a link that is not the one that was signed is refused', () => {
  const changes: [string, (url: URL) => void][] = [
    [
      'another key',
      (url) => {
        url.pathname += 'x';
      },
    ],
    ['a longer life', (url) => url.searchParams.set('X-Amz-Expires', '999999')],
    ['a later date', (url) => url.searchParams.set('X-Amz-Date', '20301122T013000Z')],
    ['another signature', (url) => url.searchParams.set('X-Amz-Signature', 'a'.repeat(64))],
    ['no signature', (url) => url.searchParams.delete('X-Amz-Signature')],
    ['one parameter more', (url) => url.searchParams.set('x', '1')],
  ];
  test.each(changes)('%s', async (_, change) => {
    const url = new URL(await freshLink());
    change(url);
    expect((await mikael.send('PUT', url.href, { body })).status).toBe(403);
  });

  test('another method', async () => {
    expect((await mikael.send('GET', await freshLink())).status).toBe(403);
  });

  test('one that has expired', async () => {
    await practice.control('settings', { linkLifeSeconds: 1 });
    const url = await freshLink();
    await practice.control('settings', { linkLifeSeconds: 3_600 });
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const answer = await mikael.send('PUT', url, { body });
    expect(answer.status).toBe(403);
    expect(answer.bytes.toString()).toContain('expired');
  });
});

test('an ETag that is not that of the upload is refused by the API', async () => {
  const { productId, operationId } = findOperation(companyProducts(0), 'Gateway G2', 'Content encryption');
  const { s3ResourceID, s3Url } = (await mikael.get('/imagesignings/presigneduploadlinks')).json<{
    s3ResourceID: string;
    s3Url: string;
  }>();
  await mikael.send('PUT', s3Url, { body });
  const answer = await mikael.post('/imagesignings', {
    name: 'x',
    description: '',
    productId,
    idProductOperation: operationId,
    payload: { name: 'x', s3ResourceID, s3Etag: '0'.repeat(32), optionalParameters: [{ aesMode: 'AES-GCM-256' }] },
  });
  expect(answer.status).toBe(400);
});
