// Reading the two archive formats the development runtime arrives in, and writing the one its default app goes into.
// Node built-ins only: this runs before any package is installed.
import zlib from 'node:zlib';

const TAR_BLOCK = 512;
const ZIP_END = 0x06054b50;
const ZIP_ENTRY = 0x02014b50;
const ZIP_LOCAL = 0x04034b50;

/**
 * Finds one file in an uncompressed tar by the end of its name.
 * @param {Buffer} tar
 * @param {string} ending
 * @returns {Buffer} the file's bytes, a view into `tar`
 */
export function fileInTar(tar, ending) {
  for (let at = 0; at + TAR_BLOCK <= tar.length; ) {
    const name = untilNul(tar.toString('latin1', at, at + 100));
    if (name === '') break;
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    if (!Number.isSafeInteger(size) || at + TAR_BLOCK + size > tar.length) throw new Error(`tar: bad size for ${name}`);
    if (name.endsWith(ending)) return tar.subarray(at + TAR_BLOCK, at + TAR_BLOCK + size);
    at += TAR_BLOCK + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  }
  throw new Error(`tar: no file ending in ${ending}`);
}

/** @param {string} text */
function untilNul(text) {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {boolean} executable
 * @property {() => Buffer} read inflates and checks length and CRC-32; throws when either differs
 */

/**
 * Lists a zip's central directory. No zip64, no encryption: the one archive read here has neither.
 * @param {Buffer} zip
 * @returns {Generator<ZipEntry>}
 */
export function* zipEntries(zip) {
  const end = zip.lastIndexOf(signature(ZIP_END));
  if (end < 0) throw new Error('zip: no end record');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== ZIP_ENTRY) throw new Error('zip: bad directory');
    const nameLength = zip.readUInt16LE(at + 28);
    const fields = {
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      header: zip.readUInt32LE(at + 42),
    };
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const mode = zip.readUInt32LE(at + 38) >>> 16;
    yield { name, executable: (mode & 0o111) !== 0, read: () => inflate(zip, name, fields) };
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

/** @param {number} value */
function signature(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/**
 * @param {Buffer} zip
 * @param {string} name
 * @param {{ method: number, crc: number, packed: number, size: number, header: number }} entry
 */
function inflate(zip, name, { method, crc, packed, size, header }) {
  if (zip.readUInt32LE(header) !== ZIP_LOCAL) throw new Error(`zip: no local header for ${name}`);
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const raw = zip.subarray(start, start + packed);
  if (method !== 0 && method !== 8) throw new Error(`zip: method ${method} for ${name}`);
  const data = method === 0 ? raw : zlib.inflateRawSync(raw, { maxOutputLength: Math.max(size, 1) });
  if (data.length !== size || zlib.crc32(data) !== crc) throw new Error(`zip: ${name} is damaged`);
  return data;
}

/**
 * Packs text files into an ASAR archive: a Chromium pickle holding a JSON directory, then the bodies.
 * @param {Record<string, string>} files
 */
export function asar(files) {
  const bodies = [];
  /** @type {Record<string, { size: number, offset: string }>} */
  const directory = {};
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const body = Buffer.from(text);
    directory[name] = { size: body.length, offset: String(offset) };
    offset += body.length;
    bodies.push(body);
  }
  const json = Buffer.from(JSON.stringify({ files: directory }));
  const padding = (4 - (json.length % 4)) % 4;
  const head = Buffer.alloc(16);
  [4, json.length + padding + 8, json.length + padding + 4, json.length].forEach((value, index) => {
    head.writeUInt32LE(value, index * 4);
  });
  return Buffer.concat([head, json, Buffer.alloc(padding), ...bodies]);
}
