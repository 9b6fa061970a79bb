import path from 'node:path';
import type { Caller } from '../../app/contract/define.ts';
import { fail, type Result } from '../../app/result.ts';
import type { SecretWindows } from '../windows/secret.ts';
import type { DecryptEngine } from './engine.ts';
import type { OpenedKey } from './protocol.ts';

/** The longest pass phrase that the window takes, in bytes. */
const longestPassPhrase = 1_000;

/**
 * Opens a key file in the engine. An encrypted one asks for its pass phrase in a window of its own, whose words go to
 * the engine on a port, past main; a wrong one may be typed again.
 * @returns the engine's number of the key; 'app.cancelled' when the window was closed
 */
export async function openKeyFile(
  file: string,
  engine: DecryptEngine,
  secretWindows: Pick<SecretWindows, 'ask'>,
  caller: Caller,
): Promise<Result<OpenedKey & { readonly key: number }>> {
  const opened = await engine.openKey(file);
  if (opened.ok || opened.error.code !== 'decrypt.key-locked') return opened;
  const name = path.basename(file).slice(0, 255);
  const asked = await secretWindows.ask(
    {
      kind: 'pass-phrase',
      title: 'Pass phrase of a key file',
      lead: 'The private key in this file is encrypted. What you type goes to the decryption process alone.',
      facts: [{ title: 'Key file', facts: [{ label: 'Name', value: { kind: 'text', text: name } }] }],
      label: 'Pass phrase',
      shortest: 1,
      longest: longestPassPhrase,
      warning: null,
    },
    caller.webContentsId,
  );
  if (!asked.ok) return asked;
  const prompt = asked.value;
  const port = engine.givePort(prompt.port);
  // The engine waits on its end of the channel: it is told when nobody will type any more.
  let isClosed = false;
  void prompt.closed.then(() => {
    isClosed = true;
    engine.closePort(port);
  });
  try {
    for (;;) {
      const tried = await engine.openKey(file, { port });
      if (tried.ok || tried.error.code !== 'decrypt.key-locked') return tried;
      // Nobody typed: the engine's wait was ended by the window's end, of which it may hear first.
      if (isClosed) return fail('app.cancelled');
      prompt.again('That is not the pass phrase of this key.');
    }
  } finally {
    prompt.close();
  }
}
