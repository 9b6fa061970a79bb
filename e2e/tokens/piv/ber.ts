/** BER-TLV as PIV cards speak it (ISO 7816-4 section 5.2.2): tags of one octet, lengths of one to three. */

export function tlv(tag: number, ...values: Uint8Array[]): Buffer {
  const value = Buffer.concat(values);
  const { length } = value;
  const header = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...header]), value]);
}

/** The values by their tags. */
export function parseTlv(octets: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  let offset = 0;
  while (offset < octets.length) {
    const tag = octets.readUInt8(offset++);
    let length = octets.readUInt8(offset++);
    if (length === 0x81) length = octets.readUInt8(offset++);
    else if (length === 0x82) {
      length = octets.readUInt16BE(offset);
      offset += 2;
    }
    found.set(tag, octets.subarray(offset, offset + length));
    offset += length;
  }
  return found;
}
