import { expect, test } from 'vitest';
import { CkError, checked } from './ck-error.ts';
import { failureOf, JobFailure } from './job-failure.ts';

const thrown = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

test.each([
  ['the form of most calls', Object.assign(new Error('CKR_ATTRIBUTE_SENSITIVE'), { code: 0x11 }), 0x11],
  ['the form of C_CreateObject and its kind', new Error('CKR_TEMPLATE_INCOMPLETE:208'), 0xd0],
  ['a value of a vendor', new Error('CKR_VENDOR_DEFINED:2147483649\n    at PKCS11.C_Sign'), 0x80000001],
])('an error of the binding: %s', (_name, error, rv) => {
  const result = thrown(() =>
    checked('C_Call', () => {
      throw error;
    }),
  );
  expect(result).toBeInstanceOf(CkError);
  expect(result).toMatchObject({ call: 'C_Call', rv });
});

test('a wrong argument is a bug of ours and stays one', () => {
  const bug = new TypeError('Argument 1 has wrong type');
  expect(thrown(() => checked('C_Call', () => { throw bug; }))).toBe(bug); // biome-ignore format: one case, one line
  expect(failureOf(bug)).toBeUndefined();
});

test.each([
  [0xe0, 'token.gone'],
  [0xb3, 'token.gone'],
  [0x101, 'token.not-logged-in'],
  [0xa0, 'token.pin-wrong'],
  [0xa4, 'token.pin-locked'],
  [0x31, 'token.full'],
  [0xe2, 'token.read-only'],
  [0xb1, 'token.busy'],
  [0x05, 'token.refused'],
  [0x80000001, 'token.refused'],
])('0x%s is told as %s', (rv, code) => {
  expect(failureOf(new CkError('C_UnwrapKey', rv))?.code).toBe(code);
});

test('a refusal names the function and the value', () => {
  expect(failureOf(new CkError('C_UnwrapKey', 0x110))?.facts).toEqual({
    call: 'C_UnwrapKey',
    code: 'CKR_WRAPPED_KEY_INVALID',
  });
  expect(failureOf(new CkError('C_Sign', 0x80000001))?.facts['code']).toBe('CKR_0x80000001');
});

test('a failure that a job names itself goes as it is', () => {
  expect(failureOf(new JobFailure('import.floor', { grade: 'C', floor: 'K' }))).toEqual({
    code: 'import.floor',
    facts: { grade: 'C', floor: 'K' },
  });
});
