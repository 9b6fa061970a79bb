import fs from 'node:fs/promises';
import path from 'node:path';
import type { Caller } from '../../app/contract/define.ts';
import { longestKeyFile } from '../../app/formats/key-file.ts';
import type { Batch } from './batch.ts';
import type { Inspector } from './inspector.ts';
import { fitting } from './key-choice.ts';
import type { KeyRing, RingKey } from './key-ring.ts';

/** Endings under which people keep keys, and under which no format of ours keeps data. */
const keyEndings: ReadonlySet<string> = new Set(['.pem', '.key', '.jwk', '.p8', '.pk8', '.pkcs8', '.der']);

async function looksLikeKey(file: string): Promise<boolean> {
  if (!keyEndings.has(path.extname(file).toLowerCase())) return false;
  const found = await fs.stat(file).catch(() => null);
  return found?.isFile() === true && found.size <= longestKeyFile;
}

/**
 * Key files dropped together with the files they open, or after them: they join the keys, and files that fit one of them
 * and have none yet take it. What has the ending of a key and cannot be read as one is a file like any other, and so is
 * an encrypted key whose pass phrase nobody typed: nothing that was dropped disappears.
 * @param named absolute paths, as they were dropped; what lies in dropped folders is not looked at
 * @returns the keys that were taken, and what is left
 */
export async function takeDroppedKeys(
  keys: KeyRing,
  named: readonly string[],
  caller: Caller,
): Promise<{ readonly taken: readonly RingKey[]; readonly rest: readonly string[] }> {
  const taken: RingKey[] = [];
  const rest: string[] = [];
  for (const file of named) {
    const known = keys.all().find(({ place }) => place.kind === 'file' && place.path === file);
    const opened = known === undefined && (await looksLikeKey(file)) ? await keys.addFile(file, caller) : null;
    const key = known ?? (opened?.ok ? opened.value : undefined);
    // Any file at all can be read as a pass phrase; nobody has said that this one is.
    const isKey = key !== undefined && (key === known || key.needs.some((need) => need !== 'pass-phrase'));
    if (isKey) taken.push(key);
    else {
      if (key !== undefined) keys.remove(key.id);
      rest.push(file);
    }
  }
  return { taken, rest };
}

/** Gives each file that has no key the one dropped key that fits it; where several fit, the person says which. */
export async function giveDroppedKeys(batch: Batch, inspector: Inspector, taken: readonly RingKey[]): Promise<void> {
  if (taken.length === 0) return;
  await inspector.settled();
  for (const file of batch.all()) {
    if (file.choice.keys.length > 0) continue;
    const [one, ...others] = fitting(file, taken);
    if (one !== undefined && others.length === 0) batch.choose([file], { keys: [one.id] });
  }
}
