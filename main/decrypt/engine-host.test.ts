import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { EngineHost } from './engine-host.ts';
import { forkEngine } from './fork-engine.ts';

test('when keys out of files are wiped, the process that had a private key ends, and another serves what comes next', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-host-'));
  const ended: Promise<void>[] = [];
  let died = 0;
  const host = new EngineHost({
    async launch() {
      const channel = forkEngine(path.join(import.meta.dirname, 'process/main.ts'));
      ended.push(new Promise((resolve) => channel.onExit(resolve)));
      return channel;
    },
    addon: '/there/is/none',
    stateFolder: path.join(folder, 'state'),
    onGone: () => {
      died += 1;
    },
  });
  try {
    const file = path.join(folder, 'key.pem');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const engine = await host.engine();
    const opened = await engine.openKey(file);
    expect(opened.ok && engine.has(opened.value.key)).toBe(true);
    await host.wipeFileKeys();
    await ended[0];
    expect(engine.isGone).toBe(true);
    expect(died, 'no fault is told of').toBe(0);
    const next = await host.engine();
    expect(next).not.toBe(engine);
    expect(await next.openKey(file)).toMatchObject({ ok: true });
  } finally {
    await host.close();
    await Promise.all(ended);
    rmSync(folder, { recursive: true });
  }
}, 30_000);
