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

/** What is written of a file before it is opened. Its name and its folder's name stand there, and no more of its path. */
function intentFacts(file: BatchFile, key: RingKey | undefined, floor: string): FactGroup[] {
  const expected = file.inspection?.ok ? expectedWords(file.inspection.value, file.choice.format) : null;
  return [
    {
      title: 'File',
      facts: [
        text('Name', file.name),
        text('Folder', file.folder),
        text('Size', `${file.size} bytes`),
        text('Taken for', expected ?? 'unknown'),
        text('Key', key?.where ?? 'unknown'),
        text('Weakest grade allowed', floor),
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
  key: RingKey | undefined,
  floor: string,
  open: () => Promise<Result<DecryptResult>>,
): Promise<Result<DecryptResult>> {
  const words = `decrypt “${file.name}” with ${key?.where ?? 'a key'}`;
  const begun = await acts.begin({ act: 'file.decrypt', words, facts: intentFacts(file, key, floor) });
  if (!begun.ok) return begun;
  const result = await open();
  if (result.ok) {
    const { grade, authenticated, provenBy, output } = result.value;
    const proof = provenBy === null ? 'not authenticated' : `proven by ${provenBy}`;
    await begun.value.done(`“${file.name}” was decrypted to “${outputPlace(output).output}”, ${proof}.`, {
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
