// The peer of the start-up and memory rows: the least an Electron app with a window of its own scheme can be.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow, protocol } from 'electron';

protocol.registerSchemesAsPrivileged([{ scheme: 'empty', privileges: { standard: true, secure: true } }]);
app.enableSandbox();
const types = { '/': 'text/html', '/index.html': 'text/html', '/page.js': 'text/javascript' };
// Not awaited at the top level: Electron holds `ready` back until the main module has been evaluated.
app.whenReady().then(openWindow);

async function openWindow() {
  protocol.handle('empty', async (request) => {
    const { pathname } = new URL(request.url);
    const type = types[pathname];
    if (type === undefined) return new Response('', { status: 404 });
    const file = pathname === '/' ? 'index.html' : pathname.slice(1);
    return new Response(await readFile(join(import.meta.dirname, file)), { headers: { 'content-type': type } });
  });
  const window = new BrowserWindow({ width: 1280, height: 800 });
  window.setMenu(null);
  app.on('window-all-closed', () => app.quit());
  await window.loadURL('empty://app/');
}
