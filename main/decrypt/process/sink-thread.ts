import { createHash, type Hash } from 'node:crypto';
import fs from 'node:fs';
import { promisify } from 'node:util';
import type { MessagePort } from 'node:worker_threads';
import { release, type SinkOrder, type SinkReport } from './sink.ts';
import { systemCode } from './stopped.ts';

const write = promisify(fs.write);

/** One file on its way through the second thread. */
interface Job {
  readonly fd: number;
  readonly hash: Hash;
  position: number;
  isBroken: boolean;
  /** All writes so far, those under way included. */
  written: Promise<unknown>;
}

/**
 * What runs in the second thread: hashes what it is sent, while Node's own threads write it. The two threads are one
 * build, so its orders are typed, not parsed.
 */
export function runSinkThread(port: MessagePort): void {
  const report = (message: SinkReport, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);
  let job: Job | undefined;

  /** Writes a piece at its place, in as many calls as the system takes. */
  async function put(current: Job, octets: Uint8Array, position: number, comesBack: boolean): Promise<void> {
    try {
      for (let done = 0; done < octets.length && !current.isBroken; ) {
        done += (await write(current.fd, octets, done, octets.length - done, position + done)).bytesWritten;
      }
      const written = position + octets.length;
      if (comesBack && octets.buffer instanceof ArrayBuffer)
        report({ written, memory: octets.buffer }, [octets.buffer]);
      else {
        release(octets);
        report({ written });
      }
    } catch (error) {
      current.isBroken = true;
      release(octets);
      report({ failed: systemCode(error) ?? 'unknown' });
    }
  }

  function perform(order: SinkOrder): void {
    if ('fd' in order) {
      job = { fd: order.fd, hash: createHash('sha256'), position: 0, isBroken: false, written: Promise.resolve() };
      return;
    }
    if (job === undefined) throw new Error('plaintext came before its file');
    const current = job;
    if ('end' in order) {
      void current.written.then(() => report({ sha256: current.hash.digest('hex') }));
      return;
    }
    const { octets, comesBack } = order;
    // One write at a time: several at once wait for the file's lock in the kernel, spinning, on the processors that the
    // other threads need.
    const { position } = current;
    current.written = current.written.then(() => put(current, octets, position, comesBack));
    current.position += octets.length;
    current.hash.update(octets);
  }

  // One order a turn of the event loop. Node hands over all waiting messages in one go, and until they are done nobody
  // hears of finished writes: the first thread would wait for room while this one works, and the other way round.
  const waiting: SinkOrder[] = [];
  const next = () => {
    const order = waiting.shift();
    if (order === undefined) return;
    perform(order);
    if (waiting.length > 0) setImmediate(next);
  };
  port.on('message', (order: SinkOrder) => {
    waiting.push(order);
    if (waiting.length === 1) setImmediate(next);
  });
}
