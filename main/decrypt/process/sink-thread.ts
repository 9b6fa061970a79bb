import { createHash } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import { release, type SinkOrder, type SinkReport, writeAll } from './sink.ts';
import { systemCode } from './stopped.ts';

/** What runs in the second thread: hashes and writes what it is sent. The two threads are one build, so its orders are typed, not parsed. */
export function runSinkThread(port: MessagePort): void {
  let hash = createHash('sha256');
  let fd = -1;
  let position = 0;
  let isBroken = false;
  const report = (message: SinkReport) => port.postMessage(message);
  port.on('message', (order: SinkOrder) => {
    if ('fd' in order) {
      hash = createHash('sha256');
      fd = order.fd;
      position = 0;
      isBroken = false;
    } else if ('end' in order) report({ sha256: hash.digest('hex') });
    else {
      try {
        if (!isBroken) writeAll(fd, order.octets, position);
      } catch (error) {
        isBroken = true;
        report({ failed: systemCode(error) ?? 'unknown' });
        return;
      }
      hash.update(order.octets);
      position += order.octets.length;
      release(order.octets);
      report({ written: position });
    }
  });
}
