import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PivCard } from './card.ts';

/** pcscd's virtual reader (package vsmartcard-vpcd) listens here for a card. */
const readerPort = 0x8c7b;
const answerToReset = Buffer.from('3b84800173c821138c', 'hex');
const daemonFile = '/usr/sbin/pcscd';
const driverFile = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';

/** Why a card cannot be had on this machine; undefined when it can. */
export function noReaderBecause(): string | undefined {
  if (process.getuid?.() !== 0) return 'pcscd needs root to start';
  if (!existsSync(daemonFile) || !existsSync(driverFile)) return 'pcscd or vsmartcard-vpcd is not installed';
  if (existsSync('/run/pcscd/pcscd.comm')) return 'a pcscd is running already';
  return undefined;
}

/** A reader of our own, with pcscd for as long as it is there. */
export class VirtualReader {
  readonly #daemon: ChildProcess;
  #card: Socket | undefined;

  private constructor(daemon: ChildProcess) {
    this.#daemon = daemon;
  }

  /** @param name as programs see it: ykcs11 looks at readers only that are called Yubico */
  static async start(name = 'Yubico virtual reader'): Promise<VirtualReader> {
    const folder = mkdtempSync(path.join(tmpdir(), 'keydock-reader-'));
    const port = `0x${readerPort.toString(16)}`;
    const lines = [
      `FRIENDLYNAME "${name}"`,
      `DEVICENAME /dev/null:${port}`,
      `LIBPATH ${driverFile}`,
      `CHANNELID ${port}`,
    ];
    writeFileSync(path.join(folder, 'reader.conf'), `${lines.join('\n')}\n`);
    const daemon = spawn(daemonFile, ['--foreground', '--config', folder], { stdio: 'ignore' });
    daemon.once('exit', () => rmSync(folder, { recursive: true }));
    const reader = new VirtualReader(daemon);
    await until(() => existsSync('/run/pcscd/pcscd.comm'));
    return reader;
  }

  /** Puts a card in, and waits until pcscd has powered it. */
  async insert(card: PivCard): Promise<void> {
    const socket = await connected();
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

async function connected(): Promise<Socket> {
  for (let attempt = 0; ; attempt++) {
    const socket = connect(readerPort, '127.0.0.1');
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
