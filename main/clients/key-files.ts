import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Caller } from '../../app/contract/define.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import { inSentence, short } from '../../app/platform/facts/text-limits.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { DecryptEngine } from '../decrypt/engine.ts';
import { openKeyFile } from '../decrypt/open-key-file.ts';
import type { OpenedKey } from '../decrypt/protocol.ts';
import { type OpenedClientKey, publicHalf } from './opened-key.ts';
import { type ClientParts, whoIsHere } from './parts.ts';

type FileKey = Extract<OpenedClientKey, { kind: 'file' }>;

/** "Opening keys in files": the decryption process reads them and keeps them; here are their numbers and public halves. */
export interface KeyFiles {
  list(): readonly FileKey[];
  find(id: LocalId): Result<FileKey>;
  /** @returns null when no file was chosen or no pass phrase given */
  choose(caller: Caller): Promise<Result<FileKey | null>>;
  /** Has the decryption process wipe them. */
  dispose(): void;
}

export function createKeyFiles(
  parts: Pick<ClientParts, 'dialogs' | 'engine' | 'secretWindows' | 'acts' | 'session'>,
): KeyFiles {
  const known = new Map<LocalId, FileKey>();
  /** Who opened them; null for nobody. */
  let openedBy: string | null = null;

  /** The process may have wiped it, or have ended with all it kept; and what one person opened is not used by the next. */
  function alive(): FileKey[] {
    const now = whoIsHere(parts.session())?.identity ?? null;
    if (now !== openedBy) forget();
    openedBy = now;
    for (const [id, { engine, key }] of known) if (!engine.has(key)) known.delete(id);
    return [...known.values()];
  }

  function forget(): void {
    for (const { engine, key } of known.values()) engine.closeKey(key);
    known.clear();
  }

  return {
    list: alive,
    find(id) {
      alive();
      const key = known.get(id);
      return key === undefined ? fail('client.key-gone') : ok(key);
    },
    async choose(caller) {
      const file = await parts.dialogs.openFile(
        {
          title: 'Choose a private key: PEM, DER or JWK',
          filters: [
            { name: 'Private keys', extensions: ['pem', 'key', 'der', 'p8', 'jwk', 'json'] },
            { name: 'All files', extensions: ['*'] },
          ],
        },
        caller,
      );
      if (file === null) return ok(null);
      const name = short(path.basename(file));
      const act = await parts.acts.begin({
        act: 'key-file.open',
        words: `open the key file “${inSentence(name)}” as a client key`,
      });
      if (!act.ok) return act;
      const engine = await parts.engine();
      const opened = await openKeyFile(file, engine, parts.secretWindows, caller);
      if (!opened.ok) {
        const isDeclined = opened.error.code === 'app.cancelled';
        await (isDeclined ? act.value.declined() : act.value.failed(opened.error));
        return isDeclined ? ok(null) : opened;
      }
      const key = keyOf(engine, opened.value, name);
      if (!key.ok) {
        engine.closeKey(opened.value.key);
        await act.value.failed(key.error);
        return key;
      }
      await act.value.done(
        `“${inSentence(name)}” is open in the decryption process until it is not used for ten minutes, the screen is locked, you sign out or Keydock ends.`,
        {
          keySha256: key.value.fingerprint,
        },
      );
      const same = alive().find(({ fingerprint }) => fingerprint === key.value.fingerprint);
      if (same !== undefined) {
        engine.closeKey(key.value.key);
        return ok(same);
      }
      if (key.value.place.kind === 'file') known.set(key.value.place.key, key.value);
      return key;
    },
    dispose: forget,
  };
}

function keyOf(engine: DecryptEngine, opened: OpenedKey & { readonly key: number }, name: string): Result<FileKey> {
  const { publicKey: spki, key } = opened;
  const read = spki === undefined ? null : publicHalf(spki);
  if (spki === undefined || read === null) {
    return fail('client.key-kind', { needs: 'an EC or RSA private key', given: 'something else' });
  }
  const place = { kind: 'file', key: randomBytes(12).toString('base64url') } as const;
  return ok({ kind: 'file', name, engine, key, place, spki, ...read });
}
