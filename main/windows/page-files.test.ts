import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { servePageFile } from './page-files.ts';

const place = mkdtempSync(path.join(tmpdir(), 'pages-'));
const folder = path.join(place, 'renderer');
const source = { origin: 'keydock://app', folder };
const get = (url: string, method = 'GET') => servePageFile({ method, url }, source);

beforeAll(() => {
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(folder, 'assets', 'main.js'), 'export {}');
  writeFileSync(path.join(folder, 'notes.txt'), 'not served');
  writeFileSync(path.join(place, 'secret.js'), 'outside');
  symlinkSync(path.join(place, 'secret.js'), path.join(folder, 'link.js'));
  symlinkSync(place, path.join(folder, 'up'));
  mkdirSync(path.join(folder, 'folder.js'));
  mkdirSync(path.join(place, 'renderer-2'));
  writeFileSync(path.join(place, 'renderer-2', 'twin.js'), 'outside too');
});
afterAll(() => rmSync(place, { recursive: true }));

test.each([
  ['keydock://app/', 'text/html; charset=utf-8'],
  ['keydock://app/index.html', 'text/html; charset=utf-8'],
  ['keydock://app/assets/main.js?v=1#top', 'text/javascript; charset=utf-8'],
])('%s is served with its type and the policy', async (url, type) => {
  const response = await get(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe(type);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
});

test.each([
  ['another host', 'keydock://confirm/index.html', 403],
  ['a host that begins like ours', 'keydock://app.evil/index.html', 403],
  ['a user name', 'keydock://someone@app/index.html', 403],
  ['a port', 'keydock://app:80/index.html', 403],
  ['another scheme', 'https://app/index.html', 403],
  ['a kind of file that is not served', 'keydock://app/notes.txt', 403],
  ['no extension', 'keydock://app/assets', 403],
  ['an absent file', 'keydock://app/absent.js', 404],
  ['a folder', 'keydock://app/folder.js', 404],
  ['dots', 'keydock://app/../secret.js', 404],
  ['encoded dots', 'keydock://app/%2e%2e/secret.js', 404],
  ['an encoded slash', 'keydock://app/..%2fsecret.js', 404],
  ['dots after a folder', 'keydock://app/assets/..%2f..%2fsecret.js', 404],
  ['twice encoded dots', 'keydock://app/%252e%252e%252fsecret.js', 404],
  ['a backslash', 'keydock://app/..%5csecret.js', 404],
  ['a nul', 'keydock://app/index.html%00.js', 404],
  ['a broken escape', 'keydock://app/%zz.js', 404],
  ['a link that leads outside', 'keydock://app/link.js', 404],
  ['a linked folder that leads outside', 'keydock://app/up/secret.js', 404],
  ['a folder that begins like ours', 'keydock://app/..%2frenderer-2%2ftwin.js', 404],
  ['an absolute path', 'keydock://app//etc/hosts.js', 404],
])('%s is refused, and nothing is told', async (_what, url, status) => {
  const response = await get(url);
  expect(response.status).toBe(status);
  expect(await response.text()).toBe('');
});

test.each(['POST', 'HEAD', 'PUT', 'OPTIONS', 'get'])('%s is refused', async (method) => {
  expect((await get('keydock://app/index.html', method)).status).toBe(405);
});
