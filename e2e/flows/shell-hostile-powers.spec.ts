import { hostilePage, type Row } from '../support/hostile-page.ts';
import { expect, test } from '../support/test.ts';

// A hostile script in the page has no power over the machine, and the settings that take it are those written down.

// There are no cameras where tests run, and a power over nothing is refused for another reason.
const hostile = hostilePage({ args: ['--use-fake-device-for-media-stream'] });

const rows: readonly Row[] = [
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

test.describe('powers', () => {
  for (const row of rows) test(row[0], () => hostile.attempt(row));
});

test.describe('settings', () => {
  test('the window has the preferences that are written down', async () => {
    const preferences = await hostile.keydock.app.evaluate(({ BrowserWindow }) => {
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
    const areOpen = await hostile.keydock.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.openDevTools({ mode: 'detach' });
      await new Promise((done) => setTimeout(done, 300));
      return contents?.isDevToolsOpened();
    });
    expect(areOpen).toBe(false);
  });

  test('the policy is sent with the page, whole', async () => {
    const policy = await hostile.keydock.app.evaluate(async ({ session }) =>
      (await session.fromPartition('keydock-app').fetch('keydock://app/')).headers.get('content-security-policy'),
    );
    expect(policy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'none'; " +
        "worker-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    );
  });

  test('no session has a language to fetch a dictionary for', async () => {
    const languages = await hostile.keydock.app.evaluate(({ session }) =>
      [
        session.defaultSession,
        ...['keydock-app', 'keydock-confirm', 'keydock-secret'].map((own) => session.fromPartition(own)),
      ].map((own) => own.getSpellCheckerLanguages()),
    );
    expect(languages).toEqual([[], [], [], []]);
  });

  test('copying plain text by a click is the one thing allowed', async () => {
    await hostile.keydock.window.mouse.click(640, 8);
    await hostile.keydock.window.waitForFunction(() => document.hasFocus());
    await hostile.keydock.window.evaluate(() => navigator.clipboard.writeText('an id'));
    expect(await hostile.keydock.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('an id');
  });
});
