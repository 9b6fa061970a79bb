import path from 'node:path';
import type { Caller } from '../../app/contract/define.ts';
import { downloadNameFor } from '../../app/formats/download-name.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { codeOf, writeNew } from '../journal/journal-export.ts';
import { failedAct } from './ask.ts';
import type { ClientDesk } from './desk.ts';
import { fetchSecrets, savedSecrets } from './secrets.ts';

/**
 * Fetches the secrets anew and writes them into a new file, readable by its owner alone. What was shown before is not
 * kept, so it cannot be saved.
 * @returns null when the person said no or chose no file
 */
export async function saveSecrets(
  desk: ClientDesk,
  id: string,
  caller: Caller,
): Promise<Result<{ readonly name: string } | null>> {
  const fetched = await fetchSecrets(desk, id, 'save', caller);
  if (!fetched.ok || fetched.value === null) return fetched.ok ? ok(null) : fetched;
  const { productName } = fetched.value;
  const file = await desk.dialogs.saveFile(
    {
      title: 'Save the secrets',
      name: downloadNameFor(`${productName} secrets.json`, 'secrets.json', false),
      filters: [{ name: 'JSON', extensions: ['json'] }],
    },
    caller,
  );
  if (file === null) return ok(null);
  const name = path.basename(file).slice(0, 255);
  const act = await desk.acts.begin({
    act: 'secrets.save',
    words: `save the secrets of “${inSentence(productName)}” as “${inSentence(name)}”`,
  });
  if (!act.ok) return act;
  try {
    await writeNew(file, savedSecrets(fetched.value));
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return failedAct(
      act.value,
      (code === 'EEXIST' ? fail('client.file-exists', { name }) : fail('client.not-saved', { reason: code })).error,
    );
  }
  await act.value.done(`“${inSentence(name)}” was written; only its owner can read it.`);
  return ok({ name });
}
