import { platform } from 'node:process';

/** How a platform's PKCS#11 modules lay out structures. PKCS#11 3.1 section 2.1: Windows packs them to one byte. */
export interface CkLayout {
  /** Bytes of CK_ULONG, which is C's unsigned long: 8 on 64-bit Unix, 4 on 64-bit Windows. */
  readonly ulong: 4 | 8;
  /** Bytes of a pointer; Keydock is 64-bit everywhere. */
  readonly pointer: 8;
  readonly packed: boolean;
}

export const ckLayouts = {
  unix: { ulong: 8, pointer: 8, packed: false },
  windows: { ulong: 4, pointer: 8, packed: true },
} as const satisfies Record<string, CkLayout>;

/** The layout of the machine this runs on. */
export const hostLayout: CkLayout = platform === 'win32' ? ckLayouts.windows : ckLayouts.unix;

/** A field of a structure: CK_BBOOL, CK_ULONG (also handles and mechanisms) or a pointer. */
export type CkField =
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'ulong'; readonly value: number | bigint }
  | { readonly kind: 'pointer'; readonly value: bigint };

export const bool = (value: boolean): CkField => ({ kind: 'bool', value });
export const ulong = (value: number | bigint): CkField => ({ kind: 'ulong', value });
export const pointer = (value: bigint): CkField => ({ kind: 'pointer', value });

/** The bytes of a structure, little-endian as every machine that Electron runs on. */
export function layOut(layout: CkLayout, fields: readonly CkField[]): Buffer {
  const widthOf = (field: CkField) => (field.kind === 'bool' ? 1 : layout[field.kind]);
  const alignTo = (offset: number, width: number) => (layout.packed ? offset : Math.ceil(offset / width) * width);
  let end = 0;
  const places = fields.map((field) => {
    const start = alignTo(end, widthOf(field));
    end = start + widthOf(field);
    return { field, start };
  });
  const bytes = Buffer.alloc(alignTo(end, Math.max(...fields.map(widthOf))));
  for (const { field, start } of places) {
    if (field.kind === 'bool') bytes.writeUInt8(field.value ? 1 : 0, start);
    else if (widthOf(field) === 4) bytes.writeUInt32LE(Number(field.value), start);
    else bytes.writeBigUInt64LE(BigInt(field.value), start);
  }
  return bytes;
}

/** Reads a CK_ULONG attribute. @returns undefined when it has another length, or CK_UNAVAILABLE_INFORMATION */
export function readUlong(layout: CkLayout, value: Uint8Array): number | undefined {
  if (value.length !== layout.ulong) return undefined;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.length);
  const number = layout.ulong === 8 ? bytes.readBigUInt64LE() : BigInt(bytes.readUInt32LE());
  return number > BigInt(Number.MAX_SAFE_INTEGER) || number === 0xffff_ffffn ? undefined : Number(number);
}

/** A handle as the number it is. The binding gives and takes handles as the bytes of a CK_ULONG. */
export function handleNumber(layout: CkLayout, handle: Uint8Array): bigint {
  const bytes = Buffer.from(handle.buffer, handle.byteOffset, handle.length);
  return layout.ulong === 8 ? bytes.readBigUInt64LE() : BigInt(bytes.readUInt32LE());
}

/** The bytes of a handle, from the number it is. */
export function handleBytes(layout: CkLayout, handle: bigint): Buffer {
  return layOut(layout, [ulong(handle)]);
}
