import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JournalFormat } from '../../../app/contract/journal-shapes.ts';
import type { Fact } from '../../../app/facts.ts';
import type { Failure } from '../../../app/result.ts';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { announce } from '../../state/announcer.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Checked, ItemPane } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import { journalStateQuery, journalVerdictQuery } from './journal-queries.ts';
import { verdictWords } from './verdict-words.ts';

type Exported = { readonly name: string } | { readonly failure: Failure } | null;

/** The journal as a whole: whether its chain holds, its head to note down elsewhere, a copy to take along. */
export function ChainPane({ onBack }: { readonly onBack: () => void }) {
  const { data: state, error, refetch: readState } = useQuery(journalStateQuery);
  const verdict = useQuery(journalVerdictQuery);
  const [exported, setExported] = useState<Exported>(null);
  const [isAsking, setAsking] = useState(false);
  const failure = failureIn(verdict.error) ?? failureIn(error);
  const words = verdict.data === undefined ? null : verdictWords(verdict.data);

  const verify = (): void => {
    void verdict.refetch();
    void readState();
  };

  const exportAs = async (format: JournalFormat): Promise<void> => {
    setAsking(true);
    setExported(null);
    const answer = await client.journal.export({ format });
    setAsking(false);
    if (!answer.ok) return setExported({ failure: answer.error });
    if (answer.value === null) return;
    announce(`Exported as ${answer.value.name}`);
    setExported(answer.value);
  };

  return (
    <ItemPane
      kind="Journal"
      title="The chain"
      sentence="Everything decided and done on this machine, by whoever and under whichever profile. Each entry carries the SHA-256 of the one before, so a change in the middle shows."
      onBack={onBack}
      notices={
        <>
          {failure !== null && <Problem failure={failure} form="inline" />}
          {words !== null && (
            <Notice tone={words.tone} title={words.title} role={words.tone === 'danger' ? 'alert' : 'status'}>
              {words.text}
            </Notice>
          )}
          {exported !== null && 'failure' in exported && <Problem failure={exported.failure} form="inline" />}
          {exported !== null && 'name' in exported && (
            <Notice tone="ok" title="Exported." role="status">
              {visible(exported.name)} is written; only your user may read it.
            </Notice>
          )}
          <Notice tone="info" title="A local chain can be rolled back.">
            Whoever can write to this computer’s files can put an older copy of the journal in its place, or write a new
            one, and it verifies. Keep the head somewhere they cannot reach, such as a ticket, a printed page or a log
            server: a journal in which that head no longer stands was rolled back.
          </Notice>
        </>
      }
      foot={
        <>
          <Button tone="primary" disabled={verdict.isFetching} onClick={verify}>
            {verdict.isFetching ? 'Verifying…' : 'Verify'}
          </Button>
          <Button disabled={isAsking} onClick={() => void exportAs('csv')}>
            Export CSV…
          </Button>
          <Button disabled={isAsking} onClick={() => void exportAs('json')}>
            Export JSON…
          </Button>
          <Checked>
            {verdict.data === undefined ? (
              'Not verified since the start'
            ) : (
              <>
                Verified <Time iso={verdict.data.at} pace="second" />
              </>
            )}
          </Checked>
        </>
      }
    >
      <Facts groups={[{ title: 'To anchor elsewhere', facts: factsOf(state) }]} />
    </ItemPane>
  );
}

function factsOf(state: { readonly lines: number; readonly head: string | null } | undefined): Fact[] {
  if (state === undefined) return [];
  return [
    { label: 'Lines', value: { kind: 'text', text: state.lines.toLocaleString() } },
    {
      label: 'Head',
      value:
        state.head === null
          ? { kind: 'none', text: 'none: nothing was written yet' }
          : { kind: 'digest', algorithm: 'SHA-256', hex: state.head },
    },
  ];
}
