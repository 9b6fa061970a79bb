import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasNamespaces, ownNamespace } from '../namespace.ts';
import type { PivCard } from './card.ts';

const answerToReset = Buffer.from('3b84800173c821138c', 'hex');
const daemonFile = '/usr/sbin/pcscd';
const driverFile = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';

/** Why a card cannot be had on this machine; undefined when it can. */
export function noReaderBecause(): string | undefined {
  if (!existsSync(daemonFile) || !existsSync(driverFile)) return 'pcscd or vsmartcard-vpcd is not installed';
  if (!hasNamespaces()) return 'this system refuses user namespaces';
  return undefined;
}

/** A reader of our own, with a pcscd of its own for as long as it is there. */
export class VirtualReader {
  /** What programs need to find it. */
  readonly env: Readonly<Record<string, string>>;
  readonly #daemon: ChildProcess;
  readonly #port: number;
  #card: Socket | undefined;

  private constructor(daemon: ChildProcess, port: number, socket: string) {
    this.#daemon = daemon;
    this.#port = port;
    this.env = { PCSCLITE_CSOCK_NAME: socket };
  }

  /** @param name as programs see it: ykcs11 looks at readers only that are called Yubico */
  static async start(name = 'Yubico virtual reader'): Promise<VirtualReader> {
    const folder = mkdtempSync(path.join(tmpdir(), 'keydock-reader-'));
    const number = await freePort();
    const port = `0x${number.toString(16)}`;
    const lines = [
      `FRIENDLYNAME "${name}"`,
      `DEVICENAME /dev/null:${port}`,
      `LIBPATH ${driverFile}`,
      `CHANNELID ${port}`,
    ];
    for (const part of ['run', 'conf']) mkdirSync(path.join(folder, part));
    writeFileSync(path.join(folder, 'conf', 'reader.conf'), `${lines.join('\n')}\n`);
    // pcscd wants root, and asks polkit about everybody else; here neither is needed, and no other pcscd is disturbed.
    const start = 'mount --bind "$1/run" /run && exec "$0" --foreground --config "$1/conf"';
    const daemon = spawn('unshare', [...ownNamespace, 'sh', '-c', start, daemonFile, folder], { stdio: 'ignore' });
    daemon.once('exit', () => rmSync(folder, { recursive: true }));
    const socket = path.join(folder, 'run/pcscd/pcscd.comm');
    const reader = new VirtualReader(daemon, number, socket);
    await until(() => existsSync(socket));
    return reader;
  }

  /** Puts a card in, and waits until pcscd has powered it. */
  async insert(card: PivCard): Promise<void> {
    const socket = await connected(this.#port);
    let received = Buffer.alloc(0);
    const send = (message: Buffer) =>
      socket.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message]));
    const powered = new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk]);
        while (received.length >= 2 && received.length >= 2 + received.readUInt16BE()) {
          const message = received.subarray(2, 2 + received.readUInt16BE());
          received = Buffer.from(received.subarray(2 + message.length));
          if (message.length > 1) send(card.answer(message));
          else if (message[0] === 4) send(answerToReset);
          else {
            card.reset(); // power off, power on or reset
            resolve();
          }
        }
      });
    });
    this.#card = socket;
    await powered;
  }

  /** Takes the card out, in the middle of whatever is going on. */
  remove(): void {
    this.#card?.destroy();
    this.#card = undefined;
  }

  async stop(): Promise<void> {
    this.remove();
    const ended = new Promise((resolve) => this.#daemon.once('exit', resolve));
    this.#daemon.kill('SIGTERM');
    await ended;
  }
}

async function connected(port: number): Promise<Socket> {
  for (let attempt = 0; ; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (isThere) return socket;
    if (attempt > 100) throw new Error('the virtual reader does not listen');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let attempt = 0; !condition(); attempt++) {
    if (attempt > 100) throw new Error('pcscd did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** One that nobody listens on, and the next one neither: the driver takes both. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await listenOnce(0);
    if (port !== undefined && (await listenOnce(port + 1)) !== undefined) return port;
  }
}

function listenOnce(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
