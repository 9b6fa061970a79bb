import type { Server } from 'node:net';

/** A server that listens, with its origin. */
export interface Listening {
  readonly port: number;
  /** Ends it and every open connection at once. */
  close(): Promise<void>;
}

interface HttpServer extends Server {
  closeAllConnections(): void;
}

/** Listens on the loopback address only: the practice world is for this machine. @param port 0 takes any free one */
export async function listen(server: HttpServer, port: number): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server without a port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
