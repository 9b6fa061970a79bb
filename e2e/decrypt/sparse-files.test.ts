import fs from 'node:fs';
import { afterAll, expect, test, vi } from 'vitest';
import { DecryptLab } from './engine.ts';
import { sparseWriters } from './sparse-files.ts';
import { flipped } from './variants.ts';

// Starts a process, which a busy machine lets wait.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const lab = new DecryptLab();
afterAll(() => lab.close());

// The platform's cap, whose ciphertext is a multiple of 32 bytes too; the soak does the same with 5 GiB.
test.each(Object.entries(sparseWriters))('%s of 40,960,000 bytes opens, and damaged it does not', async (_, write) => {
  const source = lab.file('sparse.bin.enc', '');
  fs.rmSync(source);
  const made = write(source, 40_960_000);
  const record = made.record === undefined ? {} : { record: lab.file('record', made.record) };
  const key = await lab.key(made.key);
  const encrypted = fs.readFileSync(source);
  const { result } = await lab.decrypt(encrypted, key, { ...made.job, ...record });
  const { sha256, bytes, authenticated } = made;
  expect(result).toMatchObject({ ok: true, value: { sha256, bytes, authenticated } });
  const changed = await lab.decrypt(flipped(encrypted, 20_000_000), key, { ...made.job, ...record });
  if (authenticated) expect(changed).toMatchObject({ result: { ok: false }, files: [] });
  else expect(changed.result).toMatchObject({ ok: true, value: { authenticated: false } });
});
