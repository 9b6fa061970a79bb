import path from 'node:path';
import type { KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import type { JournalFormat } from '../../app/contract/journal-shapes.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Log } from '../log.ts';
import type { Dialogs } from '../windows/files.ts';
import type { Journal } from './journal.ts';
import { codeOf, csvOf, jsonOf, writeNew } from './journal-export.ts';
import { entryOf, headOf, journalText, rowOf } from './journal-lines.ts';

/** Lines on one page, as on every list of the window. */
const pageSize = 10;

const formats = {
  csv: { name: 'Table (CSV)', make: csvOf },
  json: { name: 'JSON', make: jsonOf },
} as const satisfies Record<JournalFormat, { name: string; make: (text: string, at: string) => string }>;

/** What the window is answered about the journal. It belongs to the machine: no profile and no session is needed. */
export function journalHandlers({
  journal,
  dialogs,
  log,
}: {
  readonly journal: Pick<Journal, 'content' | 'verify'>;
  readonly dialogs: Pick<Dialogs, 'saveFile'>;
  readonly log: Log;
}): Handlers<KeydockContract>['journal'] {
  async function read<T>(where: string, work: () => Promise<T>): Promise<Result<T>> {
    try {
      return ok(await work());
    } catch (error) {
      return fail('journal.unreadable', {}, { incident: log.incident(`journal.${where}`, error) });
    }
  }
  const content = (where: string) => read(where, async () => journalText(await journal.content()));

  return {
    async page({ page }) {
      const text = await content('page');
      if (!text.ok) return text;
      const count = text.value.rows.length;
      const newest = count - page * pageSize;
      const numbers = Array.from({ length: pageSize }, (_, place) => newest - place).filter((number) => number > 0);
      return ok({ page, count, rows: numbers.map((number) => rowOf(text.value, number)), readAt: now() });
    },
    async open({ line }) {
      const text = await content('open');
      if (!text.ok) return text;
      return line > text.value.rows.length ? fail('journal.line-gone') : ok(entryOf(text.value, line));
    },
    async state() {
      const text = await content('state');
      return text.ok ? ok({ lines: text.value.rows.length, head: headOf(text.value) }) : text;
    },
    async verify() {
      const verdict = await read('verify', () => journal.verify());
      if (!verdict.ok) return verdict;
      if (verdict.value.kind === 'broken') return ok({ at: now(), result: verdict.value });
      const { kind, lines, torn, endsTorn, head } = verdict.value;
      return ok({ at: now(), result: { kind, entries: lines, torn, endsTorn, head } });
    },
    async export({ format }, caller) {
      const { name, make } = formats[format];
      const file = await dialogs.saveFile(
        {
          title: 'Export the journal',
          name: `keydock-journal-${now().slice(0, 19).replace(/[T:]/g, '-')}.${format}`,
          filters: [{ name, extensions: [format] }],
        },
        caller,
      );
      if (file === null) return ok(null);
      const text = await read('export', () => journal.content());
      if (!text.ok) return text;
      const shown = path.basename(file).slice(0, 255);
      try {
        await writeNew(file, make(text.value, now()));
        return ok({ name: shown });
      } catch (error) {
        const code = codeOf(error);
        if (code === 'EEXIST') return fail('journal.export-exists', { name: shown });
        if (code === null) throw error;
        return fail('journal.export-failed', { reason: code });
      }
    },
  };
}

function now(): string {
  return new Date().toISOString();
}
