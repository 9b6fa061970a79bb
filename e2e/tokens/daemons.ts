import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './piv/virtual-reader.ts';
import { moduleOf, type Provider, softhsm } from './providers.ts';

/** PKCS#11 modules of Debian that speak to a program beside them. Each runs with folders and a program of its own. */

const libraries = '/usr/lib/x86_64-linux-gnu';
const pin = '24681012';
const soPin = '87654321';

/** Where each lies, and what brings it: none of them is needed by the tests. */
export const daemons = {
  opencryptoki: {
    module: `${libraries}/libopencryptoki.so.0`,
    program: '/usr/sbin/pkcsslotd',
    packages: 'opencryptoki',
  },
  tpm: {
    module: `${libraries}/pkcs11/libtpm2_pkcs11.so`,
    program: '/usr/bin/swtpm',
    packages: 'libtpm2-pkcs11-1 swtpm',
  },
  remote: { module: `${libraries}/pkcs11/p11-kit-client.so`, program: '/usr/bin/p11-kit', packages: 'p11-kit' },
} as const;

/** Debian packages that are missing for one of them; undefined when it can be had. */
export function missingPackages({
  module,
  program,
  packages,
}: (typeof daemons)[keyof typeof daemons]): string | undefined {
  return existsSync(module) && existsSync(program) ? undefined : packages;
}

/**
 * opencryptoki's soft token with a slot daemon of its own. To be called in a namespace of its own, as its root: the daemon
 * knows its folders and its group by fixed names.
 * @see ownNamespace
 */
export async function opencryptoki(): Promise<Provider> {
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-ock-'));
  const places = { conf: '/etc/opencryptoki', lib: '/var/lib/opencryptoki', run: '/run', log: '/var/log' } as const;
  for (const part of ['conf', 'lib/swtok/TOK_OBJ', 'run/lock/opencryptoki/swtok', 'log/opencryptoki'])
    mkdirSync(path.join(folder, part), { recursive: true });
  writeFileSync(
    path.join(folder, 'conf/opencryptoki.conf'),
    'version opencryptoki-3.8\n\nslot 3\n{\nstdll = libpkcs11_sw.so\n}\n',
  );
  // The only group that this namespace has, by the name that the module asks for.
  const groups = readFileSync('/etc/group', 'utf8').replace(/^pkcs11:.*\n/m, '');
  writeFileSync(path.join(folder, 'group'), `${groups}pkcs11:x:0:root\n`);
  const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'ignore' });
  mount('--bind', path.join(folder, 'group'), '/etc/group');
  for (const [part, place] of Object.entries(places)) mount('--bind', path.join(folder, part), place);
  mount('-t', 'tmpfs', 'none', '/dev/shm');
  const daemon = spawn(daemons.opencryptoki.program, ['-f'], { stdio: 'ignore' });
  await until(() => existsSync('/run/pkcsslotd.socket'), daemon);
  const label = 'opencryptoki';
  initialise(daemons.opencryptoki.module, process.env, label);
  return {
    name: label,
    module: moduleOf(daemons.opencryptoki.module),
    env: process.env,
    labels: [label],
    pin,
    folder,
    remove: () => {
      // It waits for programs that still use it when it is asked to end.
      daemon.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** tpm2-pkcs11 over a TPM in software. */
export async function tpm(): Promise<Provider> {
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-tpm-'));
  for (const part of ['state', 'store']) mkdirSync(path.join(folder, part));
  // The module asks the port after it for what the TPM itself cannot say.
  const port = await freePort();
  const listen = (wanted: number) => `type=tcp,port=${wanted},bindaddr=127.0.0.1`;
  const daemon = spawn(
    daemons.tpm.program,
    [
      ...['socket', '--tpm2', '--tpmstate', `dir=${folder}/state`],
      ...['--server', listen(port), '--ctrl', listen(port + 1), '--flags', 'not-need-init,startup-clear'],
    ],
    { stdio: 'ignore' },
  );
  await listens(port + 1, daemon);
  const env = {
    ...process.env,
    TPM2_PKCS11_STORE: path.join(folder, 'store'),
    TPM2_PKCS11_TCTI: `swtpm:host=127.0.0.1,port=${port}`,
    TPM2_PKCS11_LOG_LEVEL: '0',
    TSS2_LOG: 'all+NONE',
  };
  const label = 'TPM';
  initialise(daemons.tpm.module, env, label);
  return {
    name: 'tpm2-pkcs11',
    module: moduleOf(daemons.tpm.module),
    env,
    labels: [label],
    pin,
    folder,
    remove: () => {
      daemon.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** SoftHSM in another process, reached by p11-kit's protocol. */
export async function remoteSoftHsm(): Promise<Provider> {
  const far = softhsm('far');
  const socket = path.join(far.folder, 'p11-kit');
  const server = spawn(
    daemons.remote.program,
    ['server', '--foreground', '--provider', far.module.path, '--name', socket, 'pkcs11:'],
    { env: { ...far.env, XDG_RUNTIME_DIR: far.folder }, stdio: 'ignore' },
  );
  await until(() => existsSync(socket), server);
  return {
    ...far,
    name: 'p11-kit-client',
    module: moduleOf(daemons.remote.module),
    env: { ...process.env, P11_KIT_SERVER_ADDRESS: `unix:path=${socket}` },
    remove: () => {
      server.kill('SIGTERM');
      far.remove();
    },
  };
}

function initialise(module: string, env: NodeJS.ProcessEnv, label: string): void {
  const tool = (...args: string[]) =>
    execFileSync('pkcs11-tool', ['--module', module, '--slot-index', '0', ...args], { env, stdio: 'ignore' });
  tool('--init-token', '--label', label, '--so-pin', soPin);
  tool('--login', '--login-type', 'so', '--so-pin', soPin, '--init-pin', '--pin', pin);
}

async function until(condition: () => boolean | Promise<boolean>, daemon: ChildProcess): Promise<void> {
  for (let attempt = 0; !(await condition()); attempt++) {
    if (attempt > 100 || daemon.exitCode !== null) throw new Error(`${daemon.spawnfile} did not start`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function listens(port: number, daemon: ChildProcess): Promise<void> {
  const isThere = () =>
    new Promise<boolean>((resolve) => {
      const socket = createConnection(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
  return until(isThere, daemon);
}
