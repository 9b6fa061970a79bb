import { hostilePage, type Row } from '../support/hostile-page.ts';
import { expect, test } from '../support/test.ts';

// A hostile script in the page has nothing of Electron but three functions, and main takes from them, and from any other
// sender, only what the contract says.

const hostile = hostilePage();

const rows: readonly Row[] = [
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

test.describe('isolation', () => {
  for (const row of rows) test(row[0], () => hostile.attempt(row));
});

test('a listener is called with the payload alone', async () => {
  await hostile.keydock.window.evaluate(() => {
    Reflect.get(window, 'keydock').on('app', 'command', (...all: unknown[]) => Object.assign(window, { heard: all }));
  });
  await hostile.keydock.app.evaluate(({ Menu }) => {
    const entries = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
    entries.find(({ label }) => label === 'Refresh')?.click();
  });
  await expect
    .poll(() => hostile.keydock.window.evaluate(() => Reflect.get(window, 'heard')))
    .toEqual([{ command: 'refresh' }]);
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
      const answer = await hostile.keydock.window.evaluate(`window.keydock.${expression}`);
      expect(answer).toMatchObject(refused);
    });
  }

  test('what cannot even be sent fails in the page', async () => {
    const answer = await hostile.keydock.window.evaluate(
      "window.keydock.call('app', 'start', { run() {} }).then(() => 'sent', () => 'not sent')",
    );
    expect(answer).toBe('not sent');
  });

  test('pollution leaves no trace in main', async () => {
    await hostile.keydock.window.evaluate(
      'window.keydock.call("app", "start", JSON.parse(\'{"__proto__":{"isAdmin":true},"a":{"__proto__":{"isAdmin":true}}}\'))',
    );
    expect(await hostile.keydock.app.evaluate(() => Reflect.get({}, 'isAdmin'))).toBeUndefined();
  });

  test('a refusal is in the log, with a reason and nothing of what was sent', async () => {
    await hostile.keydock.window.evaluate(
      "window.keydock.call('requests', 'page', { page: 0, name: 7, state: 'sekrit' })",
    );
    expect(hostile.keydock.logs()).toContain(
      '"event":"door.refused","reason":"malformed","topic":"requests","call":"page"',
    );
    expect(hostile.keydock.logs()).not.toContain('sekrit');
  });
});

test.describe('other senders', () => {
  const answers = async (from: {
    url: string;
    partition: string;
    preload: 'window' | 'confirmation' | 'secret';
  }): Promise<unknown> =>
    await hostile.keydock.app.evaluate(async ({ BrowserWindow, app }, { url, partition, preload }) => {
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
