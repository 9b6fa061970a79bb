/**
 * As much of D-Bus as hearing signals takes: messages written and read, over a stream.
 * @see D-Bus Specification 0.42, "Message Protocol" and "Type System"
 */

export const messageTypes = { call: 1, answer: 2, error: 3, signal: 4 } as const;

/** What a message says, besides its serial number. */
export interface DbusMessage {
  readonly type: number;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly destination?: string;
  readonly sender?: string;
  readonly body: readonly DbusValue[];
}

/** Numbers of 64 bits are bigint; a variant is its value; a dictionary is a list of pairs. */
export type DbusValue = string | number | bigint | boolean | readonly DbusValue[];

/** Codes of the header's fields that are of use here. */
const fields = { path: 1, interface: 2, member: 3, destination: 6, sender: 7, signature: 8 } as const;

/** Longer ones are nothing that is listened for; the bus allows 128 MiB. */
export const longestMessage = 1 << 20;

const fixedHeader = 16;

/**
 * Writes a message whose body holds strings and numbers of 32 bits only.
 * @param serial not 0, another one for each message
 */
export function writeMessage(message: DbusMessage, serial: number): Uint8Array {
  const body = new Writer();
  const signature = message.body.map((value) => (typeof value === 'number' ? 'u' : 's')).join('');
  for (const value of message.body) {
    if (typeof value === 'number') body.u32(value);
    else if (typeof value === 'string') body.text(value);
    else throw new TypeError('only strings and numbers are written');
  }
  const head = new Writer();
  head.bytes(0x6c, message.type, 0, 1);
  head.u32(body.length);
  head.u32(serial);
  const entries = new Writer();
  const field = (code: number, type: 'o' | 's' | 'g', value: string | undefined): void => {
    if (value === undefined || value === '') return;
    entries.align(8);
    entries.bytes(code);
    entries.signature(type);
    if (type === 'g') entries.signature(value);
    else entries.text(value);
  };
  field(fields.path, 'o', message.path);
  field(fields.interface, 's', message.interface);
  field(fields.member, 's', message.member);
  field(fields.destination, 's', message.destination);
  field(fields.signature, 'g', signature);
  head.u32(entries.length);
  head.append(entries);
  head.align(8);
  head.append(body);
  return head.octets();
}

/**
 * Reads the first message of what has come so far.
 * @returns null when it is not whole yet
 * @throws RangeError for what is no message, or too long a one
 */
export function readMessage(received: Uint8Array): { readonly message: DbusMessage; readonly length: number } | null {
  if (received.length < fixedHeader) return null;
  const order = received[0];
  if (order !== 0x6c && order !== 0x42) throw new RangeError('no D-Bus message');
  const reader = new Reader(received, order === 0x6c);
  reader.skip(4);
  const bodyLength = reader.u32();
  reader.skip(4);
  const fieldsLength = reader.u32();
  const bodyStart = Math.ceil((fixedHeader + fieldsLength) / 8) * 8;
  const length = bodyStart + bodyLength;
  if (length > longestMessage) throw new RangeError('too long a D-Bus message');
  if (received.length < length) return null;
  const found = new Map<number, DbusValue>();
  while (reader.at < fixedHeader + fieldsLength) {
    reader.align(8);
    const code = reader.byte();
    found.set(code, reader.value('v'));
  }
  reader.seek(bodyStart);
  const text = (code: number): string | undefined => {
    const value = found.get(code);
    return typeof value === 'string' ? value : undefined;
  };
  const body = splitSignature(text(fields.signature) ?? '').map((type) => reader.value(type));
  const parts = Object.entries({
    path: text(fields.path),
    interface: text(fields.interface),
    member: text(fields.member),
    destination: text(fields.destination),
    sender: text(fields.sender),
  }).filter(([, value]) => value !== undefined);
  return { message: { type: received[1] ?? 0, ...Object.fromEntries(parts), body }, length };
}

/** `a{sv}as` into its complete types. */
function splitSignature(signature: string): string[] {
  const types: string[] = [];
  for (let at = 0; at < signature.length; ) {
    const end = endOfType(signature, at);
    types.push(signature.slice(at, end));
    at = end;
  }
  return types;
}

function endOfType(signature: string, start: number): number {
  const first = signature[start];
  if (first === undefined) throw new RangeError('a D-Bus signature ends early');
  if (first === 'a') return endOfType(signature, start + 1);
  if (first !== '(' && first !== '{') return start + 1;
  const close = first === '(' ? ')' : '}';
  let at = start + 1;
  while (signature[at] !== close) at = endOfType(signature, at);
  return at + 1;
}

const alignments: Readonly<Record<string, number>> = { n: 2, q: 2, x: 8, t: 8, d: 8, '(': 8, '{': 8, y: 1, g: 1, v: 1 };

class Reader {
  readonly #octets: Uint8Array;
  readonly #view: DataView;
  readonly #isLittle: boolean;
  at = 0;

  constructor(octets: Uint8Array, isLittle: boolean) {
    this.#octets = octets;
    this.#view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
    this.#isLittle = isLittle;
  }

  skip(count: number): void {
    this.at += count;
  }

  seek(to: number): void {
    this.at = to;
  }

  align(to: number): void {
    this.at = Math.ceil(this.at / to) * to;
  }

  byte(): number {
    return this.#view.getUint8(this.at++);
  }

  u32(): number {
    this.align(4);
    const value = this.#view.getUint32(this.at, this.#isLittle);
    this.at += 4;
    return value;
  }

  #text(length: number): string {
    if (this.at + length + 1 > this.#octets.length) throw new RangeError('a D-Bus string ends early');
    const text = new TextDecoder().decode(this.#octets.subarray(this.at, this.at + length));
    this.at += length + 1;
    return text;
  }

  /** One value of one complete type. */
  value(type: string): DbusValue {
    const little = this.#isLittle;
    this.align(alignments[type.charAt(0)] ?? 4);
    const start = this.at;
    switch (type.charAt(0)) {
      case 'y':
        return this.byte();
      case 'b':
        return this.u32() !== 0;
      case 'n':
        this.at += 2;
        return this.#view.getInt16(start, little);
      case 'q':
        this.at += 2;
        return this.#view.getUint16(start, little);
      case 'i':
      case 'h':
        this.at += 4;
        return this.#view.getInt32(start, little);
      case 'u':
        return this.u32();
      case 'x':
      case 't':
        this.at += 8;
        return this.#view.getBigUint64(start, little);
      case 'd':
        this.at += 8;
        return this.#view.getFloat64(start, little);
      case 's':
      case 'o':
        return this.#text(this.u32());
      case 'g':
        return this.#text(this.byte());
      case 'v': {
        const [inner, ...more] = splitSignature(this.#text(this.byte()));
        if (inner === undefined || more.length > 0) throw new RangeError('a D-Bus variant of no one type');
        return this.value(inner);
      }
      case 'a':
        return this.#array(type.slice(1));
      case '(':
      case '{':
        return splitSignature(type.slice(1, -1)).map((inner) => this.value(inner));
      default:
        throw new RangeError('an unknown D-Bus type');
    }
  }

  #array(of: string): DbusValue[] {
    const length = this.u32();
    this.align(alignments[of.charAt(0)] ?? 4);
    const end = this.at + length;
    const values: DbusValue[] = [];
    while (this.at < end) {
      const start = this.at;
      values.push(this.value(of));
      // A struct of nothing would be read for ever.
      if (this.at === start) throw new RangeError('an empty D-Bus type');
    }
    return values;
  }
}

class Writer {
  readonly #octets: number[] = [];

  get length(): number {
    return this.#octets.length;
  }

  align(to: number): void {
    while (this.#octets.length % to !== 0) this.#octets.push(0);
  }

  bytes(...values: readonly number[]): void {
    this.#octets.push(...values);
  }

  u32(value: number): void {
    this.align(4);
    this.bytes(value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, (value >>> 24) & 0xff);
  }

  text(text: string): void {
    const octets = new TextEncoder().encode(text);
    this.u32(octets.length);
    this.bytes(...octets, 0);
  }

  signature(text: string): void {
    const octets = new TextEncoder().encode(text);
    this.bytes(octets.length, ...octets, 0);
  }

  append(other: Writer): void {
    this.bytes(...other.#octets);
  }

  octets(): Uint8Array {
    return Uint8Array.from(this.#octets);
  }
}
