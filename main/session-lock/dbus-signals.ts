import { connect, type Socket } from 'node:net';
import { type DbusMessage, longestMessage, messageTypes, readMessage, writeMessage } from './dbus-message.ts';

const bus = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };

/**
 * Listens on a bus and never answers. A bus that is not there, or that talks what cannot be read, is left alone.
 * @param address as in DBUS_SYSTEM_BUS_ADDRESS; the first of its addresses that is a Unix socket is used
 * @param rules match rules, such as `type='signal',member='Lock'`
 * @param onEnd told once, when nothing more will be heard
 * @returns the way to stop
 */
export function listenToBus(
  address: string,
  rules: readonly string[],
  onSignal: (signal: DbusMessage) => void,
  onEnd: () => void,
): () => void {
  const place = socketPlace(address);
  if (place === null) {
    queueMicrotask(onEnd);
    return () => undefined;
  }
  const socket = connect(place);
  socket.unref();
  let hasEnded = false;
  const end = (): void => {
    socket.destroy();
    if (hasEnded) return;
    hasEnded = true;
    onEnd();
  };
  socket.on('error', end);
  socket.on('close', end);
  socket.on('connect', () => greet(socket));
  let received: Uint8Array = new Uint8Array(0);
  let isAuthenticated = false;
  socket.on('data', (chunk: Uint8Array) => {
    received = Buffer.concat([received, chunk]);
    try {
      if (!isAuthenticated) {
        const line = Buffer.from(received).indexOf('\r\n');
        if (line < 0 && received.length < 4_096) return;
        if (!Buffer.from(received).toString('latin1').startsWith('OK ') || line < 0) throw new RangeError('refused');
        isAuthenticated = true;
        received = received.subarray(line + 2);
        begin(socket, rules);
      }
      if (received.length > longestMessage) throw new RangeError('too much at once');
      for (let next = readMessage(received); next !== null; next = readMessage(received)) {
        received = received.subarray(next.length);
        if (next.message.type === messageTypes.signal) onSignal(next.message);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      end();
    }
  });
  return end;
}

/** @see D-Bus Specification, "EXTERNAL": the kernel tells the bus who we are */
function greet(socket: Socket): void {
  const uid = Buffer.from(String(process.getuid?.() ?? '')).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
}

function begin(socket: Socket, rules: readonly string[]): void {
  socket.write('BEGIN\r\n');
  const calls = [{ member: 'Hello', body: [] }, ...rules.map((rule) => ({ member: 'AddMatch', body: [rule] }))];
  for (const [index, call] of calls.entries()) {
    socket.write(writeMessage({ type: messageTypes.call, ...bus, ...call }, index + 1));
  }
}

/** `unix:path=/run/x,guid=…;…` as a place that Node connects to. */
function socketPlace(address: string): string | null {
  for (const one of address.split(';')) {
    const [transport, rest = ''] = one.split(/:(.*)/s);
    if (transport !== 'unix') continue;
    const keys = new Map(rest.split(',').map((pair) => pair.split(/=(.*)/s) as [string, string]));
    const path = keys.get('path');
    const abstract = keys.get('abstract');
    if (path !== undefined) return decode(path);
    if (abstract !== undefined) return `\0${decode(abstract)}`;
  }
  return null;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
