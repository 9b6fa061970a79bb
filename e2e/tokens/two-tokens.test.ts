import { execFileSync } from 'node:child_process';
import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TokenRef } from '../../main/tokens/token-shapes.ts';
import { makeEnvelope, makeKey } from './envelopes.ts';
import { type ClientToken, importOne, makeClient } from './export.ts';
import { nss, type Provider, softhsm, supervise } from './providers.ts';
import { must, successOf, tokensOf } from './signed-in.ts';
import { sendAndImport } from './transfer.ts';

// Real processes and tokens that sync to disk: slow on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** The client key is on one token and the keys go to another: the KEK passes between, the keys never do (grade K). */
const keys = [makeKey('AES256'), makeKey('ECDSAP256'), makeKey('RSA2048')];

describe('two tokens of one module', () => {
  const provider = softhsm('opens', 'receives');
  const supervisor = supervise(provider);
  let client: ClientToken;
  let receiver: TokenRef;
  beforeAll(async () => {
    const [source, target] = await tokensOf(supervisor, provider);
    client = await makeClient(supervisor, source!);
    receiver = target!;
  });
  afterAll(() => {
    supervisor.end();
    provider.remove();
    expect(supervisor.complaints.bugs).toEqual([]);
  });

  test('the other one receives at grade K, and decrypts for a program that is not ours', async () => {
    const { capabilities } = await must(supervisor, 'probe', { token: receiver });
    const jwe = await makeEnvelope(client.publicKey, keys, 'kwp');
    const opened = await must(supervisor, 'openEnvelope', { client, jwe, floor: 'K' });
    for (const [index, key] of keys.entries()) {
      const target = { token: receiver, capabilities };
      const imported = successOf((await importOne(supervisor, client, target, opened, index, key)).result);
      expect(imported.grade).toBe('K');
    }
    const stored = await must(supervisor, 'objects', { token: receiver });
    expect(stored.map(({ label }) => label).toSorted()).toEqual(
      keys.map(({ keyName }) => `Gateway G2 ${keyName}`).toSorted(),
    );
    const { id } = stored.find(({ keyType }) => keyType === 'AES')!;
    decryptsWithPkcs11Tool(provider, 'receives', id, keys[0]!.plain);
  });
});

describe.each([
  ['NSS opens, SoftHSM receives', nss, () => softhsm('receives')],
  ['SoftHSM opens, NSS receives', () => softhsm('opens'), nss],
] as const)('two modules in two processes: %s', (_name, makeSource, makeTarget) => {
  const [sourceProvider, targetProvider] = [makeSource(), makeTarget()];
  const [source, target] = [supervise(sourceProvider), supervise(targetProvider)];
  let client: ClientToken;
  let receiver: TokenRef;
  beforeAll(async () => {
    const [[from], [to]] = await Promise.all([tokensOf(source, sourceProvider), tokensOf(target, targetProvider)]);
    client = await makeClient(source, from!);
    receiver = to!;
  });
  afterAll(() => {
    for (const supervisor of [source, target]) {
      supervisor.end();
      expect(supervisor.complaints.bugs).toEqual([]);
    }
    sourceProvider.remove();
    targetProvider.remove();
  });

  test.each(['kwp', 'cloudhsm'] as const)('the KEK passes by a port of its own: %s', async (form) => {
    const jwe = await makeEnvelope(client.publicKey, keys, form);
    const opened = await must(source, 'openEnvelope', { client, jwe, floor: 'K' });
    const imported = await sendAndImport({ source, client }, { target, receiver }, opened, keys, form);
    for (const { form: found, grade, planned, rung, sentBy } of imported) {
      expect(found).toBe(form);
      expect(grade).toBe(planned);
      expect(rung.startsWith(`${sentBy}+`)).toBe(true);
    }
  });

  test('a KEK that was wiped, or never came, imports nothing', async () => {
    const late = await target.run('importKey', {
      kek: { kind: 'port', port: 77 },
      token: receiver,
      wrapped: new Uint8Array(40),
      keyType: 'AES256',
      label: 'late',
      id: Uint8Array.of(1),
      uses: ['decrypt'],
      rungs: { kwp: 'hkdf-by-digest-key+kwp' },
      floor: 'C',
      allowDuplicate: true,
    });
    expect(late).toMatchObject({ ok: false, error: { code: 'token.process-ended' } });
  });
});

/** OpenSC's pkcs11-tool, with the key that we put there. */
function decryptsWithPkcs11Tool(provider: Provider, token: string, id: string, key: Buffer) {
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-tool-'));
  try {
    const plain = randomBytes(100);
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-cbc', key, iv);
    writeFileSync(path.join(folder, 'in'), Buffer.concat([cipher.update(plain), cipher.final()]));
    const what = ['--token-label', token, '--pin', provider.pin, '--id', id, '--decrypt', '--mechanism', 'AES-CBC-PAD'];
    const files = ['--iv', iv.toString('hex'), '-i', path.join(folder, 'in'), '-o', path.join(folder, 'out')];
    execFileSync('pkcs11-tool', ['--module', provider.module.path, ...what, ...files], {
      env: provider.env,
      stdio: 'pipe',
    });
    expect(readFileSync(path.join(folder, 'out'))).toEqual(plain);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
