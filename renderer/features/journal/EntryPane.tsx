import { useQuery } from '@tanstack/react-query';
import { failureIn } from '../../data/failure.ts';
import { Badge } from '../../ui/Badge.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { ItemPane, ItemPlace } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import s from './Journal.module.css';
import { pictures } from './JournalRow.tsx';
import { journalEntryQuery } from './journal-queries.ts';

/** A sentence longer than this, in characters, is no heading. */
const headingMost = 120;

/** Line by line, so that the line breaks stay and nothing else can hide. */
const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** One line of the journal, and everything that is written in it. */
export function EntryPane({ line, onBack }: { readonly line: number; readonly onBack: () => void }) {
  const { data, error, refetch } = useQuery(journalEntryQuery(line));
  const failure = failureIn(error);
  if (data === undefined) {
    return <ItemPlace>{failure !== null && <Problem failure={failure} onRetry={() => void refetch()} />}</ItemPlace>;
  }
  const { row, groups, shown, written, length } = data;
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
      notices={
        failure === null ? undefined : <Problem failure={failure} form="inline" onRetry={() => void refetch()} />
      }
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
      <div className={s['shown']}>
        <h3 id="journal-written" className={s['heading']}>
          As it is written
        </h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre className={s['written']} tabIndex={0} role="region" aria-labelledby="journal-written">
          {visibleLines(written)}
        </pre>
        <p className={s['note']}>
          <CopyText text={written} shown={`${length.toLocaleString()} characters in the file`} what="line" />
        </p>
      </div>
    </ItemPane>
  );
}
