import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A place on the network that nobody should ever reach: whatever arrives is counted, by TCP and by UDP. */
export interface Nobody {
  readonly http: string;
  readonly ws: string;
  readonly host: string;
  /** Connections and packets so far. */
  visits(): number;
  close(): Promise<void>;
}

/** Listens on a port of this machine, TCP and UDP alike. */
export async function startNobody(): Promise<Nobody> {
  let visits = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    visits += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\n\r\nhi');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const packets = createSocket('udp4', () => {
    visits += 1;
  });
  packets.bind(address.port, '127.0.0.1');
  await once(packets, 'listening');
  const host = `127.0.0.1:${address.port}`;
  return {
    http: `http://${host}`,
    ws: `ws://${host}`,
    host,
    visits: () => visits,
    async close() {
      packets.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
