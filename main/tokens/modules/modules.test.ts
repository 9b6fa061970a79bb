import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { discoverModules, type Machine } from './discover.ts';
import { fileDigest } from './known-modules.ts';
import { ModuleList } from './module-list.ts';
import { originOf } from './module-origin.ts';
import { allowQuestion } from './module-question.ts';
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

  test('NSS is told its folder by it, other modules nothing', () => {
    const file = 'module: libsoftokn3.so\nx-init-reserved: configdir=sql:/etc/pki/nssdb flags=readOnly\n';
    expect(parseModuleFile(file)?.nssParameters).toBe('configdir=sql:/etc/pki/nssdb flags=readOnly');
    expect(parseModuleFile('module: x.so\nx-init-reserved: anything')).not.toHaveProperty('nssParameters');
  });

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
  const folder = () => path.join(root, 'data');
  const known = (file: string) => ({ path: file, name: 'vendor', since: '2026-01-02T03:04:05Z' });
  const list = () => new ModuleList(folder(), { ...machine(), platform: 'freebsd' });
  const allow = async (file: string) => {
    const sha256 = (await fileDigest(file)) ?? '';
    await list().allow({ ...known(file), sha256 });
    return sha256;
  };
  const only = async (modules: ModuleList) => {
    const [module, ...more] = await modules.scan();
    expect(more).toEqual([]);
    return module;
  };

  test('are remembered by hash; a changed file is another state until it is allowed again', async () => {
    const file = put('opt/vendor.so', 'one');
    const first = await allow(file);
    const modules = list();
    expect(await only(modules)).toMatchObject({ state: 'allowed', sha256: first });
    put('opt/vendor.so', 'two!');
    expect(await only(modules)).toMatchObject({ state: 'changed', known: { sha256: first } });
    const second = await allow(file);
    expect(second).not.toBe(first);
    expect(await only(modules)).toMatchObject({ state: 'allowed', sha256: second });
    rmSync(file);
    expect(await only(modules)).toMatchObject({ state: 'missing', sha256: null });
  });

  test('what was seen is what is remembered, whatever the file has become meanwhile', async () => {
    const file = put('opt/vendor.so', 'one');
    const seen = (await fileDigest(file)) ?? '';
    put('opt/vendor.so', 'swapped');
    await list().allow({ ...known(file), sha256: seen });
    expect(await only(list())).toMatchObject({ state: 'changed' });
  });

  test('can be forgotten, and a broken file is no list', async () => {
    const file = put('opt/vendor.so', 'one');
    await allow(file);
    await list().forget(known(file));
    expect(await list().scan()).toEqual([]);
    expect(readFileSync(path.join(folder(), 'modules.json'), 'utf8')).toContain('[]');
    put('data/modules.json', '{"modules":[{"path":1}]}');
    expect(await list().scan()).toEqual([]);
  });

  test('one that was found and never allowed is offered, under the name that stays the same', async () => {
    const file = put('usr/lib/softhsm/libsofthsm2.so', 'one');
    const modules = new ModuleList(folder(), machine());
    const [offered] = await modules.scan();
    expect(offered).toMatchObject({ state: 'offered', known: null, foundBy: 'usual place' });
    await allow(file);
    const [allowed, ...more] = await modules.scan();
    expect(more).toEqual([]);
    expect(allowed).toMatchObject({ state: 'allowed', id: offered?.id });
  });
});

describe('where a module comes from', () => {
  const listed = async (file: string) =>
    new ModuleList(path.join(root, 'data'), machine()).look({ name: 'vendor', path: file });
  const titles = async (file: string) =>
    allowQuestion(await listed(file), await originOf(file)).warnings.map(({ title }) => title);

  test('a file of this user, of no package, that nobody else can change', async () => {
    const file = put('opt/vendor.so', 'one');
    expect(await originOf(file)).toMatchObject({ bytes: 3, writableByOthers: [], package: null });
    expect(await titles(file)).not.toContain('Others can change or replace this file.');
  });

  test.each([
    ['the file itself', 'opt/vendor.so', 0o666],
    ['its folder', 'opt', 0o777],
  ])('%s can be written by others: that is said', async (_what, place, mode) => {
    const file = put('opt/vendor.so', 'one');
    chmodSync(path.join(root, place), mode);
    expect((await originOf(file)).writableByOthers).toEqual([path.join(root, place)]);
    expect(await titles(file)).toContain('Others can change or replace this file.');
  });

  test('a folder in which others can add files but not replace ours is no danger', async () => {
    const file = put('opt/vendor.so', 'one');
    chmodSync(path.join(root, 'opt'), 0o1777);
    expect((await originOf(file)).writableByOthers).toEqual([]);
  });
});
