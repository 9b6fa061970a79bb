import { createCipheriv, createHash } from 'node:crypto';

/**
 * Bytes that look like firmware and are always the same for the same name.
 * @param size in bytes, at least 64
 */
export function* samplePayload(name: string, size: number): Generator<Buffer> {
  const header = Buffer.alloc(64);
  header.write(`NORTHWIND IMAGE ${name}`.slice(0, 63));
  yield header;
  const stream = createCipheriv('aes-128-ctr', createHash('md5').update(name).digest(), Buffer.alloc(16));
  for (let left = size - header.length; left > 0; left -= 65_536) {
    yield stream.update(Buffer.alloc(Math.min(left, 65_536)));
  }
}
