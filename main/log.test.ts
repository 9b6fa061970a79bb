import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createLog, type LogFields } from './log.ts';

function fresh() {
  const dir = path.join(mkdtempSync(path.join(tmpdir(), 'log-')), 'logs');
  const log = createLog({ dir });
  const text = (): string =>
    readdirSync(dir)
      .map((name) => readFileSync(path.join(dir, name), 'utf8'))
      .join('');
  return { dir, log, text };
}

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJvaWQiOiJmb28ifQ.c2lnbmF0dXJl';

/** Secrets in the forms they really have. Every one is sent through every way into the log. */
const secrets: readonly (readonly [string, string, string])[] = [
  ['a JWT', `refused: ${jwt}`, 'eyJhbGci'],
  ['a bearer header', 'Authorization: Bearer s3cr3t-opaque', 's3cr3t'],
  ['a refresh token in a body', '{"refresh_token":"0.AXoAtok3n"}', '0.AXoAtok3n'],
  ['an authorization code', 'http://localhost:4711/?code=0.Acode&state=x', 'Acode'],
  ['a presigned URL', 'https://store.example.com/b/k?X-Amz-Signature=abcdef0123', 'abcdef0123'],
  ['a fragment answer', 'https://a.example/#access_token=abc', 'access_token=abc'],
  ['a password in an address', 'https://anna:hunter2@a.example/', 'hunter2'],
  ['a named password', 'login failed, password=hunter2', 'hunter2'],
  ['a quoted password', "password: 'hunter two'", 'hunter two'],
  ['a PIN in words', 'the PIN is 4711', '4711'],
  ['a PIN alone', 'C_Login(648219) failed', '648219'],
  ['a key in hex', 'kek 00112233445566778899aabbccddeeff', '00112233'],
  ['a key in hex, apart', 'kek 00 11 22 33 44 55 66 77 88', '11 22 33'],
  ['a key in hex with colons', 'kek 00:11:22:33:44:55:66:77:88', '22:33:44'],
  ['a key in base64', 'kek AAECAwQFBgcICQoLDA0ODw8ODQwLCgkI=', 'AAECAwQF'],
  ['a key in base64url', 'kek AAECAwQFBg-ICQoL_A0ODw8ODQwLCgkI', 'AAECAwQF'],
  ['a PEM key', '-----BEGIN PRIVATE KEY-----\nMIG\nHAg\n-----END PRIVATE KEY-----', 'HAg'],
  ['a path', 'ENOENT: open /home/anna/firmware/plain.bin', 'anna'],
  ['a Windows path', 'cannot open C:\\Users\\anna\\plain.bin', 'anna'],
];

test.each(secrets)('%s does not reach the log by an incident', (_what, text, needle) => {
  const { log, text: written } = fresh();
  log.incident(`area ${text}`, new Error(text, { cause: new Error(text) }));
  log.incident('area', text);
  log.incident('area', { text });
  log.incident('area', Object.assign(new Error('x'), { name: text, code: text }));
  expect(written()).toContain('incident');
  expect(written()).not.toContain(needle);
});

test.each(secrets)('%s does not reach the log by an event', (_what, text, needle) => {
  const { log, text: written } = fresh();
  const every = [
    'code',
    'host',
    'method',
    'status',
    'requestId',
    'queue',
    'topic',
    'call',
    'kind',
    'reason',
    'incident',
  ];
  const more = ['profile', 'count', 'attempt', 'ms', 'seconds', 'exitCode', 'version', 'platform', 'password'];
  log.event('area.happened', Object.fromEntries([...every, ...more].map((field) => [field, text])) as LogFields);
  log.event(text);
  expect(written()).toContain('area.happened');
  expect(written()).not.toContain(needle);
});

test('a field that is not in the table is not written', () => {
  const { log, text } = fresh();
  log.event('area.happened', { anything: 'word', count: 3 } as LogFields);
  expect(JSON.parse(text())).toEqual({ at: expect.any(String), event: 'area.happened', count: 3 });
});

test('what is allowed is written', () => {
  const { log, text } = fresh();
  log.event('platform.answered', {
    method: 'GET',
    host: 'api.example.com:8443',
    status: 200,
    ms: 12,
    requestId: undefined,
  });
  expect(JSON.parse(text())).toEqual({
    at: expect.stringMatching(/^\d{4}-.*Z$/),
    event: 'platform.answered',
    method: 'GET',
    host: 'api.example.com:8443',
    status: 200,
    ms: 12,
  });
});

test('an incident has an id that can be read out, and the frames without folders', () => {
  const { log, text } = fresh();
  const incident = log.incident('door.approvals.open', new TypeError('x is not a function'));
  expect(incident).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  const line = JSON.parse(text());
  expect(line).toMatchObject({
    incident,
    where: 'door.approvals.open',
    class: 'TypeError',
    message: 'x is not a function',
  });
  expect(line.frames.length).toBeGreaterThan(0);
  expect(JSON.stringify(line.frames)).toContain('log.test.ts');
  expect(JSON.stringify(line.frames)).not.toContain('/');
});

test.each([
  ['in its words', (text: string) => new Error(text)],
  ['in words that were changed', (text: string) => Object.assign(new Error('x'), { message: text, stack: text })],
  ['in words that are gone from it', (text: string) => Object.assign(new Error(text), { message: 'x' })],
])('a frame that an error has only %s is not taken for one', (_what, make) => {
  const { log, text } = fresh();
  log.incident('area', make('refused\n    at hunter (two.js:1:1)\n    at three (four.js:1:1)'));
  expect(JSON.parse(text()).frames.join()).not.toMatch(/hunter|two|three|four/);
});

test('a value that is long and wrong is refused at once', () => {
  const { log } = fresh();
  const started = performance.now();
  log.event('area.happened', { reason: `${'a'.repeat(50_000)}!`, code: `${'a.'.repeat(50_000)}!` });
  log.incident('area', new Error('/a'.repeat(50_000)));
  log.incident('area', new Error(`x\n    at ${'a '.repeat(50_000)}`));
  expect(performance.now() - started).toBeLessThan(500);
});

test('files rotate, the oldest goes, and nobody else may read them', () => {
  const { dir, log } = fresh();
  log.event('app.started');
  for (let round = 0; round < 6; round += 1) {
    writeFileSync(path.join(dir, 'keydock.log'), 'x'.repeat(1024 * 1024 + 1));
    log.event('app.started', { count: round });
  }
  expect(readdirSync(dir).sort()).toEqual([
    'keydock.1.log',
    'keydock.2.log',
    'keydock.3.log',
    'keydock.4.log',
    'keydock.log',
  ]);
  expect(statSync(path.join(dir, 'keydock.log')).mode & 0o777).toBe(0o600);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
});

test('a log that cannot be written stops nothing', () => {
  const place = path.join(mkdtempSync(path.join(tmpdir(), 'log-')), 'a-file');
  writeFileSync(place, '');
  const log = createLog({ dir: place });
  log.event('app.started');
  expect(log.incident('area', new Error('x'))).toMatch(/-/);
  expect(log.recent(5)).toEqual([]);
});
