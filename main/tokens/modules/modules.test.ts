import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discoverModules, type Machine } from './discover.ts';
import { checkModule, KnownModulesFile } from './known-modules.ts';
import { parseModuleFile } from './p11-kit.ts';

let root: string;
const put = (file: string, content = '') => {
  const whole = path.join(root, file);
  mkdirSync(path.dirname(whole), { recursive: true });
  writeFileSync(whole, content);
  return whole;
};
const machine = (): Machine => ({
  platform: 'linux',
  arch: 'x64',
  home: path.join(root, 'home'),
  root,
  programFiles: '',
});

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'keydock-modules-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a registry file of p11-kit', () => {
  test.each([
    ['a name', 'module: opensc-pkcs11.so\n', 'opensc-pkcs11.so'],
    ['a path with comments around it', '# text\n\nmodule:   /usr/lib/x.so  \npriority: 1\n', '/usr/lib/x.so'],
    ['Windows line ends', 'module: x.so\r\n', 'x.so'],
  ])('%s', (_name, text, module) => expect(parseModuleFile(text)?.module).toBe(module));

  test.each([
    ['nothing', ''],
    ['no module', 'priority: 1'],
    ['an empty module', 'module:'],
    ['a command that runs elsewhere', 'module: x.so\nremote: |ssh host p11-kit remote'],
    ['more than 16 KiB', `module: x.so\n${'#'.repeat(20_000)}`],
  ])('%s is none', (_name, text) => expect(parseModuleFile(text)).toBeUndefined());

  test('says in which programs it is off', () => {
    expect(parseModuleFile('module: x.so\ndisable-in: a, keydock b')?.disabledIn).toEqual(['a', 'keydock', 'b']);
  });
});

describe('modules on a machine', () => {
  test('a usual place is found, and a link to it in the registry is the same module', async () => {
    const real = put('usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so');
    mkdirSync(path.join(root, 'usr/lib/softhsm'), { recursive: true });
    symlinkSync('../x86_64-linux-gnu/softhsm/libsofthsm2.so', path.join(root, 'usr/lib/softhsm/libsofthsm2.so'));
    put('usr/share/p11-kit/modules/softhsm2.module', 'module: /usr/lib/softhsm/libsofthsm2.so');
    expect(await discoverModules(machine())).toEqual([{ name: 'SoftHSM 2', path: real, foundBy: 'usual place' }]);
  });

  test('the registry: bare names, the user over the system, what is off, and p11-kit itself left out', async () => {
    const vendor = put('usr/lib/x86_64-linux-gnu/pkcs11/vendor.so');
    const better = put('opt/better.so');
    put('usr/lib/x86_64-linux-gnu/pkcs11/off.so');
    put('usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-trust.so');
    put('usr/share/p11-kit/modules/vendor.module', 'module: vendor.so');
    put('usr/share/p11-kit/modules/changed.module', 'module: vendor.so');
    put('home/.config/pkcs11/modules/changed.module', 'module: /opt/better.so');
    put('etc/pkcs11/modules/off.module', 'module: off.so\ndisable-in: keydock');
    put('etc/pkcs11/modules/trust.module', 'module: p11-kit-trust.so');
    put('etc/pkcs11/modules/missing.module', 'module: missing.so');
    put('etc/pkcs11/modules/climbs.module', 'module: ../../../../opt/better.so');
    const found = await discoverModules(machine());
    expect(found.map(({ name, path: file }) => [name, file])).toEqual([
      ['changed', better],
      ['vendor', vendor],
    ]);
  });

  test("the user's NSS database is offered with its parameters", async () => {
    put('usr/lib/x86_64-linux-gnu/libsoftokn3.so');
    put('home/.pki/nssdb/key4.db');
    const [found] = await discoverModules(machine());
    expect(found).toMatchObject({ foundBy: 'NSS database' });
    expect(found?.parameters).toContain(`configdir='sql:${path.join(root, 'home/.pki/nssdb')}'`);
  });

  test('an empty machine has none, and so has an unknown system', async () => {
    expect(await discoverModules(machine())).toEqual([]);
    expect(await discoverModules({ ...machine(), platform: 'freebsd' })).toEqual([]);
  });
});

describe('modules that were allowed', () => {
  const allow = async (file: string) => {
    const known = new KnownModulesFile(path.join(root, 'data'));
    const result = await known.allow({ path: file, name: 'vendor', since: '2026-01-02T03:04:05Z' });
    if (!result.ok) throw new Error(result.error.code);
    return { known, module: result.value };
  };

  test('are remembered by hash; a changed file is refused until it is allowed again', async () => {
    const file = put('opt/vendor.so', 'one');
    const { known, module } = await allow(file);
    expect(await checkModule(module)).toEqual({ ok: true, value: module });
    put('opt/vendor.so', 'two');
    expect(await checkModule(module)).toMatchObject({ ok: false, error: { code: 'token.module-changed' } });
    const again = await allow(file);
    expect(again.module.sha256).not.toBe(module.sha256);
    expect(await known.list()).toEqual([again.module]);
    rmSync(file);
    expect(await checkModule(again.module)).toMatchObject({ ok: false, error: { code: 'token.module-missing' } });
  });

  test('can be forgotten, and a broken file is no list', async () => {
    const { known, module } = await allow(put('opt/vendor.so', 'one'));
    await known.forget(module);
    expect(await known.list()).toEqual([]);
    expect(readFileSync(path.join(root, 'data/modules.json'), 'utf8')).toContain('[]');
    put('data/modules.json', '{"modules":[{"path":1}]}');
    expect(await known.list()).toEqual([]);
  });

  test('a file that is not there is not allowed', async () => {
    const known = new KnownModulesFile(path.join(root, 'data'));
    const result = await known.allow({ path: path.join(root, 'missing.so'), name: 'x', since: '' });
    expect(result).toMatchObject({ ok: false, error: { code: 'token.module-missing' } });
  });
});
