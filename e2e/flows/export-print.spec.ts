import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WebPreferences } from 'electron';
import type { Ceremony, CeremonyKey } from '../../main/export/ceremony.ts';
import { recordOf } from '../../main/export/record.ts';
import { recordHtml } from '../../main/export/record-page.ts';
import { type KeptRecord, keptRecord } from '../../main/export/records.ts';
import { canonicalJson } from '../../main/journal/canonical-json.ts';
import type { Keydock } from '../support/launch.ts';
import { expect, test } from '../support/test.ts';

const at = '2026-11-22T08:00:00.000Z';
const id = 'record-of-500-keys';

const target: Ceremony['target'] = {
  label: 'Line 3',
  model: 'Nano 4',
  manufacturer: 'Northwind',
  serial: '0000-4471',
  hardware: '2.1',
  firmware: '3.7',
  kind: 'hardware',
  module: { name: 'Northwind PKCS#11', sha256: 'ab'.repeat(32), library: 'Northwind library 2.6' },
};

function key(index: number): CeremonyKey {
  const why = `${index}: the token answered CKR_MECHANISM_INVALID when it was tried with the known answer. `;
  return {
    index,
    name: `Line key ${index + 1}`,
    type: 'AES-256',
    platformType: 'AES256',
    platformTokenId: `51d0c2f4-8f1e-4a01-9b35-${String(index).padStart(12, '0')}`,
    arrivesAs: 'AES-KWP, 40 bytes',
    label: `Gateway G2 / Line key ${index + 1}`,
    ckaId: 'aa'.repeat(16),
    grade: 'K',
    rungs: { kwp: 'hkdf-by-digest-key+kwp' },
    passed: Array.from({ length: 12 }, (_, rung) => ({ what: `rung ${rung}`, grade: 'T', why: why.repeat(3) })),
    state: {
      kind: 'stored',
      stored: {
        at,
        attributes: { token: true, private: true, sensitive: true, extractable: false, decrypt: true },
        form: 'kwp',
        rung: 'hkdf-by-digest-key+kwp',
        grade: 'K',
        verification: { state: 'integrity-checked', how: 'the check value of RFC 5649 fits' },
        checkValue: '3fa9c1',
        placed: 'copied',
        wasTightened: false,
        tried: [],
        provenBy: null,
      },
    },
  };
}

function recordOf500Keys(): KeptRecord {
  const ceremony: Ceremony = {
    startedAt: at,
    endedAt: at,
    isCancelled: false,
    who: { name: 'Sara Holm', identity: 'oid:1', tenantId: 'tenant' },
    platform: { profileId: 'p', profile: 'Northwind', apiBase: 'https://example.com/api/v1' },
    product: { id: 'p', name: 'Gateway G2' },
    client: { id: 'c', name: 'SECENG-G2' },
    clientKey: { fingerprint: 'cd'.repeat(32), isFile: false, where: 'Line 3', token: target },
    envelope: {
      source: { host: 'example.com', certificateSha256: null, requestId: 'r', fetchedAt: at },
      grade: 'K',
      rung: 'concat-by-digest-key+cek-in-process',
      tried: [],
    },
    target,
    floor: 'K',
    keys: Array.from({ length: 500 }, (_, index) => key(index)),
  };
  const vouching = { kind: 'unsigned', why: 'The token could not sign it' } as const;
  const kept = keptRecord(id, canonicalJson(recordOf(id, at, ceremony, { kind: 'not-allowed' }, vouching)));
  if (kept === null) throw new Error('that is no record');
  return kept;
}

/**
 * In place of the system's dialog, which cannot be driven, a PDF of one sheet of it; with what kind of window shows it.
 * @returns reads what was printed
 */
async function printsToPdf({ app }: Keydock) {
  await app.evaluate(({ app: electron }) => {
    electron.on('web-contents-created', (_event, contents) => {
      contents.print = (_options, done) => {
        // A late sheet: where the page was cut there is none, and nothing was printed.
        void contents.printToPDF({ pageRanges: '300' }).then(
          () => {
            // No method of the documentation: what the window was really made with.
            const made: unknown = Reflect.apply(Reflect.get(contents, 'getLastWebPreferences'), contents, []);
            const { javascript, sandbox, preload = '' } = made as WebPreferences;
            Reflect.set(globalThis, 'printed', {
              address: contents.getURL(),
              window: { javascript, sandbox, preload },
            });
            done?.(true, '');
          },
          () => done?.(false, 'no such page'),
        );
      };
    });
  });
  return () =>
    app.evaluate(() => {
      const printed: unknown = Reflect.get(globalThis, 'printed');
      return printed as { readonly address: string; readonly window: object } | undefined;
    });
}

test('a record of 500 keys is printed whole, in a window that can do nothing else', async ({ launch, practice }) => {
  const kept = recordOf500Keys();
  // As an address of its own it would be longer than Chromium takes.
  expect(Buffer.from(recordHtml(kept)).toString('base64').length).toBeGreaterThan(2 * 1024 * 1024);
  const userData = mkdtempSync(path.join(tmpdir(), 'keydock-data-'));
  const folder = path.join(userData, 'exports', 'records');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${id}.json`), kept.text);
  const keydock = await launch({ profile: practice.profile, userData });
  const printed = await printsToPdf(keydock);

  const windows = () => keydock.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  const before = await windows();
  const print = () => keydock.window.evaluate(`window.keydock.call('exports', 'printRecord', { id: '${id}' })`);
  expect(await print()).toEqual({ ok: true, value: null });
  const paper = await printed();
  expect(paper?.window).toEqual({ javascript: false, sandbox: true, preload: '' });
  expect(await windows()).toBe(before);

  // The address was good for that once, and for nothing else; and the window has nowhere else to go.
  const answers = await keydock.app.evaluate(
    async ({ session }, addresses) => {
      const own = session.fromPartition('keydock-print', { cache: false });
      const ask = (address: string) =>
        own.fetch(address).then(
          ({ status }) => status,
          () => 'refused',
        );
      return await Promise.all(addresses.map(ask));
    },
    [paper?.address ?? '', 'keydock://print/', 'keydock://app/', practice.apiUrl, 'file:///etc/hostname'],
  );
  expect(answers).toEqual([403, 403, 403, 'refused', 403]);
});
