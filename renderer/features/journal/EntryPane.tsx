import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { JournalEntry } from '../../../app/contract/journal-shapes.ts';
import { AsWritten } from '../../ui/AsWritten.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { ItemOf } from '../../ui/ItemOf.tsx';
import { ItemPane } from '../../ui/Panes.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import s from './Journal.module.css';
import { pictures } from './JournalRow.tsx';
import { journalEntryQuery } from './journal-queries.ts';

/** A sentence longer than this, in characters, is no heading. */
const headingMost = 120;

/** One line of the journal, and everything that is written in it. */
export function EntryPane({ line, onBack }: { readonly line: number; readonly onBack: () => void }) {
  const asked = useQuery(journalEntryQuery(line));
  return (
    <ItemOf asked={asked}>
      {(entry, trouble) => <Entry entry={entry} line={line} trouble={trouble} onBack={onBack} />}
    </ItemOf>
  );
}

function Entry({
  entry: { row, groups, shown, written, length },
  line,
  trouble,
  onBack,
}: {
  readonly entry: JournalEntry;
  readonly line: number;
  readonly trouble: ReactNode;
  readonly onBack: () => void;
}) {
  const isHeading = row.sentence.length <= headingMost;
  return (
    <ItemPane
      kind={`Journal, line ${line.toLocaleString()}`}
      badge={row.mark !== null && <Badge tone={row.mark.tone}>{row.mark.text}</Badge>}
      title={isHeading ? visible(row.sentence) : pictures[row.picture].noun}
      sentence={
        <>
          {!isHeading && `${visible(row.sentence)} `}
          {row.at === null ? 'It says no time that could be trusted.' : <Time iso={row.at} />}
        </>
      }
      onBack={onBack}
      notices={trouble ?? undefined}
    >
      <Facts groups={groups} />
      {shown.length > 0 && (
        <section className={s['shown']} aria-labelledby="journal-shown">
          <h3 id="journal-shown" className={s['heading']}>
            {row.picture === 'intent' ? 'What was shown before it' : 'What was noted with it'}
          </h3>
          <Facts groups={shown} />
        </section>
      )}
      <AsWritten text={written}>
        <p className={s['note']}>
          <CopyText text={written} shown={`${length.toLocaleString()} characters in the file`} what="line" />
        </p>
      </AsWritten>
    </ItemPane>
  );
}
