import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fail } from '../../app/result.ts';
import { createTokens } from './create-tokens.ts';

const caller = { webContentsId: 1 };

test('the page alone may have a token tried often, and not without end', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keydock-tokens-'));
  const refused = async () => fail('journal.unwritable');
  const tokens = createTokens({
    folder,
    // No module is allowed, so that no process is started.
    processes: async () => ({
      launcher: {
        launch: () => {
          throw new Error('nothing is to be started');
        },
      },
      nativeAddon: '/none',
    }),
    confirmations: { ask: async () => fail('confirmation.busy') },
    secretWindows: { ask: async () => fail('confirmation.busy'), withdraw: () => undefined },
    dialogs: { openFile: async () => null, openFolder: async () => null },
    acts: { begin: refused, note: refused },
    log: { event: () => undefined, incident: () => 'X' },
    onChange: () => undefined,
  });
  try {
    const codes: (string | undefined)[] = [];
    for (let count = 0; count < 25; count++) {
      const answer = await tokens.handlers.probe({ token: 'none-of-them' }, caller);
      codes.push(answer.ok ? undefined : answer.error.code);
    }
    expect(codes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 'token.gone'));
    expect(codes.at(-1)).toBe('app.asked-often');
  } finally {
    await tokens.dispose();
    rmSync(folder, { recursive: true });
  }
});
