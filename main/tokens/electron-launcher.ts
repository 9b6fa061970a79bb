import { type MessagePortMain, utilityProcess } from 'electron';
import type { ProcessLauncher } from './process-launcher.ts';

/**
 * Token processes in the app: one utilityProcess each. Ports are MessagePortMain, whose other end main gives to the PIN
 * window or to another token process without looking at what passes.
 * @param entry path of the bundle of process/main.ts
 */
export function electronLauncher(entry: string): ProcessLauncher {
  return {
    launch() {
      const child = utilityProcess.fork(entry, [], {
        serviceName: 'Keydock token',
        // Modules print what they like; it is nobody's to read, and may hold anything.
        stdio: 'ignore',
        // macOS: vendors' modules are signed by them, not by us.
        allowLoadingUnsignedLibraries: true,
      });
      return {
        post: (message, port) => child.postMessage(message, port === undefined ? [] : [port as MessagePortMain]),
        onMessage: (listener) => child.on('message', listener),
        onExit: (listener) => child.on('exit', (code) => listener(`exit code ${code}`)),
        kill: () => {
          // kill() asks politely; a module that hangs in native code needs more than that.
          if (child.pid !== undefined) endAtOnce(child.pid);
          child.kill();
        },
      };
    },
  };
}

function endAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
