import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as jose from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fail, ok } from '../../app/result.ts';
import type { TokenInHand } from '../../main/tokens/tokens.ts';
import { recordText } from './engine.ts';
import { platformNonce } from './platform-nonce.ts';
import { DecryptRoom, noTokens } from './room.ts';

// A real engine for each test, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const key = randomBytes(32);
const plaintext = Buffer.from('firmware of the gateway');

function gcm(aad = '', content: Uint8Array = plaintext): Buffer {
  const nonce = platformNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad));
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

const iv = randomBytes(16);
function cbc(content: Uint8Array = plaintext): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  return Buffer.concat([cipher.update(content), cipher.final()]);
}

/** A token that could take a key, and is gone when it is asked to. */
function tokenThatIsPulledOut(onReach: () => void): TokenInHand {
  const gone = async () => {
    onReach();
    return fail('token.gone');
  };
  const ref = { slot: 0, label: 'LINE3', serial: '3' };
  return {
    id: 'line-3',
    ref,
    description: { ...ref, model: 'practice', kind: 'hsm' },
    capabilities: async () => ok({ capabilities: { 'create:aes': { works: true } }, kind: 'hsm', at: '' }),
    givePort: gone,
    run: gone,
    secretArrived: async () => false,
  } as unknown as TokenInHand;
}

let room: DecryptRoom;
beforeEach(() => {
  room = new DecryptRoom();
});
afterEach(async () => {
  await room.close();
  expect(room.incidents).toEqual([]);
});

// A small disk is made by mounting one.
const isRoot = process.getuid?.() === 0;
const declare = isRoot ? test : (name: string, _try: () => Promise<void>) => test(`${name}: NOT RUN`, () => undefined);
if (!isRoot) console.warn('A FULL DISK IS NOT TRIED: only root can mount a small one.');

const calls = () => room.room.handlers;
const ids = (...rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

test('a file opens with a key from a file: named, proven, graded C and written down before and after', async () => {
  const file = room.file('firmware.bin.enc', gcm());
  const [row] = await room.drop(file);
  expect(row).toMatchObject({
    name: 'firmware.bin.enc',
    format: 'Platform AES-GCM',
    sureness: 'expected',
    state: { kind: 'needs', what: 'key' },
  });
  await room.keyFile(key, row!);
  const [done] = await room.decrypt(row!);
  const sha256 = createHash('sha256').update(plaintext).digest('hex');
  expect(done!.state).toMatchObject({
    kind: 'done',
    output: 'firmware.bin',
    authenticated: true,
    sha256,
    grade: { grade: 'C' },
    equalsOriginal: null,
  });
  expect(fs.readFileSync(file.replace('.enc', ''))).toEqual(plaintext);
  const [intent, outcome] = await room.acts();
  expect(intent).toMatchObject({ kind: 'act.intent', act: 'file.decrypt' });
  expect(outcome).toMatchObject({ kind: 'act.outcome', intent: intent!['seq'], result: { kind: 'done' }, grade: 'C' });
  expect(JSON.stringify([intent, outcome])).not.toContain(path.dirname(path.dirname(file)));
});

test('a wrong AAD fails with what to check; the right one opens the file, and is remembered', async () => {
  const [row] = await room.drop(room.file('a.bin.enc', gcm('firmware-version=a.bin')));
  await room.keyFile(key, row!);
  const wrong = { kind: 'text', text: 'firmware-version=a.bin\n' } as const;
  room.must(await calls().setAad({ ids: ids(row!), aad: wrong }, room.caller));
  const details = room.must(await calls().details({ id: row!.id }, room.caller));
  expect(details.aad).toMatchObject({ bytes: 23, from: 'person' });
  expect(details.warnings.map(({ title }) => title)).toContain('The AAD ends with a line break (1 byte)');
  const [failed] = await room.decrypt(row!);
  expect(failed!.state).toMatchObject({
    kind: 'failed',
    canRetry: true,
    failure: { code: 'decrypt.not-authentic', facts: { aadLength: 23 } },
  });
  const right = { kind: 'template', text: 'firmware-version={name}' } as const;
  room.must(await calls().setAad({ ids: ids(row!), aad: right }, room.caller));
  const [done] = await room.decrypt(row!);
  expect(done!.state.kind).toBe('done');
  expect(room.must(await calls().details({ id: row!.id }, room.caller)).rememberedAads).toEqual([right]);
  const outcomes = (await room.acts()).filter(({ kind }) => kind === 'act.outcome');
  expect(outcomes.map(({ result }) => (result as { kind: string }).kind)).toEqual(['failed', 'done']);
});

test('CBC is not authenticated, and with the digest of its record it is', async () => {
  const bare = room.file('bare.bin.enc', cbc());
  const recorded = room.file('recorded.bin.enc', cbc());
  const originalSHA256 = createHash('sha256').update(plaintext).digest('hex');
  const record = recordText({ aesMode: 'AES-CBC-256', kekIv: iv.toString('base64'), originalSHA256 });
  fs.writeFileSync(`${recorded}.keydock.json`, record);
  const rows = await room.drop(bare, recorded, `${recorded}.keydock.json`);
  expect(rows.map(({ name }) => name)).toEqual(['bare.bin.enc', 'recorded.bin.enc']);
  expect(rows[1]).toMatchObject({ format: 'Platform AES-CBC-256', sureness: 'named' });
  await room.keyFile(key, ...rows);
  room.must(await calls().setFormat({ ids: ids(rows[0]!), format: 'AES-CBC-256' }, room.caller));
  const { files } = await room.until(({ files: all }) => all[0]?.state.kind === 'needs');
  expect(files[0]!.state).toMatchObject({ what: 'iv' });
  room.must(await calls().setIv({ ids: ids(rows[0]!), iv: iv.toString('base64') }, room.caller));
  const [first, second] = await room.decrypt(...rows);
  expect(first!.state).toMatchObject({ kind: 'done', authenticated: false, words: 'not authenticated' });
  expect(second!.state).toMatchObject({ kind: 'done', authenticated: true, equalsOriginal: true });
});

test('Salted__ and JWE open with the keys they need, which the row says', async () => {
  const salted = execFileSync('openssl', ['enc', '-aes-256-cbc', '-md', 'sha256', '-pass', 'pass:hunter2'], {
    input: plaintext,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const { privateKey, publicKey } = await jose.generateKeyPair('RSA-OAEP-256', { extractable: true });
  const jwe = await new jose.CompactEncrypt(plaintext)
    .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
    .encrypt(publicKey);
  const rows = await room.drop(room.file('telemetry.json.enc', salted), room.file('notes.jwe', jwe));
  expect(rows).toMatchObject([
    { format: 'OpenSSL enc (Salted__)', sureness: 'marked', keyNeeded: 'a pass phrase file' },
    { format: 'JWE RSA-OAEP-256, A256GCM', sureness: 'marked', keyNeeded: 'an RSA private key' },
  ]);
  await room.keyFile('hunter2\n', rows[0]!);
  await room.keyFile(await jose.exportPKCS8(privateKey), rows[1]!);
  const done = await room.decrypt(...rows);
  expect(done.map(({ state }) => state)).toMatchObject([
    { kind: 'done', authenticated: false },
    { kind: 'done', authenticated: true },
  ]);
});

test('a result that is there already is kept until overwriting is asked for', async () => {
  const file = room.file('b.bin.enc', gcm());
  fs.writeFileSync(file.replace('.enc', ''), 'mine');
  const [row] = await room.drop(file);
  await room.keyFile(key, row!);
  const [failed] = await room.decrypt(row!);
  expect(failed!.state).toMatchObject({ failure: { code: 'decrypt.output-exists' } });
  expect(fs.readFileSync(file.replace('.enc', ''), 'utf8')).toBe('mine');
  room.must(await calls().setOverwrite({ overwrite: true }, room.caller));
  const retry = () => calls().control({ ids: ids(row!), action: 'retry' }, room.caller);
  room.answers.push(false);
  room.must(await retry());
  expect((await room.row(row!)).state).toEqual(failed!.state);
  expect(fs.readFileSync(file.replace('.enc', ''), 'utf8')).toBe('mine');
  room.answers.push(true);
  room.must(await retry());
  const [done] = await room.settled(row!);
  expect(done!.state.kind).toBe('done');
  expect(fs.readFileSync(file.replace('.enc', ''))).toEqual(plaintext);
  expect(room.asked).toHaveLength(2);
});

test('a page that tries again what was never begun, or is done, begins nothing', async () => {
  const [row] = await room.drop(room.file('b.bin.enc', gcm()));
  await room.keyFile(key, row!);
  const again = () => calls().control({ ids: ids(row!), action: 'retry' }, room.caller);
  room.must(await again());
  expect((await room.row(row!)).state).toEqual({ kind: 'ready' });
  expect(await room.acts()).toEqual([]);
  const [done] = await room.decrypt(row!);
  room.must(await again());
  expect((await room.row(row!)).state).toEqual(done!.state);
  expect(await room.acts()).toHaveLength(2);
});

test('what would be replaced is asked once a start, in words of main; a no begins the rest alone', async () => {
  const files = ['a.bin.enc', 'b.bin.enc', 'new.bin.enc'].map((name) => room.file(name, gcm()));
  const outputs = files.map((file) => file.replace('.enc', ''));
  for (const output of outputs.slice(0, 2)) fs.writeFileSync(output, 'mine');
  const rows = await room.drop(...files);
  await room.keyFile(key, ...rows);
  room.must(await calls().setOverwrite({ overwrite: true }, room.caller));
  room.answers.push(false);
  const answered = await room.decrypt(...rows);
  expect(answered.map(({ state }) => state.kind)).toEqual(['ready', 'ready', 'done']);
  expect(outputs.slice(0, 2).map((output) => fs.readFileSync(output, 'utf8'))).toEqual(['mine', 'mine']);
  expect(room.asked).toMatchObject([
    {
      title: 'Replace 2 files?',
      confirm: { label: 'Replace 2 files', tone: 'danger' },
      groups: [{ facts: [{ label: 'a.bin' }, { label: 'b.bin' }] }],
    },
  ]);
  room.answers.push(true);
  const replaced = await room.decrypt(...rows);
  expect(replaced.map(({ state }) => state.kind)).toEqual(['done', 'done', 'done']);
  expect(room.asked).toHaveLength(2);
});

test('nothing is asked where nothing is there, and of two results of one name neither replaces the other', async () => {
  const folder = path.join(room.folder, 'results');
  fs.mkdirSync(folder);
  const pair = [room.file('same.bin.enc', gcm()), room.file('same.bin.enc', gcm('', Buffer.from('another')))];
  const rows = await room.drop(...pair);
  await room.keyFile(key, ...rows);
  room.chosen.push(folder);
  room.must(await calls().chooseFolder({}, room.caller));
  room.must(await calls().setOverwrite({ overwrite: true }, room.caller));
  const results = await room.decrypt(...rows);
  expect(results.map(({ state }) => state.kind).toSorted()).toEqual(['done', 'failed']);
  expect(fs.readdirSync(folder)).toEqual(['same.bin']);
  expect(room.asked).toEqual([]);
});

test('a folder that was chosen for results can be taken back', async () => {
  const folder = path.join(room.folder, 'chosen');
  fs.mkdirSync(folder);
  const file = room.file('beside.bin.enc', gcm());
  const [row] = await room.drop(file);
  await room.keyFile(key, row!);
  room.chosen.push(folder);
  expect(room.must(await calls().chooseFolder({}, room.caller)).folder).toBe('chosen');
  expect(room.must(await calls().forgetFolder({}, room.caller)).folder).toBeNull();
  await room.decrypt(row!);
  expect(fs.readdirSync(path.dirname(file))).toContain('beside.bin');
  expect(fs.readdirSync(folder)).toEqual([]);
});

test('the question names so many files and counts the rest', async () => {
  const files = Array.from({ length: 53 }, (_, index) => room.file(`${index}.bin.enc`, gcm()));
  for (const file of files) fs.writeFileSync(file.replace('.enc', ''), 'mine');
  const rows = await room.drop(...files);
  await room.keyFile(key, ...rows);
  room.must(await calls().setOverwrite({ overwrite: true }, room.caller));
  room.answers.push(false);
  await room.decrypt(...rows);
  const [group] = room.asked[0]!.groups;
  expect(group!.facts).toHaveLength(51);
  expect(group!.facts.at(-1)).toMatchObject({ value: { text: '3 files more' } });
});

test('a key out of a file is wiped when it is not used, and read again when it is', async () => {
  await room.close();
  room = new DecryptRoom(200);
  const [first, second] = await room.drop(room.file('a.bin.enc', gcm()), room.file('b.bin.enc', gcm()));
  await room.keyFile(key, first!, second!);
  const keyFile = path.join(room.folder, 'files-3', 'product.key');
  expect(fs.readFileSync(keyFile)).toEqual(key);
  await new Promise((resolve) => setTimeout(resolve, 500));
  fs.renameSync(keyFile, `${keyFile}.away`);
  const [failed] = await room.decrypt(first!);
  expect(failed!.state).toMatchObject({ failure: { code: 'decrypt.source-unreadable' } });
  fs.renameSync(`${keyFile}.away`, keyFile);
  const [done] = await room.decrypt(second!);
  expect(done!.state.kind).toBe('done');
});

describe('a key file that is moved onto a token', () => {
  /** How often a token process was reached for. It goes no further: the move itself is tried on real tokens. */
  let reached: number;
  async function chosen() {
    await room.close();
    reached = 0;
    room = new DecryptRoom(100, {
      ...noTokens,
      ready: async () => ok(tokenThatIsPulledOut(() => reached++)),
    });
    const id = await room.keyFile(key);
    return { id, keyFile: path.join(room.folder, 'files-1', 'product.key') };
  }
  const move = (id: string) => {
    room.answers.push(true);
    return calls().moveKey({ key: id, token: 'line-3' }, room.caller);
  };

  test('and read again for it is the one that was chosen', async () => {
    const { id } = await chosen();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await move(id)).toMatchObject({ ok: false, error: { code: 'token.gone' } });
    expect(reached).toBe(1);
  });

  test('and was swapped since is refused before any token hears of it', async () => {
    const { id, keyFile } = await chosen();
    fs.writeFileSync(keyFile, randomBytes(32));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await move(id)).toMatchObject({ ok: false, error: { code: 'decrypt.key-file-changed' } });
    expect(reached).toBe(0);
    const outcome = (await room.acts()).at(-1);
    expect(outcome).toMatchObject({ kind: 'act.outcome', act: 'key-file.move', result: { kind: 'failed' } });
  });
});

test('below the floor nothing is opened', async () => {
  room.floor = 'K';
  const [row] = await room.drop(room.file('c.bin.enc', gcm()));
  await room.keyFile(key, row!);
  const [failed] = await room.decrypt(row!);
  expect(failed!.state).toMatchObject({ failure: { code: 'decrypt.below-floor' } });
});

test('without a journal nothing is opened', async () => {
  fs.writeFileSync(path.join(room.folder, 'journal'), 'in the way');
  const file = room.file('d.bin.enc', gcm());
  const [row] = await room.drop(file);
  await room.keyFile(key, row!);
  const [failed] = await room.decrypt(row!);
  expect(failed!.state).toMatchObject({ failure: { code: 'journal.unwritable' } });
  expect(fs.readdirSync(path.dirname(file))).toEqual(['d.bin.enc']);
  room.incidents.splice(0);
});

declare('a disk that is full fails the file and keeps nothing of it', async () => {
  const small = path.dirname(room.file('in the way', ''));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
  try {
    const [row] = await room.drop(room.file('large.bin.enc', gcm('', randomBytes(4 * 1024 * 1024))));
    await room.keyFile(key, row!);
    room.chosen.push(small);
    room.must(await calls().chooseFolder({}, room.caller));
    const [failed] = await room.decrypt(row!);
    expect(failed!.state).toMatchObject({ kind: 'failed', failure: { code: 'decrypt.disk-full' } });
    expect(fs.readdirSync(small)).toEqual([]);
  } finally {
    execFileSync('umount', [small]);
  }
});

describe('a folder', () => {
  test('gives its files, its folders, no hidden ones and nothing that links lead to', async () => {
    const [outside, inside] = [room.file('outside.enc', gcm()), room.file('inside.enc', gcm())];
    const folder = path.dirname(inside);
    fs.mkdirSync(path.join(folder, 'deeper'));
    fs.writeFileSync(path.join(folder, 'deeper', 'deep.enc'), gcm());
    fs.writeFileSync(path.join(folder, '.hidden'), gcm());
    fs.symlinkSync(outside, path.join(folder, 'link.enc'));
    fs.symlinkSync(path.dirname(outside), path.join(folder, 'linked-folder'));
    expect((await room.drop(folder)).map(({ name }) => name).toSorted()).toEqual(['deep.enc', 'inside.enc']);
    expect(await room.drop(inside)).toEqual([]);
  });

  test('with more files than the batch takes says how many were left out', async () => {
    const folder = path.dirname(room.file('0.enc', 'x'));
    for (let i = 1; i < 2_003; i++) fs.writeFileSync(path.join(folder, `${i}.enc`), 'x');
    expect((await room.drop(folder)).length).toBe(2_000);
    expect((await room.batch()).leftOut).toBe(3);
  });
});

describe('a large file', () => {
  /** Sparse, and long enough that nothing is over before it is looked at: only its length counts here. */
  function large(): string {
    const file = room.file('large.bin.enc', '');
    fs.truncateSync(file, 6 * 1024 ** 3);
    return file;
  }
  const running = (id: string) =>
    room.until(({ files }) => files.some((file) => file.id === id && isHalfway(file.state)));
  const isHalfway = (state: { readonly kind: string; readonly done?: unknown }) =>
    state.kind === 'running' && Number(state.done) > 0;

  async function begun() {
    const file = large();
    const [row] = await room.drop(file);
    await room.keyFile(key, row!);
    room.must(await calls().start({ ids: ids(row!) }, room.caller));
    await running(row!.id);
    return { file, row: row! };
  }

  test('pauses, goes on and is cancelled, and leaves nothing', async () => {
    const { file, row } = await begun();
    room.must(await calls().control({ ids: ids(row), action: 'pause' }, room.caller));
    // What the engine had begun when the order came is still told, on a busy machine late.
    const isAsBefore = async () => {
      const before = (await room.row(row)).state;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return isDeepStrictEqual((await room.row(row)).state, before);
    };
    await expect.poll(isAsBefore).toBe(true);
    const paused = (await room.row(row)).state;
    expect(paused).toMatchObject({ kind: 'paused', speed: 0, secondsLeft: null });
    room.must(await calls().control({ ids: ids(row), action: 'resume' }, room.caller));
    const done = paused.kind === 'paused' ? paused.done : 0;
    await room.until(({ files }) => files.some(({ state }) => state.kind === 'running' && state.done > done));
    room.must(await calls().control({ ids: ids(row), action: 'cancel' }, room.caller));
    expect((await room.row(row)).state).toEqual({ kind: 'cancelled' });
    expect(fs.readdirSync(path.dirname(file))).toEqual(['large.bin.enc']);
    expect((await room.acts()).at(-1)).toMatchObject({ result: { kind: 'declined' } });
  });

  test('fails when the engine dies, leaves nothing, and the next try has a new one', async () => {
    const { file, row } = await begun();
    room.killEngine();
    const [failed] = await room.settled(row);
    expect(failed!.state).toMatchObject({ failure: { code: 'decrypt.engine-died' } });
    expect(fs.readdirSync(path.dirname(file))).toEqual(['large.bin.enc']);
    fs.writeFileSync(file, gcm());
    room.must(await calls().control({ ids: ids(row), action: 'retry' }, room.caller));
    const [done] = await room.settled(row);
    expect(done!.state.kind).toBe('done');
  });

  test('is told of at most ten times a second', async () => {
    const { row } = await begun();
    const before = room.told.length;
    const began = performance.now();
    await vi.waitFor(() => expect(room.told.length).toBeGreaterThanOrEqual(before + 6), { timeout: 30_000 });
    const told = room.told.length - before;
    // The first of them may have been due at once.
    expect(performance.now() - began).toBeGreaterThanOrEqual((told - 1) * 100 - 10);
    room.must(await calls().control({ ids: ids(row), action: 'remove' }, room.caller));
    expect((await room.batch()).files).toEqual([]);
  });
});

describe('key files that are dropped', () => {
  test('with the files they open are their keys', async () => {
    const [data, keyFile] = [room.file('firmware.bin.enc', gcm()), room.file('product.key', key)];
    const rows = await room.drop(data, keyFile);
    expect(rows.map(({ name, state }) => [name, state.kind])).toEqual([['firmware.bin.enc', 'ready']]);
    expect((await room.batch()).keys).toMatchObject([{ where: 'product.key', isFile: true, grade: { grade: 'C' } }]);
    const [done] = await room.decrypt(...rows);
    expect(done!.state).toMatchObject({ kind: 'done', authenticated: true });
  });

  test('after them are given to those that wait for one', async () => {
    const [row] = await room.drop(room.file('firmware.bin.enc', gcm()));
    expect(await room.drop(room.file('product.key', key))).toEqual([]);
    expect((await room.row(row!)).state.kind).toBe('ready');
  });

  test('and are two are not chosen between', async () => {
    const [row] = await room.drop(
      room.file('firmware.bin.enc', gcm()),
      room.file('one.key', key),
      room.file('two.key', randomBytes(32)),
    );
    expect(row!.state).toMatchObject({ kind: 'needs', what: 'key' });
    expect((await room.batch()).keys).toHaveLength(2);
  });

  test('and are none are files like any other', async () => {
    const rows = await room.drop(
      room.file('picture.der', randomBytes(5000)),
      room.file('huge.key', Buffer.alloc(1 << 20)),
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual(['huge.key', 'picture.der']);
    expect((await room.batch()).keys).toEqual([]);
  });
});
