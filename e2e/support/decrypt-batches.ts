import type { DecryptBatch, FileDetails, FileRow, FileState, KeyRow } from '../../app/contract/decrypt-shapes.ts';
import type { GradeShown } from '../../app/contract/token-shapes.ts';

/** Lists of files as main could tell them, for states that no file can be brought into on demand. */

const stays: GradeShown = { grade: 'T', phrase: 'stays on the token' };
const seen: GradeShown = { grade: 'K', phrase: "this file's key seen briefly" };
const clear: GradeShown = { grade: 'C', phrase: 'key seen in the clear' };

export const tokenKey: KeyRow = {
  id: 'key-token-1',
  where: 'Image encryption on Line 3 HSM',
  type: 'AES-256',
  grade: null,
  tokenKind: 'hardware',
  isFile: false,
};
export const fileKey: KeyRow = {
  id: 'key-file-1',
  where: 'image.key',
  type: 'AES-256',
  grade: clear,
  tokenKind: null,
  isFile: true,
};

export const sha256 = '7f1c4a2b'.repeat(8);

type Done = Extract<FileState, { kind: 'done' }>;

export function done(more: Partial<Done> = {}): Done {
  return {
    kind: 'done',
    output: 'firmware.bin',
    folder: 'g2',
    bytes: 1_048_576,
    sha256,
    authenticated: true,
    words: 'proven by its tag',
    equalsOriginal: true,
    grade: stays,
    chain: ['key Image encryption on token Line 3 HSM', 'Platform AES-GCM, deciphered by the token itself'],
    caution: null,
    seconds: 0.32,
    ...more,
  };
}

export const failedTag: FileState = {
  kind: 'failed',
  failure: { code: 'decrypt.not-authentic', facts: { aadLength: 23 } },
  canRetry: true,
};

export const needsKey: FileState = { kind: 'needs', what: 'key', words: 'It needs an AES key of 32 bytes.' };

export function running(done: number, total: number, more: Partial<{ kind: 'paused' }> = {}): FileState {
  return { kind: 'running', done, total, speed: 190e6, secondsLeft: (total - done) / 190e6, ...more };
}

export function file(name: string, state: FileState, more: Partial<FileRow> = {}): FileRow {
  return {
    id: `file-${name.replace(/\W/g, '-')}`,
    name,
    folder: 'downloads',
    size: 1_048_604,
    format: 'Platform AES-GCM-256',
    sureness: 'expected',
    keyNeeded: 'an AES key of 32 bytes',
    key: state.kind === 'needs' ? null : tokenKey.id,
    expected: state.kind === 'needs' || state.kind === 'done' ? null : stays,
    state,
    ...more,
  };
}

export function batch(files: readonly FileRow[], more: Partial<DecryptBatch> = {}): DecryptBatch {
  return {
    files: [...files],
    keys: [tokenKey, fileKey],
    folder: null,
    overwrite: false,
    floor: 'C',
    leftOut: 0,
    ...more,
  };
}

/** One of each state there is. */
export const everyState: readonly FileRow[] = [
  file('firmware.bin.enc', done()),
  file('rootfs-2.3.img.enc', running(2.196e9, 3.6e9), { format: 'Platform AES-CBC-256', size: 3.6e9 }),
  file('release-notes.jwe', done({ output: 'release-notes', grade: seen, equalsOriginal: null }), {
    format: 'JWE RSA-OAEP-256, A256GCM',
    sureness: 'marked',
    size: 8_123,
  }),
  file('telemetry.json.enc', needsKey, { format: 'OpenSSL enc (Salted__)', keyNeeded: 'a pass phrase file' }),
  file('firmware-1.6.43.enc', failedTag),
  file(
    'old.cbc.enc',
    done({
      output: 'old.cbc',
      authenticated: false,
      words: 'not authenticated',
      equalsOriginal: null,
      grade: clear,
      caution: 'This format has no tag: nothing shows whether the file was changed on its way.',
    }),
    { format: 'Platform AES-CBC-128', sureness: 'named', key: fileKey.id },
  ),
  file('by-file.bin.enc', { kind: 'ready' }, { key: fileKey.id, expected: clear }),
  file('disk.img.enc', running(1e9, 5.4e9, { kind: 'paused' }), { size: 5.4e9 }),
  file(
    'new.bin.enc',
    { kind: 'looking' },
    { format: null, sureness: null, keyNeeded: null, key: null, expected: null },
  ),
  file('later.bin.enc', { kind: 'waiting' }),
  file(
    'aad.bin.enc',
    { kind: 'needs', what: 'aad', words: 'The AAD is missing.' },
    { key: tokenKey.id, expected: stays },
  ),
  file('stopped.bin.enc', { kind: 'cancelled' }),
];

export function details({ id, name, size, format, state }: FileRow, more: Partial<FileDetails> = {}): FileDetails {
  return {
    id,
    name,
    size,
    format,
    about: 'A nonce of 12 bytes, the ciphertext, a tag of 16 bytes. Nothing in the file names it; the tag proves it.',
    regions: [
      { role: 'nonce', label: 'nonce', offset: 0, length: 12 },
      { role: 'ciphertext', label: 'ciphertext', offset: 12, length: size - 28 },
      { role: 'tag', label: 'tag', offset: size - 16, length: 16 },
    ],
    fields: [
      { label: 'Nonce', value: 'a3f1d8c0e9b246c1f8c2d5e0' },
      { label: 'Tag', value: '7f1c4a2b9d8e7f6a5b4c3d2e1f4a7b9e' },
    ],
    aad: {
      base64: Buffer.from('firmware-version=v1.6.4').toString('base64'),
      utf8: 'firmware-version=v1.6.4',
      bytes: 23,
      from: 'person',
    },
    chosen: { aad: { kind: 'text', text: 'firmware-version=v1.6.4' }, iv: null, format: null },
    formats: [
      { id: 'platform-gcm', name: 'Platform AES-GCM', isAuthenticated: true },
      { id: 'platform-cbc', name: 'Platform AES-CBC', isAuthenticated: false },
    ],
    rememberedAads: [{ kind: 'template', text: 'firmware-version={name}' }],
    chain: [
      { words: 'key Image encryption on token Line 3 HSM', grade: stays },
      { words: 'Platform AES-GCM, deciphered by the token itself', grade: stays },
    ],
    record: state.kind === 'done' ? [{ label: 'Product', value: 'Gateway G2' }] : null,
    warnings: [],
    fault: state.kind === 'failed' ? state.failure : null,
    ...more,
  };
}
