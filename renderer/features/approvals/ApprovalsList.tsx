import { useQuery } from '@tanstack/react-query';
import { ArrowUp, Inbox as InboxIcon, RefreshCw, SearchX } from 'lucide-react';
import { memo, type Ref, type RefObject, useState } from 'react';
import type { ApprovalsSummary } from '../../../app/contract/shapes.ts';
import { wordsFor } from '../../../app/errors.ts';
import type { QueueId } from '../../../app/platform/queue-ids.ts';
import { failureIn } from '../../data/failure.ts';
import { summaryQuery, useConnection, useSession } from '../../data/queries.ts';
import { refreshAll } from '../../live.ts';
import { hashOf } from '../../state/route.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Chips } from '../../ui/Chips.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { ListTools, ListTop } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { GhostRows, Row, RowPlace, rowHeights } from '../../ui/Row.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import { VirtualGrid, type VirtualGridHandle } from '../../ui/VirtualGrid.tsx';
import s from './ApprovalsList.module.css';
import { type InboxRow, keyOf } from './inbox-row.ts';
import type { InboxView } from './inbox-view.ts';
import { useApprovalsSearch } from './search.ts';
import { inbox } from './the-inbox.ts';
import { usePaintMark } from './use-paint-mark.ts';

export interface ApprovalsListProps {
  readonly gridRef: RefObject<VirtualGridHandle | null>;
  readonly queue: QueueId | null;
  readonly view: InboxView;
  readonly version: number;
  readonly active: number;
  readonly stepFrom: number;
  readonly onActive: (index: number, by: 'pointer' | 'key') => void;
  readonly onQueue: (queue: QueueId | null) => void;
}

const number = new Intl.NumberFormat(navigator.language);

/** "7 wait for you", or how many were found. */
function Sub({
  view,
  queue,
  query,
}: {
  readonly view: InboxView;
  readonly queue: QueueId | null;
  readonly query: string;
}) {
  const count = inbox.count(queue);
  if (query !== '') return <span role="status">{number.format(view.length)} found</span>;
  return count === 0 ? null : `${number.format(count)} ${count === 1 ? 'waits' : 'wait'} for you`;
}

/** Below this, the rest is there in no time; saying so would only flicker. */
const SAID_FROM = 100;

/** What is to be known about the list as a whole. At its foot, so that no row moves when it comes or goes. */
function Foot({ summary, queue }: { readonly summary: ApprovalsSummary | undefined; readonly queue: QueueId | null }) {
  const [count, loaded] = [inbox.count(queue), inbox.loaded(queue)];
  const isAsking = useSession().kind === 'signed-in' && summary?.failure === null;
  // A session that has ended and a connection that is lost have bars of their own; no rows at all, a page of their own.
  const { failure: known } = useConnection();
  const { failure } = inbox;
  const isSaid = failure === null || known !== null || failure.code.startsWith('session.') || loaded === 0;
  const trouble = isSaid ? null : failure;
  const others = summary?.notShown.filter((each) => each.count > 0) ?? [];
  const words = others.map((each) => `${number.format(each.count)} in ${each.key}`).join(', ');
  return (
    <>
      {summary?.stale === true && summary.readAt !== null && (
        <p className={s['aside']} role="status">
          Last known, read <Time iso={summary.readAt} />.{isAsking && ' Asking the platform again.'}
        </p>
      )}
      {count > SAID_FROM && loaded < count && (
        <p className={s['aside']}>
          {number.format(loaded)} of {number.format(count)} loaded; search looks at these
        </p>
      )}
      {trouble !== null && (
        <p className={s['aside']} role="status">
          Not everything could be read: {visible(wordsFor(trouble).title)}. Keydock tries again by itself.
        </p>
      )}
      {others.length > 0 && (
        <p className={s['aside']}>More waits for you in queues this version cannot open: {words}.</p>
      )}
    </>
  );
}

function filters(summary: ApprovalsSummary | undefined) {
  if (summary === undefined) return [];
  const queues = summary.queues.map(({ queue, plural }) => ({
    id: queue,
    label: plural,
    count: inbox.count(queue),
  }));
  return [{ id: null, label: 'All', count: inbox.count(null) }, ...queues.filter(({ count }) => count > 0)];
}

/** In the place of the rows when there are none. */
function NoRows({ query, summary }: { readonly query: string; readonly summary: ApprovalsSummary | undefined }) {
  const asked = useQuery(summaryQuery).error;
  const failure = inbox.failure ?? summary?.failure ?? failureIn(asked);
  if (query !== '' && inbox.loaded(null) > 0) {
    return (
      <Empty
        icon={<SearchX size={18} />}
        title={`Nothing found for “${query}”`}
        actions={<Button onClick={() => useApprovalsSearch.setState({ query: '' })}>Clear the search</Button>}
      >
        Names, products, people and marks of what is loaded were searched.
      </Empty>
    );
  }
  if (failure !== null) return <Problem failure={failure} onRetry={() => void refreshAll()} />;
  const isEmpty =
    summary !== undefined &&
    !summary.stale &&
    summary.readAt !== null &&
    summary.queues.every(({ count }) => count === 0);
  if (!isEmpty) return <GhostRows />;
  return (
    <Empty
      icon={<InboxIcon size={18} />}
      title="Nothing waits for you"
      actions={
        <a className={s['link']} href={hashOf({ screen: 'account' })}>
          See your groups and rights
        </a>
      }
    >
      New requests that your groups may decide appear here by themselves within 15 seconds.
    </Empty>
  );
}

/** The list of what waits: filters, search, rows. */
export function ApprovalsList(props: ApprovalsListProps) {
  const { gridRef, queue, view, version, active } = props;
  const { query } = useApprovalsSearch();
  const summary = useQuery(summaryQuery).data;
  const [above, setAbove] = useState(0);
  const typical = view.at(0) !== undefined && view.at(0)?.marks.length === 0 ? rowHeights.plain : rowHeights.marked;

  usePaintMark('inbox', view.at(0) !== undefined);
  usePaintMark('inbox-fresh', summary?.stale === false && inbox.answered);

  const search = (next: string): void => {
    useApprovalsSearch.setState({ query: next });
    inbox.hurry = next !== '';
  };
  const toTop = (): void => gridRef.current?.toTop();

  return (
    <>
      <ListTop
        title="Approvals"
        sub={<Sub view={view} queue={queue} query={query} />}
        actions={
          <IconButton
            label="Ask the platform again"
            icon={<RefreshCw size={15} aria-hidden="true" />}
            aria-keyshortcuts="Control+R"
            onClick={() => void refreshAll()}
          />
        }
      />
      <ListTools>
        <SearchField
          label="Search names, products, people"
          keys="/"
          value={query}
          onChange={search}
          onDown={() => {
            gridRef.current?.focus();
            if (active < 0) gridRef.current?.step(1);
          }}
        />
        <Chips label="Show" options={filters(summary)} chosen={queue} onChoose={props.onQueue} />
      </ListTools>
      <div className={s['rows']}>
        {above > 0 && (
          <button type="button" className={s['pill']} onClick={toTop}>
            <ArrowUp size={13} aria-hidden="true" />
            {number.format(above)} new
          </button>
        )}
        {view.length === 0 ? (
          <NoRows query={query} summary={summary} />
        ) : (
          <Rows
            {...props}
            ref={gridRef}
            typical={typical}
            list={`${queue} ${query}`}
            version={version}
            onAbove={setAbove}
          />
        )}
      </div>
      <Foot summary={summary} queue={queue} />
    </>
  );
}

/** Drawn once for as long as nothing about it changes: while scrolling, only rows that come into view are. */
const ApprovalRow = memo(function ApprovalRow({
  row,
  isActive,
  isUnread,
}: {
  readonly row: InboxRow;
  readonly isActive: boolean;
  readonly isUnread: boolean;
}) {
  const asked = row.askedAt === null ? null : new Date(row.askedAt).toISOString();
  return (
    <Row {...row} age={asked !== null && <Time iso={asked} form="short" />} isActive={isActive} isUnread={isUnread} />
  );
});

function Rows({
  view,
  version,
  list,
  active,
  stepFrom,
  typical,
  onActive,
  onAbove,
  ref,
}: ApprovalsListProps & {
  readonly list: string;
  readonly typical: number;
  /** How many that came stand above what is in view. */
  readonly onAbove: (count: number) => void;
  readonly ref: Ref<VirtualGridHandle>;
}) {
  return (
    <VirtualGrid
      ref={ref}
      label="Requests that wait for you"
      list={list}
      isSettled={inbox.answered}
      version={`${version} ${list}`}
      count={view.length}
      columns={2}
      active={active}
      stepFrom={stepFrom}
      onActive={onActive}
      indexOf={(key) => view.indexOf(key)}
      rowAt={(index) => {
        const row = view.at(index);
        if (row === undefined) return { key: null, height: typical };
        return { key: keyOf(row), height: row.marks.length === 0 ? rowHeights.plain : rowHeights.marked };
      }}
      cells={(index) => {
        const row = view.at(index);
        if (row === undefined) return <RowPlace />;
        return <ApprovalRow row={row} isActive={index === active} isUnread={inbox.isUnread(keyOf(row))} />;
      }}
      onView={(first, last) => {
        inbox.look(view, first, Math.min(last, view.length - 1));
        onAbove(inbox.unseenBefore(view, first));
      }}
    />
  );
}
