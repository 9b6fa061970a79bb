import { expect, test } from 'vitest';
import { longestMessage, messageTypes, readMessage, writeMessage } from './dbus-message.ts';

const signal = {
  type: messageTypes.signal,
  path: '/org/freedesktop/login1/session/_32',
  interface: 'org.freedesktop.login1.Session',
  member: 'Lock',
  body: ['seat0', 7, 'x'],
} as const;

test('what is written is read again, also with more behind it', () => {
  const octets = writeMessage(signal, 9);
  const behind = Uint8Array.of(...octets, 0x6c, 1, 0);
  expect(readMessage(behind)).toEqual({ message: signal, length: octets.length });
});

test('a part of a message is waited for', () => {
  const octets = writeMessage(signal, 9);
  for (let length = 0; length < octets.length; length++) expect(readMessage(octets.subarray(0, length))).toBeNull();
});

test('properties that changed are read with values of every size, in either order of octets', () => {
  // As GDBus wrote it for ('org.freedesktop.login1.Session', {'IdleSinceHint': <uint64 7>, 'LockedHint': <true>}, @as []).
  const text = (value: string, little: boolean) => {
    const length = Buffer.alloc(4);
    if (little) length.writeUInt32LE(value.length);
    else length.writeUInt32BE(value.length);
    return Buffer.concat([length, Buffer.from(`${value}\0`)]);
  };
  for (const little of [true, false]) {
    const number = (value: number) => {
      const four = Buffer.alloc(4);
      if (little) four.writeUInt32LE(value);
      else four.writeUInt32BE(value);
      return four;
    };
    const parts: Buffer[] = [];
    const at = () => parts.reduce((sum, { length }) => sum + length, 0);
    const align = (to: number) => parts.push(Buffer.alloc((to - (at() % to)) % to));
    parts.push(text('org.freedesktop.login1.Session', little));
    align(4);
    const lengthAt = parts.length;
    parts.push(Buffer.alloc(4));
    align(8);
    const start = at();
    parts.push(text('IdleSinceHint', little), Buffer.from('\x01t\0'));
    align(8);
    parts.push(...(little ? [number(7), number(0)] : [number(0), number(7)]));
    align(8);
    parts.push(text('LockedHint', little), Buffer.from('\x01b\0'));
    align(4);
    parts.push(number(1));
    parts[lengthAt] = number(at() - start);
    align(4);
    parts.push(number(0));
    const body = Buffer.concat(parts);
    const fields = Buffer.concat([
      Buffer.from([8, 1]),
      Buffer.from('g\0'),
      Buffer.from([8]),
      Buffer.from('sa{sv}as\0'),
    ]);
    const head = Buffer.concat([
      Buffer.from([little ? 0x6c : 0x42, messageTypes.signal, 0, 1]),
      number(body.length),
      number(1),
      number(fields.length),
      fields,
    ]);
    const padded = Buffer.concat([head, Buffer.alloc((8 - (head.length % 8)) % 8), body]);
    expect(readMessage(padded)?.message.body).toEqual([
      'org.freedesktop.login1.Session',
      [
        ['IdleSinceHint', 7n],
        ['LockedHint', true],
      ],
      [],
    ]);
  }
});

test.each([
  ['another protocol', Buffer.from('HTTP/1.1 400 Bad Request\r\n')],
  ['a length beyond every bound', Buffer.from([0x6c, 4, 0, 1, 0xff, 0xff, 0xff, 0x7f, 1, 0, 0, 0, 0, 0, 0, 0])],
  [
    'fields that are longer than they may be',
    Buffer.from([0x6c, 4, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]),
  ],
])('%s is no message', (_what, octets) => expect(() => readMessage(octets)).toThrow(RangeError));

test('a list of nothings is refused', () => {
  const fields = Buffer.from([8, 1, 0x67, 0, 3, 0x61, 0x28, 0x29, 0]);
  const head = [0x6c, 4, 0, 1, 16, 0, 0, 0, 1, 0, 0, 0, fields.length, 0, 0, 0];
  const padding = Buffer.alloc((8 - (fields.length % 8)) % 8);
  const body = Buffer.from([8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const octets = Buffer.concat([Buffer.from(head), fields, padding, body]);
  expect(() => readMessage(octets)).toThrow('an empty D-Bus type');
});

test('damaged octets are refused or read, but never run away', () => {
  const octets = writeMessage(signal, 9);
  for (let at = 0; at < octets.length; at++) {
    for (const change of [1, 0x80, 0xff]) {
      const damaged = Uint8Array.from(octets);
      damaged[at] = (damaged[at] ?? 0) ^ change;
      try {
        const read = readMessage(damaged);
        if (read !== null) expect(read.length).toBeLessThanOrEqual(longestMessage);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }
  }
});
