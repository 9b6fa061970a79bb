import { fork } from 'node:child_process';
import { Socket } from 'node:net';
import type { EngineChannel } from './engine.ts';

/**
 * Starts the engine as a child of plain Node, for the command line in a checkout and for tests. The packaged app has
 * `fork` fused off and uses a utilityProcess.
 * @param entry main/decrypt/process/main.ts, or its bundle
 * @param options.execPath another Node, such as Electron's binary told to be one
 */
export function forkEngine(
  entry: string,
  options: { readonly execPath?: string; readonly env?: Readonly<Record<string, string>> } = {},
): EngineChannel & { readonly pid: number | undefined } {
  const child = fork(entry, [], {
    // Typed arrays cross as they are; JSON would make objects of them.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    // Nothing of the caller's environment is needed, and some of it steers Node.
    env: { LANG: 'C.UTF-8', ...options.env },
    ...(options.execPath === undefined ? {} : { execPath: options.execPath }),
  });
  child.on('error', () => child.kill('SIGKILL'));
  return {
    pid: child.pid,
    send: (order, port) => {
      if (!child.connected) return; // its end is told by onExit
      child.send(order, port instanceof Socket ? port : undefined, { keepOpen: false }, () => undefined);
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: () => child.kill('SIGKILL'),
  };
}
