import fs from 'node:fs';
import path from 'node:path';
import { nodeTokenWorld } from '../../../main/cli/node-world.ts';
import { openToken } from '../../../main/cli/token-keys.ts';
import type { DecryptEngine } from '../../../main/decrypt/engine.ts';
import { nativeAddonPath } from '../../../main/tokens/native-addon.ts';
import { putOnToken } from '../../decrypt/token-objects.ts';
import { nss, type Provider, softhsm } from '../../tokens/providers.ts';
import type { Row } from '../report.ts';

const root = path.join(import.meta.dirname, '../../..');

const providers = { softhsm: () => softhsm('KEYDOCK-BENCH'), nss } satisfies Record<string, () => Provider>;

/** Decrypts with one of the engine's keys. @returns seconds */
export type Timed = (key: number, what: 'gcm' | 'cbc') => Promise<number>;

/** The same files with the key on a token, which decrypts them itself: grade T. */
export async function onTokens(engine: DecryptEngine, productKey: Uint8Array, timed: Timed): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, make] of Object.entries(providers)) {
    const provider = make();
    const pinFile = path.join(provider.folder, 'typed');
    fs.writeFileSync(pinFile, provider.pin);
    // NSS is found as a person's own database is.
    const home = path.join(provider.folder, 'home');
    fs.mkdirSync(path.join(home, '.pki'), { recursive: true });
    fs.symlinkSync(provider.folder, path.join(home, '.pki/nssdb'));
    process.env['HOME'] = home;
    putOnToken(provider, [{ label: 'product', key: productKey }], root);
    const world = nodeTokenWorld(path.join(root, 'main/tokens/process/main.ts'), nativeAddonPath(root));
    const module = name === 'nss' ? undefined : provider.module.path;
    const wish = { kind: 'token', label: provider.labels[0] ?? '', module, key: 'product' } as const;
    const token = await openToken(wish, fs.openSync(pinFile, 'r'), engine, world);
    if (!token.ok) throw new Error(token.error.code);
    const key = token.value.keys[0]?.key ?? 0;
    const row = (what: string, value: number): Row => ({
      name: `decrypt.${name}.${what}`,
      value,
      unit: 's',
      peer: null,
      peerValue: null,
      ratio: null,
      bar: '–',
      ok: true,
    });
    rows.push(row('gcm-40mb', await timed(key, 'gcm')), row('cbc-1gib', await timed(key, 'cbc')));
    token.value.end();
    provider.remove();
  }
  return rows;
}
