import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { DecryptLab } from '../decrypt/engine.ts';
import { makers } from '../decrypt/samples.ts';
import { sparseWriters } from '../decrypt/sparse-files.ts';

const platformCap = 40_960_000;
const fiveGib = 5 * 1024 ** 3;
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

/** What other programs make at the platform's cap, then 5 GiB of each layout: whole, and damaged where it hurts last. */
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
  for (const [name, write] of Object.entries(sparseWriters)) {
    if (Date.now() + 60_000 > deadline) break;
    // A new process each: the memory of one that has worked before would hide the growth.
    const fresh = new DecryptLab();
    try {
      await sparse(fresh, tally, name, write);
    } finally {
      fresh.close();
    }
  }
  return tally;
}

/** A file of 5 GiB, most of it a hole: whole, and with a bit changed near its end. */
async function sparse(
  lab: DecryptLab,
  tally: Tally,
  name: string,
  write: (typeof sparseWriters)[string],
): Promise<void> {
  const source = path.join(lab.place(), 'sparse.bin.enc');
  const made = write(source, fiveGib);
  check(tally, `${name}: the file is sparse`, fs.statSync(source).blocks * 512 < 1024 * 1024);
  const folder = lab.place();
  const key = await lab.key(made.key);
  const record = made.record === undefined ? {} : { record: lab.file('record', made.record) };
  const job = { source, folder, overwrite: false, key, floor: 'C', ...made.job, ...record } as const;
  const before = lab.memory();
  const since = performance.now();
  const result = await lab.engine.decrypt(job).done;
  const grown = lab.memory().peak - before.now;
  const seconds = (performance.now() - since) / 1000;
  console.log(`${name}: 5 GiB in ${seconds.toFixed(1)} s, the engine grew by ${grown.toFixed(0)} MiB`);
  const isRight = result.ok && result.value.sha256 === made.sha256 && result.value.bytes === made.bytes;
  check(tally, `${name}: 5 GiB open`, isRight && result.value.authenticated === made.authenticated);
  check(tally, `${name}: 5 GiB cost less than ${mostGrowth} MiB`, grown < mostGrowth);
  if (result.ok) fs.rmSync(result.value.output);

  const fd = fs.openSync(source, 'r+');
  fs.writeSync(fd, Buffer.from([1]), 0, 1, fiveGib - 1000);
  fs.closeSync(fd);
  const changed = await lab.engine.decrypt(job).done;
  if (made.authenticated) {
    check(tally, `${name}: 5 GiB with a bit changed are refused`, !changed.ok);
    check(tally, `${name}: and leave nothing`, fs.readdirSync(folder).length === 0);
  } else {
    check(tally, `${name}: a change in 5 GiB is never called proven`, changed.ok && !changed.value.authenticated);
    if (changed.ok) fs.rmSync(changed.value.output);
  }
  fs.rmSync(source);
}
