import { decryptPhraseFor, type Grade } from '../../app/exposure.ts';
import type { FactGroup } from '../../app/facts.ts';
import { formats } from '../../app/formats/formats.ts';
import type { Failure, Result } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import type { BatchFile } from './batch-file.ts';
import { expectedWords } from './file-words.ts';
import type { RingKey } from './key-ring.ts';
import { outputPlace } from './output-place.ts';
import type { DecryptResult } from './protocol.ts';

const text = (label: string, value: string) => ({ label, value: { kind: 'text', text: value } }) as const;

/** The keys by their places; of many the first few. */
function keyWords(keys: readonly RingKey[]): string {
  const places = keys.slice(0, 10).map(({ where }) => where);
  return [...places, ...(keys.length > 10 ? [`and ${keys.length - 10} more`] : [])].join(', ') || 'unknown';
}

/** What is written of a file before it is opened. Its name and its folder's name stand there, and no more of its path. */
function intentFacts(file: BatchFile, keys: readonly RingKey[], floor: Grade): FactGroup[] {
  const expected = file.inspection?.ok ? expectedWords(file.inspection.value, file.choice.format) : null;
  return [
    {
      title: 'File',
      facts: [
        text('Name', file.name),
        text('Folder', file.folder),
        text('Size', `${file.size} bytes`),
        text('Taken for', expected ?? 'unknown'),
        text(keys.length > 1 ? 'Keys to try' : 'Key', keyWords(keys)),
        text('Weakest grade allowed', `${floor}: ${decryptPhraseFor(floor, null)}`),
      ],
    },
  ];
}

function outcomeFacts({ output, format, sha256, bytes, grade, chain, provenBy }: DecryptResult): FactGroup[] {
  const place = outputPlace(output);
  return [
    {
      title: 'Result',
      facts: [
        text('Name', place.output),
        text('Folder', place.folder),
        text('Size', `${bytes} bytes`),
        { label: 'SHA-256', value: { kind: 'digest', algorithm: 'SHA-256', hex: sha256 } },
        text('Format', formats[format].name),
        text('Authenticated', provenBy === null ? 'no' : `yes: ${provenBy}`),
        text('Grade', grade),
        text('Way of the key', chain.join(' → ')),
      ],
    },
  ];
}

/**
 * Writes down that a file is about to be opened, opens it, and writes down what became of it, whatever that is.
 * @returns 'journal.unwritable' when the intent could not be written: then nothing was opened
 */
export async function journalled(
  acts: Acts,
  file: BatchFile,
  keys: readonly RingKey[],
  floor: Grade,
  open: () => Promise<{ readonly result: Result<DecryptResult>; readonly key: RingKey | undefined }>,
): Promise<Result<DecryptResult>> {
  const [first, ...others] = keys;
  const which = others.length > 0 ? `one of ${keys.length} keys` : (first?.where ?? 'a key');
  const words = `decrypt “${file.name}” with ${which}`;
  const begun = await acts.begin({ act: 'file.decrypt', words, facts: intentFacts(file, keys, floor) });
  if (!begun.ok) return begun;
  const { result, key } = await open();
  if (result.ok) {
    const { grade, authenticated, provenBy, output } = result.value;
    const proof = provenBy === null ? 'not authenticated' : `proven by ${provenBy}`;
    const opened = key === undefined ? '' : ` The key: ${key.where}.`;
    await begun.value.done(`“${file.name}” was decrypted to “${outputPlace(output).output}”, ${proof}.${opened}`, {
      facts: outcomeFacts(result.value),
      grade,
      authenticated,
    });
  } else if (isCancelled(result.error)) await begun.value.declined();
  else await begun.value.failed(result.error);
  return result;
}

export function isCancelled({ code }: Failure): boolean {
  return code === 'app.cancelled';
}
