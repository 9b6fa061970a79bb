import { type Keydock, launchKeydock } from '../support/launch.ts';
import { readTraffic } from '../support/net-log.ts';
import { type Nobody, startNobody } from '../support/nobody.ts';
import { expect, test } from '../support/test.ts';

// What a hostile script in the page could try, against the real window with the settings users have. Each row runs in
// the page and answers in words; what it must answer stands beside it. After each, nobody has been reached, there is one
// window, and it shows our page.

let keydock: Keydock;
let nobody: Nobody;

test.beforeAll(async () => {
  nobody = await startNobody();
  // There are no cameras where tests run, and a power over nothing is refused for another reason.
  keydock = await launchKeydock({ args: ['--use-fake-device-for-media-stream'] });
});
test.afterAll(async () => {
  await keydock.close();
  await nobody.close();
});

/** Where the rows reach for. */
interface Target {
  readonly http: string;
  readonly ws: string;
  readonly host: string;
}
type Row = readonly [what: string, attempt: (target: Target) => unknown, answer: string | RegExp];

/** Runs one row as if a person had just clicked: many powers ask for no less. */
async function attempt([, run, answer]: Row): Promise<void> {
  const session = await keydock.window.context().newCDPSession(keydock.window);
  const { http, ws, host } = nobody;
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `(async () => {
      const pending = new Promise((resolve) => setTimeout(() => resolve('pending'), 3000));
      try { return String(await Promise.race([(${run.toString()})(${JSON.stringify({ http, ws, host })}), pending])); }
      catch (error) { return 'threw ' + (error?.name ?? typeof error); }
    })()`,
    awaitPromise: true,
    returnByValue: true,
    userGesture: true,
    // The tools' own right to evaluate must not stand in for the page's.
    allowUnsafeEvalBlockedByCSP: false,
  });
  await session.detach();
  expect(exceptionDetails).toBeUndefined();
  expect(result.value).toMatch(typeof answer === 'string' ? new RegExp(`^${answer}$`) : answer);
}

test.afterEach(async () => {
  // A moment for what would have been sent behind the answer's back.
  await keydock.window.waitForTimeout(50);
  expect(nobody.visits(), 'nobody was reached').toBe(0);
  expect(keydock.app.windows()).toHaveLength(1);
  await keydock.window.waitForURL(/^keydock:\/\/app\/(?:#.*)?$/, { waitUntil: 'load' });
  // The policy's own complaints about these attempts are what is wanted here.
  keydock.complaints.length = 0;
});

const network: readonly Row[] = [
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

const navigation: readonly Row[] = [
  ['window.open', ({ http }) => window.open(http), 'null'],
  ['window.open of our own page', () => window.open('keydock://app/'), 'null'],
  ['window.open of the confirmation page', () => window.open('keydock://confirm/'), 'null'],
  ['window.open of nothing', () => window.open('about:blank'), 'null'],
  [
    'a link into a new window',
    ({ http }) => {
      const link = Object.assign(document.createElement('a'), { href: http, target: '_blank' });
      document.body.append(link);
      link.click();
      link.remove();
      return 'clicked';
    },
    'clicked',
  ],
  ...[
    'TARGET/',
    'keydock://confirm/',
    'keydock://app/index.html',
    'file:///etc/hostname',
    'data:text/html,hi',
    'mailto:a@b.example',
    'chrome://gpu',
  ].map(
    (to): Row => [
      `location = ${to}`,
      new Function(
        'target',
        `location.href = '${to}'.replace('TARGET', target.http); return new Promise((done) => setTimeout(() => done('stayed'), 200));`,
      ) as Row[1],
      'stayed',
    ],
  ),
  [
    'location = about:blank',
    () => {
      // Committed without asking anybody: main loads the page anew.
      setTimeout(() => location.replace('about:blank'), 0);
      return 'left';
    },
    'left',
  ],
  [
    'a javascript: address',
    () => {
      location.href = 'javascript:document.title="taken"';
      return new Promise((done) => setTimeout(() => done(document.title), 200));
    },
    /^(?!taken)/,
  ],
  [
    'a form',
    ({ http }) => {
      const form = Object.assign(document.createElement('form'), { action: http, method: 'post' });
      document.body.append(form);
      form.submit();
      form.remove();
      return 'sent';
    },
    'sent',
  ],
  [
    'a refresh by meta',
    ({ http }) => {
      const meta = document.createElement('meta');
      meta.httpEquiv = 'refresh';
      meta.content = `0;url=${http}`;
      document.head.append(meta);
      return new Promise((done) => setTimeout(() => done('stayed'), 300));
    },
    'stayed',
  ],
  [
    'a download',
    ({ http }) => {
      Object.assign(document.createElement('a'), { href: http, download: 'x' }).click();
      return 'clicked';
    },
    'clicked',
  ],
  [
    'a blob download',
    () => {
      const href = URL.createObjectURL(new Blob(['x']));
      Object.assign(document.createElement('a'), { href, download: 'x' }).click();
      return 'clicked';
    },
    'clicked',
  ],
  ['history to another origin', ({ http }) => history.pushState(null, '', http), 'threw SecurityError'],
  [
    'a base element',
    ({ http }) => {
      const base = Object.assign(document.createElement('base'), { href: http });
      document.head.append(base);
      const uri = document.baseURI;
      base.remove();
      return uri.startsWith('keydock://app/');
    },
    'true',
  ],
  [
    'a window that will not unload',
    () => {
      window.onbeforeunload = (event) => event.preventDefault();
      location.reload();
      return new Promise((done) => setTimeout(() => done('stayed'), 200));
    },
    'stayed',
  ],
];

const code: readonly Row[] = [
  ['eval', () => Reflect.get(window, 'eval')('1 + 1'), 'threw EvalError'],
  ['new Function', () => new Function('return 1')(), 'threw EvalError'],
  [
    'a timer with text',
    () => {
      const ran = Object.assign(window, { ran: 'no' });
      setTimeout('window.ran = "yes"' as unknown as () => void, 0);
      return new Promise((done) => setTimeout(() => done(ran.ran), 50));
    },
    /^(?:no|threw (?:EvalError|TypeError))$/,
  ],
  [
    'an inline script',
    () => {
      Object.assign(window, { taken: 'no' });
      const script = document.createElement('script');
      script.append('window.taken = "yes"');
      document.body.append(script);
      return (window as unknown as { taken: string }).taken;
    },
    /^(?:no|threw TypeError)$/,
  ],
  [
    'the text of a script',
    () => {
      document.createElement('script').text = 'window.taken = 1';
    },
    'threw TypeError',
  ],
  [
    'the address of a script',
    () => {
      document.createElement('script').src = 'data:text/javascript,1';
    },
    'threw TypeError',
  ],
  [
    'an event attribute',
    () => {
      const element = document.createElement('div');
      element.setAttribute('onclick', 'window.clicked = 1');
      element.click();
      return 'clicked' in window;
    },
    /^(?:false|threw TypeError)$/,
  ],
  [
    'innerHTML',
    () => {
      document.createElement('div').innerHTML = '<b>x</b>';
    },
    'threw TypeError',
  ],
  [
    'outerHTML',
    () => {
      const element = document.createElement('div');
      document.createElement('div').append(element);
      element.outerHTML = '<b>x</b>';
    },
    'threw TypeError',
  ],
  ['insertAdjacentHTML', () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'), 'threw TypeError'],
  ['document.write', () => document.write('<b>x</b>'), 'threw TypeError'],
  ['DOMParser', () => new DOMParser().parseFromString('<b>x</b>', 'text/html'), 'threw TypeError'],
  ['createContextualFragment', () => new Range().createContextualFragment('<b>x</b>'), 'threw TypeError'],
  [
    'srcdoc',
    () => {
      document.createElement('iframe').srcdoc = '<b>x</b>';
    },
    'threw TypeError',
  ],
  ['a Trusted Types policy', () => Reflect.get(window, 'trustedTypes').createPolicy('mine', {}), 'threw TypeError'],
  ['the default policy', () => Reflect.get(window, 'trustedTypes').createPolicy('default', {}), 'threw TypeError'],
  [
    'a style element',
    () => {
      const style = document.createElement('style');
      style.append('body { outline: 7px solid red }');
      document.head.append(style);
      const width = getComputedStyle(document.body).outlineWidth;
      style.remove();
      return width !== '7px';
    },
    'true',
  ],
  [
    'a style attribute',
    () => {
      const element = document.createElement('div');
      element.setAttribute('style', 'outline: 7px solid red');
      return element.style.outlineWidth;
    },
    '',
  ],
  [
    'a second frame of our own page',
    () => {
      const frame = document.createElement('iframe');
      frame.src = 'keydock://app/index.html';
      document.body.append(frame);
      return new Promise((done) =>
        setTimeout(() => {
          let title = 'unreadable';
          try {
            title = frame.contentDocument?.getElementById('root') ? 'loaded' : 'empty';
          } catch {}
          frame.remove();
          done(title);
        }, 300),
      );
    },
    /^(?:empty|unreadable)$/,
  ],
  [
    'a blank frame has no bridge',
    () => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const found = typeof Reflect.get(frame.contentWindow ?? {}, 'keydock');
      frame.remove();
      return found;
    },
    'undefined',
  ],
  [
    'a webview',
    () => {
      const view = document.createElement('webview');
      document.body.append(view);
      const found = typeof Reflect.get(view, 'loadURL');
      view.remove();
      return found;
    },
    'undefined',
  ],
  ['a worker', () => new Worker('keydock://app/worker.js'), /^threw /],
  ['a worker out of a blob', () => new Worker(URL.createObjectURL(new Blob(['1']))), /^threw /],
  ['a shared worker', () => new SharedWorker('keydock://app/worker.js'), /^threw /],
  [
    'a service worker',
    () => navigator.serviceWorker.register('keydock://app/worker.js').then(() => 'there'),
    /^threw /,
  ],
  [
    'a worklet',
    () => new AudioContext().audioWorklet.addModule('data:text/javascript,1').then(() => 'there'),
    /^threw /,
  ],
  ['WebAssembly', () => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])), 'threw CompileError'],
];

const powers: readonly Row[] = [
  ['notifications', () => Notification.requestPermission(), 'denied'],
  [
    'places',
    () =>
      new Promise((done) =>
        navigator.geolocation.getCurrentPosition(
          () => done('found'),
          ({ code }) => done(code),
        ),
      ),
    '1',
  ],
  ['camera', () => navigator.mediaDevices.getUserMedia({ video: true }), 'threw NotAllowedError'],
  ['microphone', () => navigator.mediaDevices.getUserMedia({ audio: true }), 'threw NotAllowedError'],
  ['the screen', () => navigator.mediaDevices.getDisplayMedia({ video: true }), /^threw /],
  [
    'names of devices',
    () => navigator.mediaDevices.enumerateDevices().then((all) => all.every(({ label }) => label === '')),
    'true',
  ],
  ['reading the clipboard', () => navigator.clipboard.readText(), 'threw NotAllowedError'],
  ['MIDI', () => navigator.requestMIDIAccess({ sysex: true }), /^threw /],
  ['USB', () => Reflect.get(navigator, 'usb').requestDevice({ filters: [{ vendorId: 0x1050 }] }), /^threw /],
  [
    'HID',
    () =>
      Reflect.get(navigator, 'hid')
        .requestDevice({ filters: [] })
        .then((all: unknown[]) => all.length),
    /^(?:0|threw .*)$/,
  ],
  ['a serial port', () => Reflect.get(navigator, 'serial').requestPort(), /^threw /],
  ['Bluetooth', () => Reflect.get(navigator, 'bluetooth').requestDevice({ acceptAllDevices: true }), /^threw /],
  [
    'local fonts',
    () => Reflect.get(window, 'queryLocalFonts')().then((all: unknown[]) => all.length),
    /^(?:0|threw .*)$/,
  ],
  ['keeping the screen on', () => navigator.wakeLock.request('screen'), 'threw NotAllowedError'],
  ['keeping the storage', () => navigator.storage.persist(), 'false'],
  ['windows on other screens', () => Reflect.get(window, 'getScreenDetails')(), /^threw /],
  [
    'fullscreen',
    () => {
      void document.documentElement.requestFullscreen().catch(() => undefined);
      return new Promise((done) => setTimeout(() => done(document.fullscreenElement), 300));
    },
    'null',
  ],
  [
    'catching the pointer',
    () => Promise.resolve(document.body.requestPointerLock()).then(() => document.pointerLockElement),
    /^(?:null|undefined|threw .*)$/,
  ],
  ...[
    'geolocation',
    'notifications',
    'camera',
    'microphone',
    'midi',
    'clipboard-read',
    'persistent-storage',
    'idle-detection',
    'storage-access',
  ].map(
    (name): Row => [
      `the permission ${name}`,
      new Function(`return navigator.permissions.query({ name: '${name}' }).then(({ state }) => state)`) as Row[1],
      /^(?:denied|threw TypeError)$/,
    ],
  ),
];

const isolation: readonly Row[] = [
  ...['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].map(
    (name): Row => [`window.${name}`, new Function(`return typeof window['${name}']`) as Row[1], 'undefined'],
  ),
  ['what the bridge has', () => Object.keys(Reflect.get(window, 'keydock')).sort().join(), 'call,file,on'],
  ['the bridge of confirmations', () => typeof Reflect.get(window, 'confirmation'), 'undefined'],
  [
    'replacing the bridge',
    () => {
      Reflect.set(window, 'keydock', { call: () => 'mine' });
      return Reflect.get(window, 'keydock').call.length;
    },
    /^[^m]*$/,
  ],
  [
    'replacing a part of the bridge',
    () => {
      Reflect.set(Reflect.get(window, 'keydock'), 'call', () => 'mine');
      return Reflect.get(window, 'keydock')
        .call('app', 'nothing', {})
        .then(({ ok }: { ok: boolean }) => ok);
    },
    'false',
  ],
  [
    'prototypes of the bridge lead nowhere',
    () => {
      const bridge = Reflect.get(window, 'keydock');
      return bridge.call.constructor === Function && Object.getPrototypeOf(bridge) === Object.prototype;
    },
    'true',
  ],
  [
    'poisoned prototypes do not reach preload',
    async () => {
      const { push, includes } = Array.prototype;
      const { get } = Map.prototype;
      let seen = 0;
      Array.prototype.push =
        Array.prototype.includes =
        Map.prototype.get =
          function spy() {
            seen += 1;
            return undefined as never;
          };
      const { ok } = await Reflect.get(window, 'keydock').call('app', 'start', {});
      Reflect.get(window, 'keydock').on('session', 'changed', () => undefined)();
      const spied = seen;
      Object.assign(Array.prototype, { push, includes });
      Map.prototype.get = get;
      return `${ok} ${spied}`;
    },
    'true 0',
  ],
  ['a File that a script made', () => Reflect.get(window, 'keydock').file(new File(['x'], '/etc/passwd')), 'null'],
  ['a path in place of a File', () => Reflect.get(window, 'keydock').file('/etc/passwd'), /^threw /],
];

for (const [group, rows] of Object.entries({ network, navigation, code, powers, isolation })) {
  test.describe(group, () => {
    for (const row of rows) test(row[0], () => attempt(row));
  });
}

test('a listener is called with the payload alone', async () => {
  await keydock.window.evaluate(() => {
    Reflect.get(window, 'keydock').on('app', 'command', (...all: unknown[]) => Object.assign(window, { heard: all }));
  });
  await keydock.app.evaluate(({ Menu }) => {
    const entries = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
    entries.find(({ label }) => label === 'Refresh')?.click();
  });
  await expect
    .poll(() => keydock.window.evaluate(() => Reflect.get(window, 'heard')))
    .toEqual([{ command: 'refresh' }]);
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

test.describe('calls', () => {
  const refused = { ok: false, error: { code: 'app.bad-call' } };
  const cases: readonly (readonly [string, string])[] = [
    ['no arguments', 'call()'],
    ['an unknown topic', "call('nothing', 'at-all', {})"],
    ['an unknown call', "call('app', 'nothing', {})"],
    ['an event as a call', "call('session', 'changed', {})"],
    ['the prototype as a topic', "call('__proto__', 'toString', {})"],
    ['the constructor as a topic', "call('constructor', 'constructor', {})"],
    ['the constructor as a call', "call('app', 'constructor', {})"],
    ['toString as a call', "call('app', 'toString', {})"],
    ['a topic that is no text', "call(['app'], 'start', {})"],
    ['a topic that is null', "call(null, 'start', {})"],
    ['no input', "call('app', 'start')"],
    ['null as input', "call('app', 'start', null)"],
    ['a list as input', "call('app', 'start', [])"],
    ['a field too many', "call('app', 'start', { more: 1 })"],
    ['an own constructor', "call('app', 'start', { constructor: { prototype: {} } })"],
    ['a page that is not whole', "call('approvals', 'page', { queue: 'clients', page: 0.5 })"],
    ['a page below zero', "call('approvals', 'page', { queue: 'clients', page: -1 })"],
    ['a page that is no number', "call('approvals', 'page', { queue: 'clients', page: NaN })"],
    ['an unknown queue', "call('approvals', 'page', { queue: '../users', page: 0 })"],
    ['an id with a path in it', "call('approvals', 'open', { queue: 'clients', id: '../../admin' })"],
    ['an id with a nul', "call('approvals', 'open', { queue: 'clients', id: 'a\\0b' })"],
    ['an id too long', "call('approvals', 'open', { queue: 'clients', id: 'a'.repeat(129) })"],
    ['a decision that is none', "call('approvals', 'decide', { queue: 'clients', id: 'a', decision: 'MAYBE' })"],
    ['a megabyte of text', "call('requests', 'page', { page: 0, name: 'a'.repeat(1e6), state: null })"],
    ['a million values', "call('app', 'start', Array(1e6).fill(0))"],
    ['a deep value', "call('app', 'start', Array.from({ length: 100 }).reduce((inner) => ({ inner }), 1))"],
    ['bytes', "call('app', 'start', new Uint8Array(8))"],
    ['a date', "call('app', 'start', new Date())"],
    ['a map', "call('app', 'start', new Map([['a', 1]]))"],
    ['a big integer', "call('app', 'setTheme', { theme: 1n })"],
    ['an unknown theme', "call('app', 'setTheme', { theme: 'pink' })"],
  ];
  for (const [what, expression] of cases) {
    test(`${what} is refused with a code`, async () => {
      const answer = await keydock.window.evaluate(`window.keydock.${expression}`);
      expect(answer).toMatchObject(refused);
    });
  }

  test('what cannot even be sent fails in the page', async () => {
    const answer = await keydock.window.evaluate(
      "window.keydock.call('app', 'start', { run() {} }).then(() => 'sent', () => 'not sent')",
    );
    expect(answer).toBe('not sent');
  });

  test('pollution leaves no trace in main', async () => {
    await keydock.window.evaluate(
      'window.keydock.call("app", "start", JSON.parse(\'{"__proto__":{"isAdmin":true},"a":{"__proto__":{"isAdmin":true}}}\'))',
    );
    expect(await keydock.app.evaluate(() => Reflect.get({}, 'isAdmin'))).toBeUndefined();
  });

  test('a refusal is in the log, with a reason and nothing of what was sent', async () => {
    await keydock.window.evaluate("window.keydock.call('requests', 'page', { page: 0, name: 7, state: 'sekrit' })");
    expect(keydock.logs()).toContain('"event":"door.refused","reason":"malformed","topic":"requests","call":"page"');
    expect(keydock.logs()).not.toContain('sekrit');
  });
});

test.describe('other senders', () => {
  // The driver hears a little later than main that the window is gone; it is ours, so it is waited for.
  test.afterEach(() => expect.poll(() => keydock.app.windows().length).toBe(1));
  const answers = async (from: {
    url: string;
    partition: string;
    preload: 'window' | 'confirmation' | 'secret';
  }): Promise<unknown> =>
    await keydock.app.evaluate(async ({ BrowserWindow, app }, { url, partition, preload }) => {
      const other = new BrowserWindow({
        show: false,
        webPreferences: { preload: `${app.getAppPath()}/out/preload/${preload}.cjs`, partition, sandbox: true },
      });
      try {
        await other.loadURL(url);
        return await other.webContents.executeJavaScript(
          {
            window: "window.keydock.call('app', 'start', {})",
            confirmation:
              "window.confirmation.answer({ confirmed: true, typed: '', reason: '' }).catch(() => 'no such channel')",
            secret:
              "window.secret.sheet().catch(async () => 'no such channel, sent: ' + (await window.secret.send('1234')))",
          }[preload],
        );
      } finally {
        other.destroy();
      }
    }, from);

  for (const [what, from] of [
    ['another window with our page', { url: 'keydock://app/', partition: 'keydock-app', preload: 'window' }],
    [
      'another window with the confirmation page',
      { url: 'keydock://confirm/', partition: 'keydock-confirm', preload: 'window' },
    ],
    [
      'another window with the page for PINs',
      { url: 'keydock://secret/', partition: 'keydock-secret', preload: 'window' },
    ],
    ['a window with nothing in it', { url: 'about:blank', partition: 'elsewhere', preload: 'window' }],
    ['a window with a page of its own', { url: 'data:text/html,hi', partition: 'elsewhere', preload: 'window' }],
  ] as const) {
    test(`${what} is refused`, async () => {
      expect(await answers(from)).toMatchObject({ ok: false, error: { code: 'app.bad-call' } });
    });
  }

  test('nobody answers a question that main did not ask', async () => {
    expect(await answers({ url: 'keydock://confirm/', partition: 'keydock-confirm', preload: 'confirmation' })).toBe(
      'no such channel',
    );
  });

  test('nobody takes a PIN that main did not ask for', async () => {
    expect(await answers({ url: 'keydock://secret/', partition: 'keydock-secret', preload: 'secret' })).toBe(
      'no such channel, sent: false',
    );
  });
});

test.describe('the scheme', () => {
  const fetchIn = async (partition: string | null, url: string, method = 'GET'): Promise<string> =>
    await keydock.app.evaluate(
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
      expect(await fetchIn('keydock-app', url.replace('TARGET', nobody.http))).toBe(answer);
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
      expect(await fetchIn(partition, nobody.http)).toBe('net::ERR_BLOCKED_BY_CLIENT');
      expect(await fetchIn(partition, 'file:///etc/hostname')).toMatch(/^(?:403|net::ERR_BLOCKED_BY_CLIENT)$/);
      expect(await fetchIn(partition, 'keydock://app/index.html')).toMatch(
        /^(?:403|net::ERR_UNKNOWN_URL_SCHEME|net::ERR_BLOCKED_BY_CLIENT)$/,
      );
    });
  }
});

test.describe('settings', () => {
  test('the window has the preferences that are written down', async () => {
    const preferences = await keydock.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      // Not in Electron's types, but there for exactly this.
      return Reflect.get(window?.webContents ?? {}, 'getLastWebPreferences').call(window?.webContents);
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    });
  });

  test('there are no developer tools', async () => {
    const areOpen = await keydock.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.openDevTools({ mode: 'detach' });
      await new Promise((done) => setTimeout(done, 300));
      return contents?.isDevToolsOpened();
    });
    expect(areOpen).toBe(false);
  });

  test('the policy is sent with the page, whole', async () => {
    const policy = await keydock.app.evaluate(async ({ session }) =>
      (await session.fromPartition('keydock-app').fetch('keydock://app/')).headers.get('content-security-policy'),
    );
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'none'; " +
        "worker-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    );
  });

  test('no session has a language to fetch a dictionary for', async () => {
    const languages = await keydock.app.evaluate(({ session }) =>
      [
        session.defaultSession,
        ...['keydock-app', 'keydock-confirm', 'keydock-secret'].map((own) => session.fromPartition(own)),
      ].map((own) => own.getSpellCheckerLanguages()),
    );
    expect(languages).toEqual([[], [], [], []]);
  });

  test('copying plain text by a click is the one thing allowed', async () => {
    await keydock.window.mouse.click(640, 8);
    await keydock.window.waitForFunction(() => document.hasFocus());
    await keydock.window.evaluate(() => navigator.clipboard.writeText('an id'));
    expect(await keydock.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('an id');
  });
});
