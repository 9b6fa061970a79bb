// A browser of one purpose: to sign in at the practice platform without a certificate warning. It is no part of Keydock.
// It trusts nothing but the practice CA, and reaches nothing but the practice sign-in service and the app's way back.
//   electron scripts/demo-browser ADDRESS         with KEYDOCK_PRACTICE_CA naming the CA file
//   electron scripts/demo-browser --card=TEXT     shows the card with people, tokens and PINs, and nothing else
import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { app, BrowserWindow, screen, session } from 'electron';

/** How long the "you can go back" page stays, in ms. */
const FAREWELL_MS = 1_500;
const CARD = { width: 780, height: 640 };

const ca = new X509Certificate(fs.readFileSync(process.env.KEYDOCK_PRACTICE_CA ?? ''));
app.enableSandbox();

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv) => open(addressIn(argv)));
  app.whenReady().then(() => {
    session.defaultSession.setSpellCheckerLanguages([]);
    session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    session.defaultSession.setCertificateVerifyProc((request, answer) => answer(isOfPractice(request) ? 0 : -2));
    const card = app.commandLine.getSwitchValue('card');
    if (card === '') open(addressIn(process.argv));
    else showCard(card);
  });
  app.on('window-all-closed', () => app.quit());
} else {
  app.quit();
}

/** @param {string[]} argv */
function addressIn(argv) {
  return argv.findLast((argument) => /^https?:\/\//.test(argument)) ?? 'about:blank';
}

/**
 * Signed by the practice CA, in date, and for this host.
 * @param {import('electron').Request} request
 */
function isOfPractice({ hostname, certificate }) {
  const leaf = new X509Certificate(certificate.data);
  const now = Date.now();
  return (
    leaf.checkIssued(ca) &&
    leaf.verify(ca.publicKey) &&
    Date.parse(leaf.validFrom) <= now &&
    now <= Date.parse(leaf.validTo) &&
    (leaf.checkHost(hostname, { subject: 'never' }) !== undefined || leaf.checkIP(hostname) !== undefined)
  );
}

/** @param {string} card as JSON */
function showCard(card) {
  const { x, y, width, height } = screen.getPrimaryDisplay().workArea;
  const window = new BrowserWindow({
    // In a corner, where it can be read while the names are typed.
    x: x + width - CARD.width,
    y: y + height - CARD.height,
    ...CARD,
    alwaysOnTop: true,
    show: false,
    title: 'Who you can be, and your PINs',
    autoHideMenuBar: true,
    backgroundColor: '#fbfbfa',
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  window.webContents.on('will-navigate', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.showInactive());
  window.loadFile(path.join(import.meta.dirname, 'card.html'), { query: { card } }).catch(() => {});
}

/** @param {string} address */
function open(address) {
  const window = new BrowserWindow({
    width: 560,
    height: 640,
    title: 'Practice browser',
    autoHideMenuBar: true,
    backgroundColor: '#f6f7f6',
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, javascript: true },
  });
  const { webContents } = window;
  const home = hostOf(address);
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => {
    if (hostOf(event.url) !== home && !isWayBack(event.url)) event.preventDefault();
  });
  // The title bar is this browser's address bar.
  webContents.on('page-title-updated', (event, title) => {
    event.preventDefault();
    window.setTitle(`${title} · ${new URL(webContents.getURL()).host} · Practice browser`);
  });
  webContents.on('did-navigate', (_event, url, status) => {
    if (isWayBack(url) && status === 200) setTimeout(() => !window.isDestroyed() && window.close(), FAREWELL_MS);
  });
  window.loadURL(address).catch(() => {});
}

/** @param {string} address */
function hostOf(address) {
  return URL.canParse(address) ? new URL(address).host : '';
}

/** The loopback address where the app waits for the code: plain http on this machine. */
function isWayBack(/** @type {string} */ address) {
  return URL.canParse(address) && new URL(address).protocol === 'http:' && new URL(address).hostname === 'localhost';
}
