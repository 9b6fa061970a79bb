import { createInflateRaw } from 'node:zlib';
import { Stopped } from '../stopped.ts';
import type { StreamCipher } from './stream-cipher.ts';

/**
 * Puts DEFLATE behind a cipher (`zip: DEF`). Growth is stopped at a limit while it happens, not after.
 * @param limit the most bytes that may come out
 * @see RFC 7516 section 4.1.3
 */
export function inflating(cipher: StreamCipher, limit: number): StreamCipher {
  const inflate = createInflateRaw();
  let out: Buffer[] = [];
  let grown = 0;
  let fault: Error | undefined;
  inflate.on('data', (piece: Buffer) => {
    grown += piece.length;
    if (grown <= limit) out.push(piece);
    else fault ??= new Stopped('decrypt.too-much-output', { limit });
  });
  inflate.on('error', () => {
    fault ??= new Stopped('decrypt.malformed', { format: 'jwe', problem: 'its compressed content is broken' });
  });
  const take = (): Uint8Array => {
    const taken = Buffer.concat(out);
    out = [];
    return taken;
  };
  // A fault is kept until the tag was judged: a wrong key looks like broken compression, and must be called by its name.
  const feed = (octets: Uint8Array) =>
    new Promise<Uint8Array>((resolve) => {
      if (fault !== undefined || octets.length === 0) {
        resolve(take());
        return;
      }
      const settle = () => {
        inflate.off('error', settle);
        resolve(take());
      };
      inflate.once('error', settle);
      inflate.write(octets, settle);
    });
  return {
    // DEFLATE grows by 1,032 at most: 16 KiB become 16 MiB.
    pieceLength: 16 * 1024,
    update: async (piece) => feed(await cipher.update(piece)),
    async final() {
      const rest = await feed(await cipher.final());
      if (fault === undefined) {
        await new Promise<void>((resolve) => {
          inflate.once('error', resolve);
          inflate.once('end', resolve);
          inflate.end();
        });
      }
      if (fault !== undefined) throw fault;
      return Buffer.concat([rest, take()]);
    },
    dispose() {
      inflate.destroy();
      cipher.dispose();
    },
  };
}
