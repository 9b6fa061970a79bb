import type { RecordPage, RecordRow } from '../../app/contract/export-shapes.ts';
import { wrappedForms } from '../../app/crypto/wrapped-form.ts';
import { wordsFor } from '../../app/errors.ts';
import { type Grade, phraseFor, type TokenKind, weakest } from '../../app/exposure.ts';
import type { Fact, FactGroup, FactValue, Warning } from '../../app/facts.ts';
import { keyDigestLabel } from '../../app/platform/facts/client-facts.ts';
import { fact } from '../../app/platform/facts/item-facts.ts';
import { counted, labelText, short } from '../../app/platform/facts/text-limits.ts';
import { openingKeyInFile } from './client-key-at-work.ts';
import type { Pins } from './pins.ts';
import type { AuditFinding, CeremonyRecord } from './record.ts';
import type { KeptRecord } from './records.ts';
import { sourceFacts } from './source-facts.ts';
import { tokenGroup, tokenNamed } from './token-facts.ts';

type RecordedKey = CeremonyRecord['keys'][number];

/** Characters of a record that a screen shows; the saved file has it whole. */
const writtenShown = 900_000;

export async function recordRow(kept: KeptRecord, pins: Pins): Promise<RecordRow> {
  const { record, signature } = kept;
  const grades = record.keys.flatMap(({ outcome }): Grade[] => (outcome.kind === 'stored' ? [outcome.grade] : []));
  const [first, ...rest] = grades;
  const isPinned =
    signature?.kind === 'good' && (await pins.pinnedAt(signature.kid, record.target.serial)) !== undefined;
  return {
    id: kept.id,
    at: record.madeAt,
    product: short(record.product.name),
    token: tokenNamed(record.target),
    keys: grades.length,
    failed: record.keys.filter(({ outcome }) => outcome.kind === 'failed').length,
    grade: first === undefined ? null : weakest(first, ...rest),
    signature: signature === null ? 'unsigned' : isPinned ? 'pinned' : 'self-asserted',
  };
}

export async function recordPage(kept: KeptRecord, pins: Pins): Promise<RecordPage> {
  const { record, signature, payload } = kept;
  const row = await recordRow(kept, pins);
  const verified = await verdictOf(kept, pins);
  return {
    row,
    warnings: warningsOf(record, row, verified),
    groups: shownGroups(record),
    thumbprint: signature?.kid ?? null,
    written: JSON.stringify(JSON.parse(payload), null, 2).slice(0, writtenShown),
    verified,
    audit: auditShown(record.audit),
  };
}

/** What looking at the file shows now, and what that rests on. */
async function verdictOf({ record, signature, sha256 }: KeptRecord, pins: Pins): Promise<RecordPage['verified']> {
  const entry = await pins.entryOf(sha256);
  const inJournal =
    entry === undefined
      ? 'Its SHA-256 is in no entry of the journal of this machine.'
      : `Its SHA-256 is the one in entry ${entry} of the journal.`;
  if (signature === null) return { isGood: entry !== undefined, how: `Unsigned. ${inJournal}` };
  if (signature.kind === 'bad') return { isGood: false, how: `Not to be trusted: ${signature.why}. ${inJournal}` };
  const pinned = await pins.pinnedAt(signature.kid, record.target.serial);
  const key =
    pinned === undefined
      ? 'That key was not pinned for this token in this journal, so the record is self-asserted.'
      : `That key was pinned for this token in this journal on ${pinned.slice(0, 10)}.`;
  return { isGood: true, how: `The ES256 signature fits the key in its header. ${key} ${inJournal}` };
}

function warningsOf(record: CeremonyRecord, row: RecordRow, verified: RecordPage['verified']): Warning[] {
  const warnings: Warning[] = [];
  if (!verified.isGood && row.signature !== 'unsigned') {
    warnings.push({ tone: 'danger', title: 'This record does not verify', text: verified.how });
  }
  if (record.vouching.kind === 'unsigned') {
    warnings.push({
      tone: 'warn',
      title: 'This record is not signed',
      text: `${record.vouching.why}. Only its digest in the journal speaks for it.`,
    });
  }
  if (record.client.keyIsInFile) {
    warnings.push({
      tone: 'warn',
      title: 'The client key was in a file',
      text: `The envelope was opened by an ${openingKeyInFile}: whoever has a copy of it could open the envelope too.`,
    });
  }
  const open = record.keys.filter(
    ({ outcome }) => outcome.kind === 'stored' && outcome.verification.state === 'integrity-checked',
  ).length;
  if (open > 0) {
    warnings.push({
      tone: 'warn',
      title: `${counted(open, 'key')} integrity-checked, not compared`,
      text: 'That they are the right ones was not shown: no file of the platform was decrypted with them, and no public key of the platform was there to compare with.',
    });
  }
  return warnings;
}

/** What a screen takes of it: beyond this many keys each has one line, and the rest is in the record itself. */
const keysInFull = 200;

function shownGroups(record: CeremonyRecord): FactGroup[] {
  const { keys } = record;
  if (keys.length <= keysInFull) return recordGroups(record);
  const more: FactGroup = {
    title: `${keys.length - keysInFull} more keys, in full in the record`,
    facts: keys
      .slice(keysInFull)
      .map(({ name, outcome }) => fact(labelText(name), { kind: 'text', text: inALine(outcome) })),
  };
  const groups = recordGroups({ ...record, keys: keys.slice(0, keysInFull) });
  return [...groups.slice(0, -1), more, ...groups.slice(-1)];
}

function inALine(outcome: RecordedKey['outcome']): string {
  switch (outcome.kind) {
    case 'stored':
      return `stored, grade ${outcome.grade}, ${outcome.verification.state}`;
    case 'failed':
      return `failed: ${wordsFor(outcome.failure).title}`;
    case 'not-done':
      return `not done: ${outcome.why}`;
    default:
      return outcome satisfies never;
  }
}

/** Everything the record says. The printed page has all of it. */
export function recordGroups(record: CeremonyRecord): FactGroup[] {
  const { client, source, envelope, vouching } = record;
  const { kind } = record.target;
  return [
    {
      title: 'Ceremony',
      facts: [
        fact('Product', { kind: 'text', text: record.product.name }),
        fact('Who', { kind: 'text', text: record.who.name, mute: record.who.identity }),
        fact('Tenant', { kind: 'mono', text: record.who.tenantId }),
        fact('Profile', { kind: 'text', text: record.platform.profile, mute: record.platform.apiBase }),
        fact('Begun', { kind: 'time', iso: record.startedAt }),
        fact('Ended', { kind: 'time', iso: record.endedAt }),
        fact('Weakest grade allowed', { kind: 'text', text: gradeWords(record.floor, kind) }),
        ...(record.notChosen === 0
          ? []
          : [fact('Left out', { kind: 'text', text: `${counted(record.notChosen, 'key')} of the envelope` })]),
        ...(record.wasCancelled ? [fact('Cancelled', { kind: 'badge', text: 'ended by hand', tone: 'warn' })] : []),
      ],
    },
    {
      title: 'Where the keys came from',
      facts: [
        ...sourceFacts(source),
        fact('Note', { kind: 'text', text: source.note }),
        fact('Envelope opened', { kind: 'text', text: `grade ${envelope.grade}`, mute: envelope.way }),
        ...auditFacts(record.audit),
      ],
    },
    {
      title: 'Client',
      facts: [
        fact('Client', { kind: 'text', text: client.name, mute: client.id }),
        fact(keyDigestLabel, { kind: 'digest', algorithm: 'SHA-256', hex: client.publicKeySha256 }),
        fact('Where its key is', { kind: 'text', text: client.where }),
      ],
    },
    tokenGroup('Receiving token', record.target),
    ...record.keys.map((key) => keyGroup(key, kind)),
    {
      title: 'What vouches for this record',
      facts:
        vouching.kind === 'unsigned'
          ? [fact('Signature', { kind: 'none', text: `none: ${vouching.why}` })]
          : [
              fact('Thumbprint (RFC 7638)', { kind: 'mono', text: vouching.kid }),
              fact('Note', { kind: 'text', text: vouching.note }),
            ],
    },
  ];
}

function keyGroup(key: RecordedKey, kind: CeremonyRecord['target']['kind']): FactGroup {
  const { outcome } = key;
  const named: Fact[] = [
    fact('Type', { kind: 'text', text: key.type }),
    fact('Platform token id', { kind: 'mono', text: key.platformTokenId }),
    fact('Label', { kind: 'text', text: key.label }),
    fact('CKA_ID', { kind: 'mono', text: key.ckaId }),
  ];
  return { title: labelText(`Key: ${key.name}`).slice(0, 120), facts: [...named, ...outcomeFacts(outcome, key, kind)] };
}

function outcomeFacts(
  outcome: RecordedKey['outcome'],
  key: RecordedKey,
  kind: CeremonyRecord['target']['kind'],
): Fact[] {
  switch (outcome.kind) {
    case 'stored': {
      const isProven = outcome.verification.state === 'proven';
      return [
        fact('Grade', { kind: 'text', text: gradeWords(outcome.grade, kind), mute: outcome.way }),
        fact('Arrived as', { kind: 'text', text: wrappedForms[outcome.form].means }),
        fact('Verification', {
          kind: 'badge',
          text: isProven ? 'proven' : 'integrity-checked, not compared',
          tone: isProven ? 'plain' : 'warn',
          mute: outcome.verification.how,
        }),
        ...(outcome.checkValue === null ? [] : [fact('Check value', { kind: 'mono', text: outcome.checkValue })]),
        fact('Attributes read back', { kind: 'text', text: attributeWords(outcome.attributes) }),
        ...passedFacts(key),
      ];
    }
    case 'failed': {
      const { title, means } = wordsFor(outcome.failure);
      const value: FactValue = { kind: 'badge', text: 'failed', tone: 'danger', mute: `${title}. ${means}` };
      return [fact('Outcome', value), ...passedFacts(key)];
    }
    case 'not-done':
      return [fact('Outcome', { kind: 'badge', text: 'not done', tone: 'plain', mute: outcome.why })];
    default:
      return outcome satisfies never;
  }
}

function passedFacts({ passedOver }: RecordedKey): Fact[] {
  if (passedOver.length === 0) return [];
  return [fact('Passed over', { kind: 'text', text: passedOver.map(({ what, why }) => `${what}: ${why}`).join('; ') })];
}

/** "sensitive, not extractable, decrypt": what is told, in one line. */
function attributeWords(attributes: Readonly<Record<string, boolean | undefined>>): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        `${value === true ? '' : 'not '}${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`,
    )
    .join(', ');
}

function auditFacts(audit: AuditFinding): Fact[] {
  const { words, at } = auditShown(audit);
  return [
    fact("Platform's audit trail", { kind: 'text', text: words }),
    ...(at === null ? [] : [fact('Time in the trail', { kind: 'time', iso: at })]),
  ];
}

/** What the audit trail was found to say. Its time stands apart, so that a screen can tell it as it tells every other. */
export function auditShown(audit: AuditFinding): RecordPage['audit'] {
  switch (audit.kind) {
    case 'matched': {
      const at = isoTime.test(audit.eventTime) && !Number.isNaN(Date.parse(audit.eventTime)) ? audit.eventTime : null;
      const when = at === null ? ` of “${audit.eventTime}”` : '';
      const words = `Matched: it has ${audit.event}${when} with the request ${audit.requestId}.`;
      return { words: words.slice(0, 600), at };
    }
    case 'not-found':
      return { words: `Not found: it has no line of those minutes with the request ${audit.requestId}.`, at: null };
    case 'not-allowed':
      return { words: 'Not looked at: this account may not read the audit trail.', at: null };
    case 'not-known':
      return { words: `Not known: ${audit.why}.`, at: null };
    default:
      return audit satisfies never;
  }
}

/** As the platform writes its times; fractions of a second are as long as its clock has them. */
const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]{5,23}(?:Z|[+-]\d\d:?\d\d)$/;

/** "K: wrapping key seen briefly", true of the kind of token at hand. */
function gradeWords(grade: Grade, kind: TokenKind): string {
  return `${grade}: ${phraseFor(grade, kind)}`;
}
