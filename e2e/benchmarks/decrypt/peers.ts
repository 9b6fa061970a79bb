import { execFileSync, spawnSync } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** What the benchmarks decrypt, made once a run. */
export interface Samples {
  readonly folder: string;
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly keyFile: string;
  /** `nonce ‖ ciphertext ‖ tag`. @param size bytes of the plaintext */
  gcm(size: number): string;
  /** AES-256-CBC. */
  cbc(size: number): string;
}

const piece = randomBytes(1024 * 1024);

/** Makes files in a folder, by Node's OpenSSL, a piece at a time. */
export function samplesIn(folder: string): Samples {
  const key = randomBytes(32);
  const iv = randomBytes(16);
  const keyFile = path.join(folder, 'product.key');
  fs.writeFileSync(keyFile, key);
  const write = (
    name: string,
    size: number,
    front: Buffer,
    cipher: ReturnType<typeof createCipheriv>,
    tag: () => Buffer,
  ) => {
    const file = path.join(folder, name);
    const fd = fs.openSync(file, 'w');
    fs.writeSync(fd, front);
    for (let left = size; left > 0; left -= piece.length)
      fs.writeSync(fd, cipher.update(piece.subarray(0, Math.min(left, piece.length))));
    fs.writeSync(fd, cipher.final());
    fs.writeSync(fd, tag());
    fs.fsyncSync(fd);
    fs.closeSync(fd);
    return file;
  };
  return {
    folder,
    key,
    iv,
    keyFile,
    gcm(size) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return write(`gcm-${size}.bin.enc`, size, nonce, cipher, () => cipher.getAuthTag());
    },
    cbc: (size) =>
      write(`cbc-${size}.bin.enc`, size, Buffer.alloc(0), createCipheriv('aes-256-cbc', key, iv), () =>
        Buffer.alloc(0),
      ),
  };
}

/** The platform's documentation does it so, in words of our own: the whole file in memory, one call. */
const pythonScript = `
import sys
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
key = open(sys.argv[1], 'rb').read()
data = open(sys.argv[2], 'rb').read()
open(sys.argv[3], 'wb').write(AESGCM(key).decrypt(data[:12], data[12:], None))
`;

/** A program beside ours; its output is synced before its clock stops, as ours is. */
export interface Peer {
  readonly name: string;
  run(source: string, target: string): void;
}

const sync = (target: string) => execFileSync('sync', [target]);

/** Programs that are there. age has a key and a format of its own, so it decrypts a file it made. */
export function peersFor({ folder, key, iv, keyFile }: Samples) {
  const has = (program: string, args: readonly string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
  const cp: Peer = {
    name: 'cp',
    run: (source, target) => {
      execFileSync('cp', ['--reflink=never', source, target], quiet);
      sync(target);
    },
  };
  const openssl: Peer = {
    name: 'openssl enc -d',
    run: (source, target) => {
      execFileSync(
        'openssl',
        [
          'enc',
          '-d',
          '-aes-256-cbc',
          '-K',
          key.toString('hex'),
          '-iv',
          iv.toString('hex'),
          '-in',
          source,
          '-out',
          target,
        ],
        quiet,
      );
      sync(target);
    },
  };
  const python: Peer | undefined = has('python3', ['-c', 'import cryptography'])
    ? {
        name: 'Python cryptography',
        run: (source, target) => {
          execFileSync('python3', ['-c', pythonScript, keyFile, source, target], quiet);
          sync(target);
        },
      }
    : undefined;
  const identity = path.join(folder, 'age.key');
  const age = has('age', ['--version'])
    ? {
        encrypt: (source: string) => {
          if (!fs.existsSync(identity)) execFileSync('age-keygen', ['-o', identity], { stdio: 'ignore' });
          const recipient = execFileSync('age-keygen', ['-y', identity]).toString().trim();
          execFileSync('age', ['-r', recipient, '-o', `${source}.age`, source], quiet);
          return `${source}.age`;
        },
        peer: {
          name: 'age -d',
          run: (source: string, target: string) => {
            execFileSync('age', ['-d', '-i', identity, '-o', target, source], quiet);
            sync(target);
          },
        } satisfies Peer,
      }
    : undefined;
  return { cp, openssl, python, age };
}
