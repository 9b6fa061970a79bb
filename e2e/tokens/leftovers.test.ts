import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { makeKey, seal } from './envelopes.ts';
import { importOne, makeClient } from './export.ts';
import { childProcesses, countInMemory } from './memory.ts';
import { nss, softhsm, supervise } from './providers.ts';
import { must, successOf, tokensOf } from './signed-in.ts';

// Real processes, and all their memory read: slow on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const isRoot = process.getuid?.() === 0;
const declare = isRoot ? describe : (name: string, _suite: () => void) => test(`${name}: NOT RUN`, () => undefined);
if (!isRoot) console.warn('THE MEMORY OF TOKEN PROCESSES IS NOT SEARCHED: they forbid it to all but root.');

declare('after an export', () => {
  test.each([
    ['SoftHSM', () => softhsm('line 3')],
    ['NSS', nss],
  ])('%s: neither key nor KEK is in any memory or file, and no string holds the PIN', async (_name, make) => {
    const provider = make();
    const before = childProcesses();
    const supervisor = supervise(provider);
    const [token] = await tokensOf(supervisor, provider);
    const [pid] = childProcesses().filter((child) => !before.includes(child));
    const client = await makeClient(supervisor, token!);
    const keys = [makeKey('AES256'), makeKey('ECDSAP256')];
    const { jwe, kek } = await seal(client.publicKey, keys, 'kwp');
    const opened = await must(supervisor, 'openEnvelope', { client, jwe, floor: 'K' });
    for (const [index, key] of keys.entries()) {
      successOf((await importOne(supervisor, client, client, opened, index, key)).result);
    }
    const scalar = Buffer.from(keys[1]!.privateKey!.export({ format: 'jwk' }).d!, 'base64url');
    const secrets = { aes: keys[0]!.plain, ec: scalar, kek };

    const seen = countInMemory(pid!, {
      ...secrets,
      pin: Buffer.from(provider.pin),
      pinAsString: Buffer.from(provider.pin, 'utf16le'),
      control: Buffer.from('keydock: unfinished'),
    });
    expect(seen.control).toBeGreaterThan(0); // the search finds what is there
    expect({ aes: seen.aes, ec: seen.ec, kek: seen.kek, pinAsString: seen.pinAsString }).toEqual({
      aes: 0,
      ec: 0,
      kek: 0,
      pinAsString: 0,
    });
    // What the socket read it into was freed and not wiped; that is why logging out ends the process.
    expect(seen.pin).toBeLessThanOrEqual(2);

    const files = everythingUnder(provider.folder);
    expect(files.some((octets) => octets.includes(provider.labels[0]!) || octets.length > 0)).toBe(true);
    for (const [name, secret] of Object.entries({ ...secrets, pin: Buffer.from(provider.pin) })) {
      expect([name, files.filter((octets) => octets.includes(secret)).length]).toEqual([name, 0]);
    }
    supervisor.end();
    provider.remove();
  });
});

function everythingUnder(folder: string): Buffer[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name)));
}
