import { describe, expect, test } from 'vitest';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import type { Imported } from '../tokens/protocol.ts';
import type { Ceremony, CeremonyKey } from './ceremony.ts';
import type { ClientKeyAtWork, KekForImport } from './client-key-at-work.ts';
import type { TokenAtHand } from './needs.ts';
import type { PlannedKey } from './plan-keys.ts';
import type { Preview } from './preview.ts';
import { runKeys } from './run.ts';

/** A token process that says what it likes: the real one cannot be made to. What main holds against it is tried here. */
const rung = 'hkdf-by-digest-key+kwp';
const planned = (index: number): PlannedKey => ({
  index,
  name: `key ${index}`,
  platformType: 'AES256',
  keyType: 'AES256',
  platformTokenId: `tok-${index}`,
  wrapped: new Uint8Array(40),
  arrivesAs: 'AES-KWP, 40 bytes',
  rungs: { kwp: rung },
  grade: 'K',
  refused: null,
  passed: [],
  target: { label: `G2 / key ${index}`, id: Uint8Array.of(index + 1) },
  alreadyThere: null,
  publicKey: undefined,
});
const imported: Imported = {
  object: { handle: '', class: 'secret-key', id: '01', label: 'G2 / key 0' },
  attributes: { sensitive: true, extractable: false },
  form: 'kwp',
  rung,
  grade: 'K',
  verification: { state: 'integrity-checked', how: 'the check of the key wrap' },
  placed: 'copied',
  wasTightened: false,
  tried: [],
};
const token = { label: 'line 3', serial: '1' };
const facts = {
  ...token,
  model: '',
  manufacturer: '',
  hardware: '',
  firmware: '',
  kind: 'software' as const,
  module: { name: 'm', sha256: 'a'.repeat(64), library: '' },
};

async function run(
  answers: { importKey?: Result<Imported>; destroyObject?: Result<unknown> },
  options: { kek?: KekForImport; journal?: 'unwritable'; stopAtFailure?: boolean; keys?: readonly PlannedKey[] } = {},
) {
  const asked: string[] = [];
  const told: CeremonyKey['state'][][] = [];
  const keys = options.keys ?? [planned(0), planned(1)];
  // The checked boundary of these stand-ins: only what a run touches is there.
  const target = {
    ref: { slot: '00', ...token },
    description: token,
    run: async (name: string) => {
      asked.push(name);
      return (answers as Record<string, unknown>)[name] ?? ok({});
    },
  } as unknown as TokenAtHand;
  const source = { host: 'h', certificateSha256: null, requestId: 'r', fetchedAt: 'then' };
  const kek: KekForImport = options.kek ?? { kek: { kind: 'port', port: 1 }, madeBy: 'hkdf-by-digest-key' };
  const clientKey = {
    supplyTo: () => ({ next: async () => ok(kek), close: async () => void asked.push('wiped') }),
  } as unknown as ClientKeyAtWork;
  const outcomes: string[] = [];
  const acts: Acts = {
    begin: async () =>
      options.journal === 'unwritable'
        ? fail('journal.unwritable')
        : ok({
            seq: 1,
            done: async () => void outcomes.push('done'),
            failed: async ({ code }) => void outcomes.push(code),
            declined: async () => undefined,
          }),
    note: async () => ok(null),
  };
  const ceremony: Ceremony = {
    startedAt: 'then',
    endedAt: null,
    isCancelled: false,
    who: { name: 'Sara', identity: 'oid:1', tenantId: 't' },
    platform: { profileId: 'p', profile: 'P', apiBase: 'https://example.com/api/v1' },
    product: { id: 'p', name: 'G2' },
    client: { id: 'c', name: 'c' },
    clientKey: { fingerprint: 'b'.repeat(64), isFile: false, where: 'w', token: facts },
    envelope: { source, grade: 'K', rung: 'r', tried: [] },
    target: facts,
    floor: 'K',
    keys: keys.map(({ index, name, target: { label } }) => ({
      index,
      name,
      type: 'AES-256',
      platformType: 'AES256',
      platformTokenId: 'tok',
      arrivesAs: '',
      label,
      ckaId: '01',
      grade: 'K',
      rungs: { kwp: rung },
      passed: [],
      state: { kind: 'waiting' },
    })),
  };
  const done = await runKeys(ceremony, new Set(keys.map(({ index }) => index)), {
    preview: { keys, source, floor: 'K', peerPoint: new Uint8Array(65) } as unknown as Preview,
    clientKey,
    target,
    allowDuplicates: false,
    stopAtFailure: options.stopAtFailure ?? false,
    acts,
    isCancelled: () => false,
    onProgress: async ({ keys: now }) => void told.push(now.map(({ state }) => state)),
  });
  return { states: done.keys.map(({ state }) => state), asked, outcomes, told };
}

describe('what a token process says is held against what was confirmed', () => {
  test.each([
    ['another way', { ...imported, rung: 'hkdf-by-digest-key+create' }],
    ['a weaker grade', { ...imported, grade: 'C' as const }],
  ])('%s: the key is destroyed, and did not succeed', async (_what, value) => {
    const { states, asked, outcomes } = await run({ importKey: ok(value) }, { keys: [planned(0)] });
    expect(states).toMatchObject([{ kind: 'failed', failure: { code: 'import.not-verified' } }]);
    expect(asked).toEqual(['importKey', 'destroyObject', 'wiped']);
    expect(outcomes).toEqual(['import.not-verified']);
  });

  test('one that then cannot be destroyed is named', async () => {
    const value = { ...imported, grade: 'C' as const };
    const answers = {
      importKey: ok(value),
      destroyObject: fail('token.refused', { call: 'C_DestroyObject', code: 'CKR' }),
    };
    const { states } = await run(answers, { keys: [planned(0)] });
    expect(states).toMatchObject([{ failure: { code: 'import.left-behind', facts: { label: 'G2 / key 0' } } }]);
  });

  test('a KEK that was made in another way than the confirmed one is not used', async () => {
    const kek: KekForImport = { kek: { kind: 'port', port: 1 }, madeBy: 'hkdf-in-process' };
    const { states, asked } = await run({ importKey: ok(imported) }, { kek });
    expect(states).toMatchObject([{ failure: { code: 'import.no-rung' } }, { failure: { code: 'import.no-rung' } }]);
    expect(asked).toEqual(['wiped']);
  });

  test('the same by the confirmed way is stored', async () => {
    const { states, outcomes } = await run({ importKey: ok(imported) });
    expect(states.map(({ kind }) => kind)).toEqual(['stored', 'stored']);
    expect(outcomes).toEqual(['done', 'done']);
  });
});

test('nothing is done that the journal cannot hold', async () => {
  const { states, asked } = await run({ importKey: ok(imported) }, { journal: 'unwritable' });
  expect(states).toMatchObject([{ failure: { code: 'journal.unwritable' } }, { kind: 'skipped' }]);
  expect(asked).toEqual(['wiped']);
});

test('the outcome of a key and the beginning of the next are one line on the disk', async () => {
  const { told } = await run({ importKey: ok(imported) });
  expect(told.map((states) => states.map(({ kind }) => kind))).toEqual([
    ['running', 'waiting'],
    ['stored', 'running'],
    ['stored', 'stored'],
  ]);
});

test('the KEK is wiped whatever happens', async () => {
  const { asked } = await run({ importKey: fail('token.module-crashed', { how: 'x' }) });
  expect(asked).toEqual(['importKey', 'wiped']);
});
