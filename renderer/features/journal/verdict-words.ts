import type { JournalVerdict } from '../../../app/contract/journal-shapes.ts';

/** How the chain stands, in words. */
export interface VerdictWords {
  readonly tone: 'ok' | 'warn' | 'danger';
  readonly title: string;
  readonly text: string;
}

/** The words for a verdict. Whole means: nothing in it was changed, put in or taken out; its end may still be missing. */
export function verdictWords({ result }: JournalVerdict): VerdictWords {
  if (result.kind === 'broken') {
    return {
      tone: 'danger',
      title: `Broken at line ${result.line}.`,
      text: `Line ${result.line} of the journal does not fit: ${result.why}. What stands before it is whole; what stands at it and after it proves nothing. Keep a copy of the file before you go on.`,
    };
  }
  const { entries, torn, endsTorn } = result;
  if (entries === 0 && torn === 0)
    return { tone: 'ok', title: 'Nothing to verify.', text: 'The journal has no line yet.' };
  const all = entries === 1 ? 'The one entry' : `All ${entries.toLocaleString()} entries`;
  const cut = torn === 1 ? 'One line was' : `${torn.toLocaleString()} lines were`;
  return {
    tone: endsTorn ? 'warn' : 'ok',
    title: endsTorn ? 'Whole, but its last line was cut short.' : 'Whole.',
    text: `${all} fit, each to the one before.${torn === 0 ? '' : ` ${cut} cut short by a crash and kept as left.`}${
      endsTorn ? ' The next entry will name the last one.' : ''
    }`,
  };
}
