import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeAddonPath } from '../../main/tokens/native-addon.ts';
import { nodeLauncher } from '../../main/tokens/node-launcher.ts';
import type { ModuleSpec } from '../../main/tokens/protocol.ts';
import { type DeadlineOf, ModuleSupervisor } from '../../main/tokens/supervisor.ts';

/** Software tokens of Debian, each in a folder of its own, never the user's. */
export interface Provider {
  readonly name: string;
  readonly module: ModuleSpec;
  readonly env: NodeJS.ProcessEnv;
  readonly labels: readonly string[];
  readonly pin: string;
  /** Where its configuration and token lie. */
  readonly folder: string;
  readonly remove: () => void;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
export const moduleOf = (file: string, parameters?: string): ModuleSpec => ({
  path: file,
  sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
  ...(parameters === undefined ? {} : { parameters }),
});

const firstOf = (...files: string[]) => files.find((file) => existsSync(file));
const softhsmModule = firstOf('/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so');
const nssModule = firstOf('/usr/lib/x86_64-linux-gnu/libsoftokn3.so', '/usr/lib/x86_64-linux-gnu/nss/libsoftokn3.so');

/** SoftHSM 2 with as many tokens as there are labels. */
export function softhsm(...labels: string[]): Provider {
  return softhsmWith('246810', labels);
}

/** The same with a PIN of one's own. */
export function softhsmWith(pin: string, labels: readonly string[]): Provider {
  if (softhsmModule === undefined) throw new Error('softhsm2 is not installed');
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-softhsm-'));
  mkdirSync(path.join(folder, 'tokens'));
  const conf = path.join(folder, 'softhsm2.conf');
  writeFileSync(conf, `directories.tokendir = ${folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n`);
  const env = { ...process.env, SOFTHSM2_CONF: conf };
  for (const label of labels) {
    const pins = ['--so-pin', '12345678', '--pin', pin];
    execFileSync('softhsm2-util', ['--init-token', '--free', '--label', label, ...pins], { env, stdio: 'ignore' });
  }
  return {
    name: 'SoftHSM',
    module: moduleOf(softhsmModule),
    env,
    labels,
    pin,
    folder,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** A fresh NSS database. */
export function nss(): Provider {
  if (nssModule === undefined) throw new Error('libnss3 is not installed');
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-nss-'));
  const pin = 'nss-246810';
  writeFileSync(path.join(folder, 'pin'), `${pin}\n`);
  execFileSync('certutil', ['-N', '-d', `sql:${folder}`, '-f', path.join(folder, 'pin')], { stdio: 'ignore' });
  rmSync(path.join(folder, 'pin'));
  const parameters = `configdir='sql:${folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=readWrite`;
  return {
    name: 'NSS',
    module: moduleOf(nssModule, parameters),
    env: process.env,
    labels: ['NSS Certificate DB'],
    pin,
    folder,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** SoftHSM behind hostile/hostile.c, and the pen that writes its rule. */
export function hostile(label: string): Provider & { behave: (rule?: string) => void } {
  const inner = softhsm(label);
  const { folder } = inner;
  const file = path.join(folder, 'hostile.so');
  const source = path.join(root, 'e2e/tokens/hostile/hostile.c');
  const headers = path.join(root, 'node_modules/pkcs11js/includes');
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-I', headers, '-o', file, source, '-ldl']);
  const rule = path.join(folder, 'rule');
  return {
    ...inner,
    name: 'hostile',
    module: moduleOf(file),
    env: { ...inner.env, HOSTILE_REAL: inner.module.path, HOSTILE_RULE: rule, HOSTILE_PAD: inner.pin },
    behave: (text) => (text === undefined ? rmSync(rule, { force: true }) : writeFileSync(rule, text)),
  };
}

/** What the supervisor complained of; a test that expects nothing checks that it is empty. */
export interface Complaints {
  readonly bugs: string[];
  readonly ends: string[];
}

/** A supervisor over the real process code, under plain Node. */
export function supervise(
  provider: Pick<Provider, 'module' | 'env'>,
  deadlineOf?: DeadlineOf,
): ModuleSupervisor & { complaints: Complaints } {
  const complaints: Complaints = { bugs: [], ends: [] };
  const supervisor = new ModuleSupervisor(
    provider.module,
    nodeLauncher(path.join(root, 'main/tokens/process/main.ts'), provider.env),
    nativeAddonPath(root),
    {
      bug: (text) => complaints.bugs.push(text),
      ended: (how) => complaints.ends.push(how.ok ? 'ok' : how.error.code),
    },
    deadlineOf,
  );
  return Object.assign(supervisor, { complaints });
}
