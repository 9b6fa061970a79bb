import { expect, test } from 'vitest';
import { canonicalJson } from '../journal/canonical-json.ts';
import type { Ceremony } from './ceremony.ts';
import { recordOf } from './record.ts';
import { recordHtml } from './record-page.ts';
import { auditShown } from './record-view.ts';
import { keptRecord } from './records.ts';

const token = (label: string): Ceremony['target'] => ({
  label,
  model: 'Model',
  manufacturer: 'Maker',
  serial: '0001',
  hardware: '1.0',
  firmware: '1.0',
  kind: 'hardware',
  module: { name: 'Module', sha256: 'a'.repeat(64), library: 'Library 1.0' },
});

/** A ceremony in which everything that somebody else names is called the same. */
function ceremony(name: string): Ceremony {
  return {
    startedAt: '2026-11-22T08:00:00.000Z',
    endedAt: '2026-11-22T08:01:00.000Z',
    isCancelled: false,
    who: { name, identity: 'oid:1', tenantId: 'tenant' },
    platform: { profileId: 'p', profile: 'Northwind', apiBase: 'https://example.com/api/v1' },
    product: { id: 'p', name },
    client: { id: 'c', name },
    clientKey: { fingerprint: 'b'.repeat(64), isFile: false, where: name, token: token(name) },
    envelope: {
      source: {
        host: 'example.com',
        certificateSha256: 'c'.repeat(64),
        requestId: 'r',
        fetchedAt: '2026-11-22T08:00:00.000Z',
      },
      grade: 'K',
      rung: 'concat-by-digest-key+cek-in-process',
      tried: [],
    },
    target: token(name),
    floor: 'K',
    keys: [
      {
        index: 0,
        name,
        type: 'AES-256',
        platformType: 'AES256',
        platformTokenId: name.slice(0, 200),
        arrivesAs: 'AES-KWP, 40 bytes',
        label: name.slice(0, 200),
        ckaId: 'aa',
        grade: 'K',
        rungs: { kwp: 'hkdf-by-digest-key+kwp' },
        passed: [],
        state: { kind: 'failed', failure: { code: 'import.left-behind', facts: { label: name, problem: name } } },
      },
    ],
  };
}

function page(name: string): string {
  const record = recordOf(
    'record-0001',
    '2026-11-22T08:02:00.000Z',
    ceremony(name),
    { kind: 'not-allowed' },
    {
      kind: 'unsigned',
      why: name,
    },
  );
  const kept = keptRecord('record-0001', canonicalJson(record));
  if (kept === null) throw new Error('not a record');
  return recordHtml(kept);
}

test.each([
  ['a script', '<script>alert(1)</script>'],
  ['an attribute', '" onmouseover="alert(1)'],
  ['an end of the style', '</style><script>alert(1)</script>'],
  ['a comment', '--><script>alert(1)</script><!--'],
  ['an entity', '&lt;script&gt;&#60;script&#62;'],
  ['an image', "<img src=x onerror='alert(1)'>"],
  ['a frame with a link', '<iframe src="javascript:alert(1)"></iframe>'],
])('%s in a name is shown as it is written, and does nothing', (_what, name) => {
  const html = page(name);
  expect(html).not.toMatch(/<script|<img|<iframe|<a[\s>]|<!--/i);
  // No tag of the page has an attribute that is not the page's own.
  const tags = [...html.matchAll(/<([a-z0-9]+)((?:\s[^<>]*)?)>/gi)].map(([, tag, attributes]) => `${tag}${attributes}`);
  const own =
    /^(?:html lang="en"|head|meta [^<>]*|title|style|body|h1|h2|p|dl|dt|dd|code|footer|span class="(?:beside|escape)")$/;
  expect(tags.filter((tag) => !own.test(tag))).toEqual([]);
});

test('what cannot be seen in a name is shown as an escape', () => {
  const html = page('fw\u202e\u200bgnp.exe');
  expect(html).not.toMatch(/[\u202e\u200b]/);
  expect(html).toContain('<span class="escape">\\u{202E}</span>');
});

test('the same record is the same page', () => {
  expect(page('Gateway G2')).toBe(page('Gateway G2'));
});

test.each([
  ['in another spelling', (text: string) => JSON.stringify(JSON.parse(text), null, 1)],
  ['with a field more', (text: string) => canonicalJson({ ...(JSON.parse(text) as object), extra: 1 })],
  ['without a field', (text: string) => text.replace(/"floor":"K",/, '')],
  ['of a later version', (text: string) => text.replace('"version":1', '"version":2')],
])('a record %s is none', (_what, change) => {
  const record = recordOf(
    'record-0001',
    '2026-11-22T08:02:00.000Z',
    ceremony('G2'),
    { kind: 'not-allowed' },
    {
      kind: 'unsigned',
      why: 'no',
    },
  );
  expect(keptRecord('record-0001', canonicalJson(record))).not.toBeNull();
  expect(keptRecord('record-0001', change(canonicalJson(record)))).toBeNull();
});

test.each([
  ['the time of the line apart from its words', '2026-11-22T08:00:01.123456Z', '2026-11-22T08:00:01.123456Z', ''],
  ['a time that is none as it came', 'a while ago', null, ' of “a while ago”'],
  ['a number as it came', '1763800000', null, ' of “1763800000”'],
])('the audit trail is told with %s', (_what, eventTime, at, said) => {
  const found = { kind: 'matched', event: 'GetProductWrappedKeys', eventTime, requestId: 'r-1' } as const;
  expect(auditShown(found)).toEqual({
    words: `Matched: it has GetProductWrappedKeys${said} with the request r-1.`,
    at,
  });
});

test('a record says its floor in words', () => {
  expect(page('Gateway G2')).toContain('<dt>Weakest grade allowed</dt><dd>K: wrapping key seen briefly</dd>');
});
