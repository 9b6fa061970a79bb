import { Socket } from 'node:net';
import { largestPiece } from '../../tokens/file-key-shapes.ts';

/** The engine's end of a channel to a token process, on which file keys and plaintext come, in the order they were asked for. */
export interface DataPort {
  /** The next octets; undefined when the channel has closed. */
  next(): Promise<Uint8Array | undefined>;
  /** Sends a secret to a token process, which takes it as it takes a PIN or a KEK (main/tokens/process/secret-ports.ts); wipes it. */
  sendSecret(secret: Uint8Array): void;
  close(): void;
}

/** What a MessagePortMain has that is used here. */
interface MessagePort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}

type OutgoingWay = Pick<DataPort, 'sendSecret' | 'close'>;

/** @param handle what came with the order: a socket from Node, a port from Electron. @throws for anything else */
export function dataPortOf(handle: unknown): DataPort {
  const arrived: Uint8Array[] = [];
  const waiting: ((octets: Uint8Array | undefined) => void)[] = [];
  let isClosed = false;
  const arrive = (octets: Uint8Array) => {
    const taker = waiting.shift();
    if (taker === undefined) arrived.push(octets);
    else taker(octets);
  };
  const end = () => {
    isClosed = true;
    for (const taker of waiting.splice(0)) taker(undefined);
  };
  const way = handle instanceof Socket ? overSocket(handle, arrive, end) : overMessages(handle, arrive, end);
  return {
    next: () =>
      new Promise((resolve) => {
        const octets = arrived.shift();
        if (octets !== undefined || isClosed) resolve(octets);
        else waiting.push(resolve);
      }),
    sendSecret: way.sendSecret,
    close() {
      way.close();
      end();
    },
  };
}

/** Frames: four octets of length, most significant first, then as many octets. */
function overSocket(socket: Socket, arrive: (octets: Uint8Array) => void, end: () => void): OutgoingWay {
  const header = Buffer.alloc(4);
  let headed = 0;
  let frame: Uint8Array | undefined;
  let filled = 0;
  socket.on('data', (chunk) => {
    let rest: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk;
    while (rest.length > 0 || (frame !== undefined && filled === frame.length)) {
      if (frame === undefined) {
        const taken = rest.subarray(0, 4 - headed);
        header.set(taken, headed);
        headed += taken.length;
        rest = rest.subarray(taken.length);
        if (headed < 4) return;
        const length = header.readUInt32BE();
        if (length > largestPiece + 16) {
          socket.destroy();
          return;
        }
        frame = new Uint8Array(length);
        filled = 0;
        headed = 0;
      }
      const taken = rest.subarray(0, frame.length - filled);
      frame.set(taken, filled);
      taken.fill(0);
      filled += taken.length;
      rest = rest.subarray(taken.length);
      if (filled < frame.length) return;
      const whole = frame;
      frame = undefined;
      arrive(whole);
    }
  });
  socket.on('error', end);
  socket.on('close', end);
  return {
    sendSecret(secret) {
      socket.write(Uint8Array.of(secret.length >> 8, secret.length & 0xff));
      socket.write(secret, () => secret.fill(0));
    },
    close: () => socket.destroy(),
  };
}

function overMessages(handle: unknown, arrive: (octets: Uint8Array) => void, end: () => void): OutgoingWay {
  if (!isMessagePort(handle)) throw new TypeError('the parent sent no port');
  handle.on('message', ({ data }) => {
    if (data instanceof Uint8Array) arrive(data);
  });
  handle.on('close', end);
  handle.start();
  return {
    sendSecret(secret) {
      handle.postMessage(secret); // copied at once
      secret.fill(0);
    },
    close: () => handle.close(),
  };
}

function isMessagePort(handle: unknown): handle is MessagePort {
  return typeof handle === 'object' && handle !== null && 'start' in handle && 'on' in handle && 'close' in handle;
}
