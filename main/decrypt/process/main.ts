import { isMainThread, parentPort as threadPort } from 'node:worker_threads';
import type { Report } from '../protocol.ts';
import { EngineProcess } from './engine-process.ts';
import { runHashThread } from './hash-thread.ts';

/** Electron's utilityProcess gives its child this port; Electron's types are not part of Node's. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: readonly unknown[] }) => void): void;
  postMessage(message: unknown): void;
}

function electronPort(): ParentPort | undefined {
  // The checked boundary: the property is there in a utilityProcess only.
  return 'parentPort' in process ? ((process as { parentPort?: ParentPort }).parentPort ?? undefined) : undefined;
}

/*
 * Entry of the decryption process, and of its second thread. The same code runs as Electron's utilityProcess and as a
 * child that Node forked; an error here is a bug and ends the process, which its parent notices.
 */
if (isMainThread) {
  const port = electronPort();
  const report = (message: Report) => (port === undefined ? process.send?.(message) : port.postMessage(message));
  const engine = new EngineProcess(new URL(import.meta.url), report);
  const take = (message: unknown, handle?: unknown) =>
    void engine.take(message, handle).catch((error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
    });
  if (port === undefined) {
    process.on('message', take);
    // Without its parent it has nobody to work for.
    process.on('disconnect', () => process.exit(0));
  } else port.on('message', ({ data, ports: [handle] }) => take(data, handle));
} else if (threadPort !== null) runHashThread(threadPort);
