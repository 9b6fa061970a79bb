import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { issue, makeRoot } from '../../main/network/test-authority.ts';
import { type Ask, launchNetwork, type NetworkAlone, type Told } from '../support/network-alone/launch.ts';
import { expect, test } from '../support/test.ts';

// Main's network in a real Electron, against a server that behaves badly on purpose.

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly cookie: string | undefined;
  readonly agent: string | undefined;
}

let network: NetworkAlone;
let server: Server;
let profile: Ask['profile'];
let origin = '';
const seen: Seen[] = [];

test.beforeAll(async () => {
  const root = await makeRoot('Corp Root');
  const { pem, keyPem } = await issue(root);
  server = createServer({ key: keyPem, cert: pem }, (request, response) => {
    const { method = '', url = '', headers, socket } = request;
    seen.push({ method, url, cookie: headers.cookie, agent: headers['user-agent'] });
    request.resume();
    switch (url) {
      case '/cookie':
        response.setHeader('set-cookie', 'a=b; Max-Age=1000').setHeader('cache-control', 'max-age=1000').end('cookie');
        break;
      case '/redirect':
        response.writeHead(302, { location: `${origin}/elsewhere` }).end();
        break;
      case '/apply-then-drop':
        request.on('end', () => socket.destroy());
        break;
      case '/silent':
        break;
      case '/half':
        response.writeHead(200, { 'content-length': '100' }).write('x');
        setTimeout(() => socket.destroy(), 20);
        break;
      case '/half-then-silent':
        response.writeHead(200, { 'content-length': '100' }).write('x');
        break;
      case '/long':
        response.end(Buffer.alloc(5_000));
        break;
      case '/empty':
        response.writeHead(204).end();
        break;
      default:
        response.end('fine');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  profile = {
    apiBase: `${origin}/api`,
    authority: 'https://localhost:1/t',
    knownAuthorities: [],
    objectStoreHosts: [],
    extraCaPem: root.pem,
  };
  network = await launchNetwork();
});
test.afterAll(async () => {
  await network.close();
  server.close();
  server.closeAllConnections();
});
test.beforeEach(() => {
  seen.length = 0;
});

function ask(path: string, init: Ask['init'] = {}): Promise<Told> {
  return network.ask({ profile, url: path.startsWith('/') ? origin + path : path, init, limit: 1_000 });
}

test('a host the profile does not name is not contacted, whatever the address looks like', async () => {
  const host = new URL(origin).host;
  for (const url of [
    `https://127.0.0.1:${new URL(origin).port}/?X-Amz-Signature=secret`,
    `https://anna:secret@${host}/`,
    `http://${host}/`,
    `https://${host}.evil.test/`,
    'https://evil.test/?X-Amz-Signature=secret',
    'file:///etc/passwd',
  ]) {
    const told = await ask(url);
    expect(told, url).toMatchObject({ code: 'network.host-not-allowed', sent: 'no' });
    expect(JSON.stringify(told)).not.toContain('secret');
  }
  expect(seen).toEqual([]);
});

test('no cookie is kept, nothing is cached, and the app says who it is and no more', async () => {
  await ask('/cookie');
  await ask('/cookie');
  expect(seen.map(({ cookie }) => cookie)).toEqual([undefined, undefined]);
  for (const { agent } of seen) expect(agent).toMatch(/^Keydock\/[\d.]+$/);
});

test('a redirect is not followed', async () => {
  expect(await ask('/redirect')).toMatchObject({ code: 'network.redirected' });
  expect(seen.map(({ url }) => url)).toEqual(['/redirect']);
});

test('what must not happen twice does not, on a connection that was used before', async () => {
  for (let round = 0; round < 3; round += 1) {
    expect(await ask('/')).toMatchObject({ status: 200 });
    expect(await ask('/', { method: 'POST', body: '{}' })).toMatchObject({ status: 200, text: 'fine' });
    expect(await ask('/apply-then-drop', { method: 'POST', body: '{}' })).toMatchObject({
      code: 'network.dropped',
      sent: 'perhaps',
    });
  }
  expect(seen.filter(({ url }) => url === '/apply-then-drop')).toHaveLength(3);
});

test('two at once do not disturb each other', async () => {
  const told = await Promise.all([
    ask('/silent', { method: 'POST', body: '{}', timeoutMs: 1_500 }),
    ...Array.from({ length: 5 }, () => ask('/', { method: 'POST', body: '{}' })),
  ]);
  expect(told.slice(1)).toEqual(Array(5).fill({ status: 200, text: 'fine' }));
  expect(told[0]).toMatchObject({ code: 'network.timeout' });
});

test('an answer without a body is one', async () => {
  expect(await ask('/empty', { method: 'POST', body: '{}' })).toEqual({ status: 204, text: '' });
});

for (const { what, path, init, told } of [
  { what: 'silence', path: '/silent', init: { timeoutMs: 500 }, told: { code: 'network.timeout', sent: 'perhaps' } },
  {
    what: 'half a body, then silence',
    path: '/half-then-silent',
    init: { timeoutMs: 500 },
    told: { code: 'network.timeout', sent: 'perhaps' },
  },
  { what: 'half a body, then the end', path: '/half', init: {}, told: { code: 'network.dropped', sent: 'perhaps' } },
  {
    what: 'half a body of what must not happen twice',
    path: '/half',
    init: { method: 'POST', body: '{}' },
    told: { code: 'network.dropped', sent: 'perhaps' },
  },
  { what: 'a body longer than expected', path: '/long', init: {}, told: { code: 'platform.unreadable' } },
]) {
  test(`${what} is told as what it is`, async () => {
    expect(await ask(path, init)).toMatchObject(told);
  });
}

test('a closed port and a name nobody knows: nothing was sent', async () => {
  const other = { ...profile, objectStoreHosts: ['localhost:59999', 'nothing.invalid'] };
  for (const url of ['https://localhost:59999/', 'https://nothing.invalid/']) {
    expect(await network.ask({ profile: other, url, init: {}, limit: 10 })).toMatchObject({
      code: 'network.offline',
      sent: 'no',
    });
  }
});
