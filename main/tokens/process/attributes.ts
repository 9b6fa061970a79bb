import { copyOf } from '../../../app/crypto/octets.ts';
import { type CkLayout, layOut, readUlong, ulong } from './ck-layout.ts';

/**
 * The attributes Keydock reads and writes: number and kind. What goes into native code is checked against the kind,
 * because a value of a wrong type makes the binding abort the whole process.
 * @see PKCS#11 3.1 section 4
 */
export const attributes = {
  CLASS: { type: 0x000, kind: 'ulong' },
  TOKEN: { type: 0x001, kind: 'bool' },
  PRIVATE: { type: 0x002, kind: 'bool' },
  LABEL: { type: 0x003, kind: 'text' },
  VALUE: { type: 0x011, kind: 'bytes' },
  KEY_TYPE: { type: 0x100, kind: 'ulong' },
  ID: { type: 0x102, kind: 'bytes' },
  SENSITIVE: { type: 0x103, kind: 'bool' },
  ENCRYPT: { type: 0x104, kind: 'bool' },
  DECRYPT: { type: 0x105, kind: 'bool' },
  WRAP: { type: 0x106, kind: 'bool' },
  UNWRAP: { type: 0x107, kind: 'bool' },
  SIGN: { type: 0x108, kind: 'bool' },
  SIGN_RECOVER: { type: 0x109, kind: 'bool' },
  VERIFY: { type: 0x10a, kind: 'bool' },
  DERIVE: { type: 0x10c, kind: 'bool' },
  MODULUS: { type: 0x120, kind: 'bytes' },
  MODULUS_BITS: { type: 0x121, kind: 'ulong' },
  PUBLIC_EXPONENT: { type: 0x122, kind: 'bytes' },
  PRIVATE_EXPONENT: { type: 0x123, kind: 'bytes' },
  PRIME_1: { type: 0x124, kind: 'bytes' },
  PRIME_2: { type: 0x125, kind: 'bytes' },
  EXPONENT_1: { type: 0x126, kind: 'bytes' },
  EXPONENT_2: { type: 0x127, kind: 'bytes' },
  COEFFICIENT: { type: 0x128, kind: 'bytes' },
  VALUE_LEN: { type: 0x161, kind: 'ulong' },
  EXTRACTABLE: { type: 0x162, kind: 'bool' },
  LOCAL: { type: 0x163, kind: 'bool' },
  NEVER_EXTRACTABLE: { type: 0x164, kind: 'bool' },
  ALWAYS_SENSITIVE: { type: 0x165, kind: 'bool' },
  MODIFIABLE: { type: 0x170, kind: 'bool' },
  COPYABLE: { type: 0x171, kind: 'bool' },
  EC_PARAMS: { type: 0x180, kind: 'bytes' },
  EC_POINT: { type: 0x181, kind: 'bytes' },
  ALWAYS_AUTHENTICATE: { type: 0x202, kind: 'bool' },
  /** NSS keeps the public value of a private key here and wants it when it unwraps an EC key. */
  NSS_DB: { type: 0xd5a0_db00, kind: 'bytes' },
} as const satisfies Record<string, { type: number; kind: 'bool' | 'ulong' | 'bytes' | 'text' }>;

export type AttributeName = keyof typeof attributes;

interface Kinds {
  bool: boolean;
  ulong: number;
  bytes: Uint8Array;
  text: string;
}

/** The TypeScript type of an attribute's value. */
export type AttributeValue<Name extends AttributeName> = Kinds[(typeof attributes)[Name]['kind']];

/** What an object shall be: attributes by name. */
export type Template = { readonly [Name in AttributeName]?: AttributeValue<Name> };

/** An attribute as the binding wants it. */
export interface BindingAttribute {
  readonly type: number;
  readonly value: Buffer | boolean | number;
}

const attributeNames = Object.keys(attributes) as AttributeName[];

/** The longest value that is handed to a module, in octets. */
const longestValue = 16_384;

/**
 * A template for the binding. Every value is checked here, at the last place where a mistake is still an exception.
 * @throws TypeError for a value of another kind
 */
export function toBinding(template: Template): BindingAttribute[] {
  for (const name of Object.keys(template)) {
    if (!Object.hasOwn(attributes, name)) throw new TypeError(`no attribute is called ${name}`);
  }
  return attributeNames
    .filter((name) => template[name] !== undefined)
    .map((name) => ({ type: attributes[name].type, value: bindingValue(name, template[name]) }));
}

function bindingValue(name: AttributeName, value: unknown): Buffer | boolean | number {
  const { kind } = attributes[name];
  if (kind === 'bool' && typeof value === 'boolean') return value;
  // The binding takes numbers as 32 bits; nothing that Keydock writes is larger.
  if (kind === 'ulong' && typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) {
    return value;
  }
  if (kind === 'text' && typeof value === 'string') return Buffer.from(value, 'utf8');
  if (kind === 'bytes' && value instanceof Uint8Array && value.length <= longestValue) return viewOf(value);
  throw new TypeError(`CKA_${name} takes ${kind}`);
}

/**
 * The same template as bare memory, for the native part. Bytes are not copied: they are the caller's own.
 * @throws TypeError for a value of another kind
 */
export function toMemory(layout: CkLayout, template: Template): { types: number[]; values: Uint8Array[] } {
  const checked = toBinding(template);
  const memoryOf = (value: Buffer | boolean | number) => {
    if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
    return typeof value === 'number' ? layOut(layout, [ulong(value)]) : value;
  };
  return { types: checked.map(({ type }) => type), values: checked.map(({ value }) => memoryOf(value)) };
}

/** The same memory as a Buffer, which is the one array type the binding takes. */
export function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** What a module gave for an attribute, as its kind; undefined when it is not of that kind. */
export function fromBinding<Name extends AttributeName>(
  layout: CkLayout,
  name: Name,
  value: Buffer,
): AttributeValue<Name> | undefined {
  const read = readers[attributes[name].kind](layout, value);
  return read as AttributeValue<Name> | undefined; // the checked boundary: the reader of that very kind made it
}

const readers = {
  bool: (_layout: CkLayout, value: Buffer) => (value.length === 1 ? value[0] !== 0 : undefined),
  ulong: (layout: CkLayout, value: Buffer) => readUlong(layout, value),
  bytes: (_layout: CkLayout, value: Buffer) => copyOf(value),
  text: (_layout: CkLayout, value: Buffer) => value.toString('utf8'),
};
