import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { issue, makeRoot } from '../network/test-authority.ts';
import { readProfileFile } from './profile-file.ts';

const good = {
  keydockProfile: 1,
  name: 'Northwind Devices',
  apiBase: 'https://app.laavat.io/northwind/api/v1',
  authority: 'https://login.microsoftonline.com/4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e001',
  clientId: '4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e002',
  scope: 'api://4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e003/.default',
};
const folder = mkdtempSync(path.join(tmpdir(), 'keydock-profile-'));
let rootPem = '';
let leafPem = '';
beforeAll(async () => {
  const root = await makeRoot('Corp Root');
  rootPem = root.pem;
  leafPem = (await issue(root)).pem;
});

async function read(content: string | Uint8Array): Promise<{ problem: string; code: string }> {
  const file = path.join(folder, 'profile.json');
  writeFileSync(file, content);
  const result = await readProfileFile(file);
  if (result.ok) return { code: 'taken', problem: '' };
  return { code: result.error.code, problem: String(result.error.facts['problem'] ?? result.error.facts['limit']) };
}
const json = (change: object) => JSON.stringify({ ...good, ...change });

describe('a profile file is taken', () => {
  test.each<[string, () => string | Uint8Array]>([
    ['as it is handed out', () => json({})],
    ['with a byte order mark, as Windows editors write it', () => `\ufeff${json({})}`],
    ['with its own authorities', () => json({ extraCaPem: rootPem })],
    ['with exactly 256 KiB', () => json({}).padEnd(256 * 1024)],
  ])('%s', async (_, content) => {
    expect(await read(content())).toEqual({ code: 'taken', problem: '' });
  });
});

test('the example that is handed out with the app is taken', async () => {
  expect((await readProfileFile(path.join(import.meta.dirname, '../../resources/profile.example.json'))).ok).toBe(true);
});

describe('a profile file is refused', () => {
  test.each<[string, () => string | Uint8Array, string, RegExp]>([
    ['with one byte more than 256 KiB', () => json({}).padEnd(256 * 1024 + 1), 'profile.too-large', /256 KiB/],
    ['empty', () => '', 'profile.unreadable', /not JSON/],
    ['cut off', () => json({}).slice(0, -1), 'profile.unreadable', /not JSON/],
    ['in UTF-16', () => Buffer.from(json({}), 'utf16le'), 'profile.unreadable', /not JSON/],
    [
      'with bytes that are no UTF-8',
      () => Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')]),
      'profile.unreadable',
      /not JSON/,
    ],
    ['nested 100,000 deep', () => '['.repeat(100_000) + ']'.repeat(100_000), 'profile.unreadable', /./],
    ['with a list in place of an object', () => '[]', 'profile.unreadable', /object/],
    [
      'with an address that is none, naming the field',
      () => json({ apiBase: 'nonsense' }),
      'profile.unreadable',
      /^apiBase: must be a plain https address/,
    ],
    [
      'with a field nobody knows, naming it',
      () => json({ ignoreCertificateErrors: true }),
      'profile.unreadable',
      /ignoreCertificateErrors/,
    ],
    [
      'with a server certificate as authority',
      () => json({ extraCaPem: leafPem }),
      'profile.unreadable',
      /not a certificate authority/,
    ],
    ['with a text as authority', () => json({ extraCaPem: 'trust me' }), 'profile.unreadable', /not PEM/],
  ])('%s', async (_, content, code, problem) => {
    const refused = await read(content());
    expect(refused.code).toBe(code);
    expect(refused.problem).toMatch(problem);
  });

  test('with a hostile field name, which is cut and cannot hide anything', async () => {
    const { problem } = await read(json({ [`\u202e\n${'x'.repeat(5000)}`]: 1 }));
    expect(problem.length).toBeLessThanOrEqual(200);
    expect(problem).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
  });
});

test.each<[string, (at: string) => void]>([
  ['a folder', () => undefined],
  ['a pipe nobody writes to', (at) => void execFileSync('mkfifo', [at])],
])('%s is not waited for', async (_, make) => {
  const at = path.join(mkdtempSync(path.join(folder, 'odd-')), 'profile.json');
  make(at);
  const target = _ === 'a folder' ? path.dirname(at) : at;
  const result = await readProfileFile(target);
  expect(result).toMatchObject({
    ok: false,
    error: { code: 'profile.unreadable', facts: { problem: 'it is not a file' } },
  });
});

test('a file that never ends is read no further than the limit', async () => {
  expect(await readProfileFile('/dev/zero')).toMatchObject({
    ok: false,
    error: { facts: { problem: 'it is not a file' } },
  });
});

test('a file that is not there is said without its path', async () => {
  const result = await readProfileFile(path.join(folder, 'secret-project.json'));
  expect(result).toMatchObject({ ok: false, error: { facts: { problem: 'it cannot be opened' } } });
});
