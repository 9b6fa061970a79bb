import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { asar, fileInTar, zipEntries } from './archives.mjs';

/**
 * A zip of one deflated file.
 * @param {string} name
 * @param {string} text
 */
function zipOf(name, text) {
  const body = Buffer.from(text);
  const packed = zlib.deflateRawSync(body);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(zlib.crc32(body), 16);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(body.length, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(0o100755 * 0x10000, 38);
  const start = local.length + name.length + packed.length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(start, 16);
  return { zip: Buffer.concat([local, Buffer.from(name), packed, entry, Buffer.from(name), end]), crcAt: start + 16 };
}

test('a zip gives back names, modes and bytes', () => {
  const entries = [...zipEntries(zipOf('electron', 'binary').zip)];
  expect(entries.map(({ name, executable }) => ({ name, executable }))).toEqual([
    { name: 'electron', executable: true },
  ]);
  expect(entries[0]?.read().toString()).toBe('binary');
});

test('a file whose CRC-32 differs is refused', () => {
  const { zip, crcAt } = zipOf('electron', 'binary');
  zip.writeUInt32LE(1, crcAt);
  expect(() => [...zipEntries(zip)][0]?.read()).toThrow('damaged');
});

test('a tar that promises more than it holds is refused', () => {
  const tar = Buffer.alloc(1024);
  tar.write('package/x.zip');
  tar.write('00000077777\0', 124);
  expect(() => fileInTar(tar, 'x.zip')).toThrow('bad size');
});

test('an ASAR archive holds its directory at byte 16 and its files after it', () => {
  const archive = asar({ 'main.js': 'one', 'package.json': '{}' });
  const length = archive.readUInt32LE(12);
  const { files } = JSON.parse(archive.toString('utf8', 16, 16 + length));
  const bodies = 8 + archive.readUInt32LE(4);
  const { size, offset } = files['package.json'];
  expect(archive.toString('utf8', bodies + Number(offset), bodies + Number(offset) + size)).toBe('{}');
});
