import { type MessagePortMain, utilityProcess } from 'electron';
import type { EngineChannel } from './engine.ts';

/**
 * Starts the engine in the app: a utilityProcess.
 * @param entry path of the bundle of process/main.ts
 */
export function electronEngine(entry: string): EngineChannel {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Keydock decryption', stdio: 'ignore' });
  return {
    send: (order, port) => child.postMessage(order, port === undefined ? [] : [port as MessagePortMain]),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('exit', listener),
    kill: () => child.kill(),
  };
}
