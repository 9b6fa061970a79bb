import { hostilePage, type Row } from '../support/hostile-page.ts';
import { launchKeydock } from '../support/launch.ts';
import { readTraffic } from '../support/net-log.ts';
import { expect, test } from '../support/test.ts';

// A hostile script in the page reaches nobody: not by any request the browser knows, not by a name that is looked up, and
// not through our own scheme.

const hostile = hostilePage();

const rows: readonly Row[] = [
  ['fetch', ({ http }) => fetch(http).then(() => 'reached'), 'threw TypeError'],
  ['fetch without CORS', ({ http }) => fetch(http, { mode: 'no-cors', keepalive: true }), 'threw TypeError'],
  ['fetch of our own scheme', () => fetch('keydock://app/index.html').then(() => 'reached'), 'threw TypeError'],
  ['fetch of the other host', () => fetch('keydock://confirm/index.html').then(() => 'reached'), 'threw TypeError'],
  ['fetch of a file', () => fetch('file:///etc/hostname').then(() => 'reached'), 'threw TypeError'],
  ['fetch of a data URL', () => fetch('data:text/plain,hi').then(() => 'reached'), 'threw TypeError'],
  [
    'XMLHttpRequest',
    ({ http }) =>
      new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onload = () => resolve('reached');
        request.onerror = () => resolve('refused');
        request.open('GET', http);
        request.send();
      }),
    'refused',
  ],
  [
    'WebSocket',
    ({ ws }) =>
      new Promise((resolve) => {
        const socket = new WebSocket(ws);
        socket.onopen = () => resolve('reached');
        socket.onerror = () => resolve('refused');
      }),
    /^(?:refused|threw SecurityError)$/,
  ],
  [
    'EventSource',
    ({ http }) =>
      new Promise((resolve) => {
        const source = new EventSource(http);
        source.onopen = () => resolve('reached');
        source.onerror = () => resolve('refused');
      }),
    /^(?:refused|threw SecurityError)$/,
  ],
  [
    'WebTransport',
    ({ http }) => new WebTransport(http.replace('http:', 'https:')).ready.then(() => 'reached'),
    /^threw /,
  ],
  ['sendBeacon', ({ http }) => void navigator.sendBeacon(http, 'x'), 'undefined'],
  [
    'ping of a link',
    ({ http }) => {
      const link = document.createElement('a');
      link.href = '#/';
      link.ping = http;
      link.click();
      return 'clicked';
    },
    'clicked',
  ],
  ...(['img', 'script', 'iframe', 'audio', 'embed', 'link', 'object'] as const).map(
    (tag): Row => [
      `<${tag}> from http`,
      // Each row is sent to the page as text, so the tag has to stand in it.
      new Function(
        'target',
        `return new Promise((resolve) => {
          const element = document.createElement('${tag}');
          element.onload = element.onloadedmetadata = () => resolve('loaded');
          element.onerror = () => resolve('refused');
          try {
            if ('${tag}' === 'link') { element.rel = 'stylesheet'; element.href = target.http; }
            else if ('${tag}' === 'object') element.data = target.http;
            else element.src = target.http;
          } catch (error) { resolve('threw ' + error.name); }
          document.body.append(element);
          // A refused frame loads an error page of the browser, and an embed nothing at all.
          setTimeout(() => resolve('nothing'), 300);
        }).then((answer) => { document.querySelector('body > ${tag}')?.remove(); return answer; })`,
      ) as Row[1],
      tag === 'iframe' ? /^(?:loaded|nothing|refused)$/ : /^(?:refused|nothing|threw TypeError)$/,
    ],
  ),
  ...['preconnect', 'dns-prefetch', 'prefetch', 'preload', 'modulepreload'].map(
    (rel): Row => [
      `<link rel=${rel}>`,
      new Function(
        'target',
        `const link = document.createElement('link'); link.rel = '${rel}'; link.as = 'script'; link.href = target.http;
         document.head.append(link); return new Promise((done) => setTimeout(() => { link.remove(); done('nothing'); }, 200));`,
      ) as Row[1],
      'nothing',
    ],
  ),
  ['import()', ({ http }) => import(`${http}/x.js`).then(() => 'reached'), 'threw TypeError'],
  [
    'WebRTC to a STUN server',
    ({ host }) =>
      new Promise((resolve) => {
        const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:${host}` }] });
        connection.createDataChannel('x');
        void connection.createOffer().then((offer) => connection.setLocalDescription(offer));
        setTimeout(() => {
          connection.close();
          resolve('waited');
        }, 800);
      }),
    'waited',
  ],
  [
    'WebRTC to a TURN server over TCP',
    ({ host }) =>
      new Promise((resolve) => {
        const urls = `turn:${host}?transport=tcp`;
        const connection = new RTCPeerConnection({
          iceServers: [{ urls, username: 'a', credential: 'b' }],
          iceTransportPolicy: 'relay',
        });
        connection.createDataChannel('x');
        void connection.createOffer().then((offer) => connection.setLocalDescription(offer));
        setTimeout(() => {
          connection.close();
          resolve('waited');
        }, 800);
      }),
    'waited',
  ],
];

test.describe('network', () => {
  for (const row of rows) test(row[0], () => hostile.attempt(row));
});

test('a page cannot have a name looked up, which would carry what it knows', async () => {
  const file = test.info().outputPath('net-log.json');
  const other = await launchKeydock({ args: [`--log-net-log=${file}`] });
  try {
    await other.window.evaluate(async () => {
      const add = (tag: 'link' | 'a', more: object) =>
        document.head.append(Object.assign(document.createElement(tag), more));
      const meta = document.createElement('meta');
      meta.httpEquiv = 'x-dns-prefetch-control';
      meta.content = 'on';
      document.head.append(meta);
      for (const rel of ['dns-prefetch', 'preconnect', 'prefetch', 'preload', 'modulepreload'])
        for (const scheme of ['https:', 'http:', ''])
          add('link', { rel, as: 'script', href: `${scheme}//${rel}.secret.test/` });
      add('a', { href: 'https://anchor.secret.test/' });
      await new Promise((done) => setTimeout(done, 1_500));
    });
  } finally {
    await other.close();
  }
  expect([...readTraffic(file).resolved]).toEqual([]);
});

test.describe('the scheme', () => {
  const fetchIn = async (partition: string | null, url: string, method = 'GET'): Promise<string> =>
    await hostile.keydock.app.evaluate(
      async ({ session }, asked) => {
        const own = asked.partition === null ? session.defaultSession : session.fromPartition(asked.partition);
        try {
          const response = await own.fetch(asked.url, { method: asked.method });
          return `${response.status}`;
        } catch (error) {
          return error instanceof Error ? error.message : 'failed';
        }
      },
      { partition, url, method },
    );

  for (const [what, url, answer] of [
    ['its page', 'keydock://app/index.html', '200'],
    ['dots', 'keydock://app/../main/main.js', '404'],
    ['encoded dots', 'keydock://app/..%2fmain%2fmain.js', '404'],
    ['the preload beside it', 'keydock://app/%2e%2e%2fpreload%2fwindow.js', '404'],
    ['an absolute path', 'keydock://app//etc/passwd.html', '404'],
    ['a kind of file that is not served', 'keydock://app/index.json', '403'],
    ['the other host', 'keydock://confirm/index.html', '403'],
    ['the host where PINs are typed', 'keydock://secret/index.html', '403'],
    ['a file', 'file:///etc/hostname', '403'],
    ['the network', 'TARGET', 'net::ERR_BLOCKED_BY_CLIENT'],
  ] as const) {
    test(`${what}: ${answer}`, async () => {
      expect(await fetchIn('keydock-app', url.replace('TARGET', hostile.nobody.http))).toBe(answer);
    });
  }

  test('only GET is answered', async () => {
    expect(await fetchIn('keydock-app', 'keydock://app/index.html', 'POST')).toBe('405');
  });

  for (const [what, partition] of [
    ['the confirmation session', 'keydock-confirm'],
    ['the session where PINs are typed', 'keydock-secret'],
    ['the default session', null],
  ] as const) {
    test(`${what} reaches nobody`, async () => {
      expect(await fetchIn(partition, hostile.nobody.http)).toBe('net::ERR_BLOCKED_BY_CLIENT');
      expect(await fetchIn(partition, 'file:///etc/hostname')).toMatch(/^(?:403|net::ERR_BLOCKED_BY_CLIENT)$/);
      expect(await fetchIn(partition, 'keydock://app/index.html')).toMatch(
        /^(?:403|net::ERR_UNKNOWN_URL_SCHEME|net::ERR_BLOCKED_BY_CLIENT)$/,
      );
    });
  }
});
