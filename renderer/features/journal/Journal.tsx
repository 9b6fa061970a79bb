import { NotebookText } from 'lucide-react';
import { client } from '../../data/bridge.ts';
import { usePageSource } from '../../data/use-page-source.ts';
import type { JournalPlace, Route } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { CountOf, PagedRows } from '../../ui/PagedRows.tsx';
import { ListTop, Panes } from '../../ui/Panes.tsx';
import { ChainPane } from './ChainPane.tsx';
import { EntryPane } from './EntryPane.tsx';
import { JournalRow } from './JournalRow.tsx';

type JournalRoute = Extract<Route, { screen: 'journal' }>;

/** What was decided and done on this machine, newest first. */
export function Journal({ route: { open } }: { readonly route: JournalRoute }) {
  const rows = usePageSource('journal', {}, (page) => client.journal.page({ page }));
  const show = (place: JournalPlace | null, how: 'push' | 'replace' = 'push'): void =>
    go({ screen: 'journal', open: place }, how);
  const back = (): void => show(null);
  return (
    <Panes
      title="Journal"
      isOpen={open !== null}
      list={
        <>
          <ListTop
            title="Journal"
            sub={<CountOf source={rows.source} />}
            actions={
              <Button aria-current={typeof open === 'number' ? undefined : 'true'} onClick={() => show('chain')}>
                Verify, export
              </Button>
            }
          />
          <PagedRows
            label="Journal"
            rows={rows}
            opened={open === null ? null : String(open)}
            onOpen={(row, how) => show(row.line, how)}
            row={(row, isActive) => <JournalRow row={row} isActive={isActive} />}
            empty={
              <Empty icon={<NotebookText size={18} />} title="Nothing was done yet">
                Every decision, every key that is moved and every file that is opened is written down here before it
                happens, and what became of it after.
              </Empty>
            }
          />
        </>
      }
      item={typeof open === 'number' ? <EntryPane key={open} line={open} onBack={back} /> : <ChainPane onBack={back} />}
    />
  );
}
