import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { platform } from 'node:process';
import type { ProcessLauncher } from './process-launcher.ts';

/**
 * Token processes under plain Node.
 * @param entry path of process/main.ts, or of its bundle
 * @param env the process's environment; modules find their configuration in it
 */
export function nodeLauncher(entry: string, env: NodeJS.ProcessEnv): ProcessLauncher {
  return {
    launch() {
      // Modules print what they like to stderr; it is nobody's to read, and may hold anything.
      const child = fork(entry, [], { env, serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      return {
        post: (message, port) => {
          if (!child.connected) return; // its end is told by onExit
          child.send(message as object, port as Socket | undefined, { keepOpen: false }, () => undefined);
        },
        onMessage: (listener) => child.on('message', listener),
        onExit: (listener) => {
          child.on('exit', (code, signal) => listener(signal === null ? `exit code ${code}` : `signal ${signal}`));
          child.on('error', (error) => listener(error.message));
        },
        kill: () => child.kill('SIGKILL'),
      };
    },
  };
}

/**
 * Two ends of one channel, for secrets between two processes. Node has no socketpair; a listening socket in a folder of
 * our own (0700) that takes one connection and is removed at once is the same.
 */
export async function socketPair(): Promise<[Socket, Socket]> {
  const folder = platform === 'win32' ? undefined : await mkdtemp(path.join(tmpdir(), 'keydock-'));
  const address =
    folder === undefined ? `\\\\.\\pipe\\keydock-${process.pid}-${Date.now()}` : path.join(folder, 'pair');
  const server = createServer({ pauseOnConnect: true });
  try {
    server.listen(address);
    await once(server, 'listening');
    const accepted = once(server, 'connection');
    const near = connect(address);
    const [[far]] = await Promise.all([accepted, once(near, 'connect')]);
    return [near, far as Socket];
  } finally {
    server.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
