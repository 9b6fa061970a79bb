import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { DecryptLab } from '../decrypt/engine.ts';
import { platformNonce } from '../decrypt/platform-nonce.ts';
import { makers } from '../decrypt/samples.ts';

const platformCap = 40_960_000;
const fiveGib = 5 * 1024 ** 3;
const piece = 4 * 1024 * 1024;
/** What the engine may grow by, whatever the file's size. MiB */
const mostGrowth = 64;

interface Tally {
  passed: number;
  failed: number;
}

function check(tally: Tally, what: string, holds: boolean): void {
  if (holds) tally.passed++;
  else {
    tally.failed++;
    console.error(`not so: ${what}`);
  }
}

/** Every format at the platform's cap, then 5 GiB: whole, and damaged where it hurts last. */
export async function soak(deadline: number): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0 };
  const lab = new DecryptLab();
  try {
    const plaintext = randomBytes(platformCap);
    for (const make of makers) {
      if (Date.now() > deadline) return tally;
      const sample = await make(plaintext);
      const key = await lab.key(sample.key);
      const record = sample.record === undefined ? {} : { record: lab.file('record', sample.record) };
      const opened = await lab.decrypt(sample.encrypted, key, { ...sample.job, ...record });
      check(
        tally,
        `${sample.name} of 40,960,000 bytes opens`,
        opened.plaintext !== undefined && plaintext.equals(opened.plaintext),
      );
      if (opened.result.ok) fs.rmSync(opened.result.value.output);
      const changed = Uint8Array.from(sample.encrypted);
      changed[changed.length - 40] = (changed[changed.length - 40] ?? 0) ^ 1;
      const refused = await lab.decrypt(changed, key, { ...sample.job, ...record });
      check(
        tally,
        `${sample.name} damaged near its end leaves no proven file`,
        refused.result.ok ? !sample.authenticated : refused.files.length === 0,
      );
      if (refused.result.ok) fs.rmSync(refused.result.value.output);
    }
  } finally {
    lab.close();
  }
  if (Date.now() + 60_000 > deadline) return tally;
  // A new process: the memory of one that has worked before would hide the growth.
  const fresh = new DecryptLab();
  try {
    await sparse(fresh, tally);
  } finally {
    fresh.close();
  }
  return tally;
}

/**
 * A sparse file of 5 GiB that is a true AES-GCM message: its ciphertext is all zeros, so its plaintext is the key stream,
 * and encrypting that once gives the tag.
 */
async function sparse(lab: DecryptLab, tally: Tally): Promise<void> {
  const key = randomBytes(32);
  const nonce = platformNonce();
  const zeros = Buffer.alloc(piece);
  // The counter of GCM's first data block is 2 (NIST SP 800-38D section 7.1).
  const stream = createCipheriv('aes-256-ctr', key, Buffer.concat([nonce, Buffer.from([0, 0, 0, 2])]));
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const hash = createHash('sha256');
  for (let done = 0; done < fiveGib; done += piece) {
    const plaintext = stream.update(zeros);
    hash.update(plaintext);
    if (!cipher.update(plaintext).equals(zeros)) throw new Error('the key stream is not what GCM uses');
  }
  cipher.final();
  const source = lab.file('sparse.bin.enc', nonce);
  fs.truncateSync(source, 12 + fiveGib);
  fs.appendFileSync(source, cipher.getAuthTag());
  check(tally, 'the file is sparse', fs.statSync(source).blocks * 512 < 1024 * 1024);

  const folder = lab.place();
  const opened = await lab.key(key);
  const before = lab.memory();
  const result = await lab.engine.decrypt({ source, folder, overwrite: false, key: opened, floor: 'C' }).done;
  const grown = lab.memory().peak - before.now;
  console.log(`5 GiB: the engine grew by ${grown.toFixed(0)} MiB`);
  check(tally, '5 GiB open', result.ok && result.value.sha256 === hash.digest('hex') && result.value.bytes === fiveGib);
  check(tally, `5 GiB cost less than ${mostGrowth} MiB`, grown < mostGrowth);
  if (result.ok) fs.rmSync(result.value.output);

  const fd = fs.openSync(source, 'r+');
  fs.writeSync(fd, Buffer.from([1]), 0, 1, fiveGib);
  fs.closeSync(fd);
  const refused = await lab.engine.decrypt({ source, folder, overwrite: false, key: opened, floor: 'C' }).done;
  check(tally, '5 GiB with one bit changed are refused', !refused.ok && refused.error.code === 'decrypt.not-authentic');
  check(tally, 'and leave nothing', fs.readdirSync(folder).length === 0);
  fs.rmSync(path.dirname(source), { recursive: true });
}
