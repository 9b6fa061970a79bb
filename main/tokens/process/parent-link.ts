import { Socket } from 'node:net';
import { copyOf } from '../../../app/crypto/octets.ts';
import { longestSecret, type SecretPort } from './secret-ports.ts';

/** The way to the parent, the same in Electron's utilityProcess and in a process of child_process.fork. */
export interface ParentLink {
  post(message: unknown): void;
  /** @param listener gets the message and, for one that hands over a port, the port */
  onMessage(listener: (message: unknown, port: SecretPort | undefined) => void): void;
}

/** What a MessagePortMain and a ParentPort have that is used here. */
interface ElectronPort {
  on(event: 'message', listener: (event: { data: unknown; ports: ElectronPort[] }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

/** The link of the process this runs in. */
export function parentLink(): ParentLink {
  const { parentPort } = process as unknown as { parentPort?: ElectronPort };
  return parentPort === undefined ? forkLink() : electronLink(parentPort);
}

function electronLink(parent: ElectronPort): ParentLink {
  return {
    post: (message) => parent.postMessage(message),
    onMessage: (listener) =>
      parent.on('message', ({ data, ports: [port] }) =>
        listener(data, port === undefined ? undefined : electronPort(port)),
      ),
  };
}

/** Secrets come as the only thing in a message: bytes, never a string, which could not be wiped. */
function electronPort(port: ElectronPort): SecretPort {
  return {
    send: (secret) => port.postMessage(secret),
    sendData: (octets) => {
      port.postMessage(octets); // copied at once
      octets.fill(0);
    },
    onSecret: (listener) => {
      port.on('message', ({ data }) => {
        if (data instanceof Uint8Array) listener(data);
      });
      port.start();
    },
    onClose: (listener) => port.on('close', listener),
    close: () => port.close(),
  };
}

function forkLink(): ParentLink {
  process.on('disconnect', () => process.exit(0)); // without a parent there is nobody to work for
  return {
    post: (message) => process.send?.(message),
    onMessage: (listener) =>
      process.on('message', (message, handle) => {
        listener(message, handle instanceof Socket ? socketPort(handle) : undefined);
      }),
  };
}

/** A socket that carries secrets as frames: two octets of length, most significant first, then the secret. */
export function socketPort(socket: Socket): SecretPort {
  return {
    send: (secret) => {
      socket.write(Uint8Array.of(secret.length >> 8, secret.length & 0xff));
      socket.write(secret);
    },
    sendData: (octets) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(octets.length);
      socket.write(length);
      socket.write(octets, () => octets.fill(0));
    },
    onSecret: (listener) => {
      let received = Buffer.alloc(0);
      socket.on('data', (chunk) => {
        const joined = Buffer.concat([received, chunk]);
        received.fill(0);
        if (typeof chunk !== 'string') chunk.fill(0);
        received = joined;
        while (received.length >= 2 && received.length >= 2 + received.readUInt16BE()) {
          const end = 2 + received.readUInt16BE();
          if (end - 2 <= longestSecret) listener(copyOf(received, 2, end));
          const rest = Buffer.from(received.subarray(end));
          received.fill(0);
          received = rest;
        }
      });
    },
    onClose: (listener) => socket.on('close', listener),
    close: () => socket.destroy(),
  };
}
