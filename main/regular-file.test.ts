import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CeremonyKey } from './export/ceremony.ts';
import { openDrafts } from './export/drafts.ts';
import { proofFromFile } from './export/proof.ts';
import { openRecords } from './export/records.ts';
import { createLog } from './log.ts';
import { readRegularFile } from './regular-file.ts';
import { fileDigest } from './tokens/modules/known-modules.ts';

let folder: string;
const at = (name: string) => path.join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'keydock-regular-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a file is read whole, up to its limit', async () => {
  writeFileSync(at('f'), 'abc');
  expect(await readRegularFile(at('f'), 3)).toEqual({ kind: 'read', octets: new TextEncoder().encode('abc') });
  expect(await readRegularFile(at('f'), 2)).toEqual({ kind: 'too-long', size: 3 });
  writeFileSync(at('empty'), '');
  expect(await readRegularFile(at('empty'), 2)).toEqual({ kind: 'read', octets: new Uint8Array(0) });
  await expect(readRegularFile(at('missing'), 2)).rejects.toMatchObject({ code: 'ENOENT' });
});

// What lies where a file should: waiting for a writer, without an end, or longer than it says.
const traps: [string, (place: string) => void][] = [
  ['a pipe', (place) => void execFileSync('mkfifo', [place])],
  ['a link to a device without an end', (place) => symlinkSync('/dev/zero', place)],
  ['a link to a file of /proc', (place) => symlinkSync('/proc/self/maps', place)],
  ['a folder', (place) => mkdirSync(place)],
];

describe.skipIf(process.platform === 'win32').each(traps)('%s', (what, make) => {
  test('is no file', async () => {
    make(at('f'));
    expect(await readRegularFile(at('f'), 1_000)).toEqual({ kind: 'no-file' });
  });

  test('neither proves a key, nor stands beside a file as its record', async () => {
    const key = { platformType: 'AES256' } as CeremonyKey;
    make(at('f'));
    expect(await proofFromFile(at('f'), key)).toMatchObject({ ok: false, error: { code: 'export.proof-unfit' } });
    writeFileSync(at('fw.enc'), new Uint8Array(64));
    make(at('fw.enc.keydock.json'));
    expect(await proofFromFile(at('fw.enc'), key)).toMatchObject({ ok: false, error: { code: 'export.proof-unfit' } });
  });

  test('is no module, and has no digest unless it has an end', async () => {
    make(at('f'));
    expect((await fileDigest(at('f'))) === undefined).toBe(what !== 'a link to a file of /proc');
  });

  test('is neither a draft nor a record', async () => {
    make(at('AAAAAAAAAAAAAAAA.json'));
    expect(await openDrafts({ dir: folder, log: createLog({ dir: at('logs') }) }).load()).toEqual([]);
    expect(await openRecords(folder).list()).toEqual([]);
    expect(await openRecords(folder).open('AAAAAAAAAAAAAAAA')).toMatchObject({ error: { code: 'record.unreadable' } });
  });
});
