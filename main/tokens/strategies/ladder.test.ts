import { describe, expect, test } from 'vitest';
import { Grade, isWeaker } from '../../../app/exposure.ts';
import { type Capabilities, CapabilityId } from '../capabilities.ts';
import { ExportableKeyType } from '../exportable-keys.ts';
import { choose, innerLadder, outerLadder, type Rung } from './ladder.ts';
import { planImport } from './plan.ts';

const all: Capabilities = Object.fromEntries(CapabilityId.options.map((id) => [id, { works: true }]));
const without = (...ids: CapabilityId[]): Capabilities => ({
  ...all,
  ...Object.fromEntries(ids.map((id) => [id, { works: false, why: 'CKR_MECHANISM_INVALID' }])),
});
const materials = ['aes', 'ec', 'rsa'] as const;
const forms = ['kwp', 'cloudhsm'] as const;
const ladders: [string, readonly Rung[]][] = [
  ['outer', outerLadder],
  ...[true, false].flatMap((same) =>
    forms.flatMap((form) =>
      materials.map(
        (kind) => [`${form} ${kind}${same ? '' : ' elsewhere'}`, innerLadder(form, kind, same)] as [string, Rung[]],
      ),
    ),
  ),
];

describe.each(ladders)('the ladder %s', (_name, rungs) => {
  test('goes from the least exposed rung down, and no rung stands twice', () => {
    for (const [index, rung] of rungs.entries()) {
      const next = rungs[index + 1];
      if (next !== undefined) expect(isWeaker(rung.grade, next.grade)).toBe(false);
    }
    expect(new Set(rungs.map((rung) => rung.id)).size).toBe(rungs.length);
  });

  test('says honestly what comes into the process', () => {
    for (const { grade, kekSteps, steps, id } of rungs) {
      const whole = [...kekSteps, ...steps];
      const kekInProcess = whole.some((step) => /by-digest|in-process|import-kek/.test(step));
      const keyInProcess = whole.includes('unwrap-in-process');
      expect([id, grade]).toEqual([id, keyInProcess ? 'C' : kekInProcess ? 'K' : 'T']);
    }
  });

  test('a rung that imports the KEK needs a token that takes one', () => {
    for (const { steps, targetNeeds } of rungs) {
      expect(targetNeeds.includes('import:aes')).toBe(steps.includes('import-kek'));
    }
  });
});

test('on another token nothing is grade T: the KEK has to pass between them', () => {
  for (const form of forms) {
    for (const kind of materials) {
      expect(innerLadder(form, kind, false).every((rung) => rung.grade !== 'T')).toBe(true);
    }
  }
});

describe('the choice', () => {
  const kwpAes = innerLadder('kwp', 'aes', true);

  test('is the best rung that both tokens can do, and tells why the others were passed over', () => {
    const { rung, passed } = choose(kwpAes, without('kdf:hkdf', 'kdf:primitives'), all);
    expect(rung?.id).toBe('hkdf-by-digest-key+kwp');
    expect(passed.map(({ id, why }) => `${id}: ${why}`)).toEqual([
      'hkdf-on-token+kwp: HKDF on the token: CKR_MECHANISM_INVALID',
      'hkdf-by-primitives+kwp: concatenating, XOR and hashing of secrets on the token: CKR_MECHANISM_INVALID',
    ]);
  });

  test('what was not tried counts as missing', () => {
    expect(choose(kwpAes, {}, {}).rung).toBeUndefined();
    expect(choose(kwpAes, {}, {}).passed[0]?.why).toContain('not tried');
  });
});

describe('a plan', () => {
  test.each([
    ['AES256', 40, 'kwp'],
    ['AES256', 48, 'cloudhsm'],
    ['AES128', 24, 'kwp'],
    ['AES128', 32, 'cloudhsm'],
  ] as const)('%s in %d bytes is in the form %s', (type, octets, form) => {
    const plan = planImport(type, octets, all, all, true);
    expect(plan.kind === 'possible' && plan.forms.map((row) => row.form)).toEqual([form]);
  });

  test.each([
    ['AES256', 24],
    ['AES128', 40],
    ['AES256', 0],
  ] as const)('%s in %d bytes is impossible', (type, octets) => {
    expect(planImport(type, octets, all, all, true)).toMatchObject({ kind: 'impossible' });
  });

  test('a private key may be in either form, and promises no more than the worse', () => {
    const target = without('unwrap:pkcs7', 'unwrap:ec-padded');
    const plan = planImport('ECDSAP256', 152, all, target, true);
    expect(plan).toMatchObject({ kind: 'possible', grade: 'C' });
    expect(plan.kind === 'possible' && plan.forms.map(({ rung }) => rung?.grade)).toEqual(['T', 'C']);
  });

  test('a token that can do nothing says what it lacks', () => {
    for (const type of ExportableKeyType.options) {
      const plan = planImport(type, type === 'AES128' ? 24 : 40, {}, {}, true);
      expect(plan).toMatchObject({ kind: 'impossible', why: expect.stringContaining('not tried') });
    }
  });
});

test('the grades are the three there are', () => {
  const seen = new Set(ladders.flatMap(([, rungs]) => rungs.map((rung) => rung.grade)));
  expect([...seen].toSorted()).toEqual([...Grade.options].toSorted());
});
