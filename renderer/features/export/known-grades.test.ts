import { expect, test } from 'vitest';
import type { GradeAt, PreviewKey } from '../../../app/contract/export-shapes.ts';
import { gradesByToken } from './known-grades.ts';

const shown = (grade: 'T' | 'K') => ({ grade, phrase: '' });
const onSoftHsm = (grade: 'T' | 'K' | null, why = ''): GradeAt => ({
  token: 'token-softhsm',
  label: '',
  kind: 'software',
  grade: grade === null ? null : shown(grade),
  why,
});
const key = (index: number, grade: 'T' | 'K' | null, otherTokens: GradeAt[]): PreviewKey => ({
  index,
  name: '',
  type: '',
  platformTokenId: '',
  arrivesAs: '',
  storedAs: [],
  label: '',
  ckaId: '',
  grade: grade === null ? null : shown(grade),
  refused: grade === null ? 'no way is known' : null,
  alreadyThere: null,
  otherTokens,
  passed: [],
});

test('what a preview says of the tokens is counted for each, best first', () => {
  const keys = [
    key(0, null, [onSoftHsm(null, 'Log in to it.')]),
    key(1, 'T', [onSoftHsm('K')]),
    key(2, 'T', [onSoftHsm(null, 'Log in to it.')]),
  ];
  const preview = { madeAt: '', keys, envelopeGrade: shown('T'), floor: 'K' as const, warnings: [], groups: [] };
  const target = { token: 'token-line-3', label: '', kind: 'hardware', serial: '' } as const;
  const grades = gradesByToken({ preview, target: { ...target, isPresent: true, isLoggedIn: true } });
  expect(grades.get('token-line-3')).toEqual([
    { grade: 'T', why: '', keys: 2 },
    { grade: null, why: 'no way is known', keys: 1 },
  ]);
  expect(grades.get('token-softhsm')).toEqual([
    { grade: 'K', why: '', keys: 1 },
    { grade: null, why: 'Log in to it.', keys: 2 },
  ]);
});

test('without a preview nothing is known', () => {
  expect(gradesByToken({ preview: null, target: null }).size).toBe(0);
});
