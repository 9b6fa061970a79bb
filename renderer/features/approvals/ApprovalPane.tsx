import { useQuery } from '@tanstack/react-query';
import { MousePointerClick } from 'lucide-react';
import type { ApprovalItem } from '../../../app/contract/shapes.ts';
import { wordsFor } from '../../../app/errors.ts';
import type { QueueId } from '../../../app/platform/queue-ids.ts';
import { failureIn } from '../../data/failure.ts';
import { approvalItemQuery } from '../../data/queries.ts';
import { useKeys } from '../../state/keys.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Facts, NotReadable, Warnings } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { CheckedAt, ItemPane, ItemPlace } from '../../ui/Panes.tsx';
import { FailureIds, Problem } from '../../ui/Problem.tsx';
import { Sentence } from '../../ui/Sentence.tsx';
import { visible } from '../../ui/shorten.ts';
import { stateWords } from '../../ui/state-words.ts';
import { type Decided, decide, useDecisions } from './decisions.ts';
import type { InboxRow } from './inbox-row.ts';
import { outcomeWords } from './outcome-words.ts';

export interface ApprovalPaneProps {
  readonly queue: QueueId;
  readonly id: string;
  /** What the list knows already, shown until the item is read. */
  readonly row: InboxRow | undefined;
  readonly onBack: () => void;
  /** Opens the next row, or null where there is none. */
  readonly onNext: (() => void) | null;
}

/** An item that the platform is still preparing is read again at this pace, ms: it opens within seconds. */
const READ_CREATED_AGAIN = 2_000;

/** What became of the decision, above the facts it was made on. */
function Aftermath({
  decided,
  onNext,
}: {
  readonly decided: Decided | undefined;
  readonly onNext: (() => void) | null;
}) {
  if (decided === undefined) return null;
  if ('failure' in decided) return <Problem failure={decided.failure} form="inline" />;
  const words = outcomeWords(decided.outcome);
  if (words === null) return null;
  const { result } = decided.outcome;
  const next = words.left && onNext !== null && (
    <Button keys="J" onClick={onNext}>
      Next
    </Button>
  );
  return (
    <Notice tone={words.tone} title={words.title} actions={next || undefined}>
      {visible(words.text)}
      {result.kind === 'unknown' && ` ${visible(wordsFor(result.failure).title)}.`}
      {result.kind === 'unknown' && <FailureIds failure={result.failure} />}
    </Notice>
  );
}

function Loaded({
  item,
  props,
  isGone,
}: {
  readonly item: ApprovalItem;
  readonly props: ApprovalPaneProps;
  readonly isGone: boolean;
}) {
  const key = `${item.queue}/${item.id}`;
  const busy = useDecisions((state) => state.busy);
  const decided = useDecisions((state) => state.decided.get(key));
  const words = decided !== undefined && 'outcome' in decided ? outcomeWords(decided.outcome) : null;
  const left = words?.left ?? false;
  const canDecide = item.decidable.can && busy === null && !left && !isGone;
  const onlyReject = item.decidable.can ? item.decidable.onlyReject : null;
  const canApprove = canDecide && onlyReject === null;
  const isBusyHere = busy?.key === key;
  const approve = (): void => void decide(item, 'APPROVE');
  const reject = (): void => void decide(item, 'REJECT');
  useKeys({
    a: () => canApprove && approve(),
    r: () => canDecide && reject(),
  });
  const state = left ? 'No longer waiting' : stateWords(item.state.name);
  return (
    <ItemPane
      kind={visible(item.noun)}
      badge={<Badge tone="plain">{state}</Badge>}
      title={visible(item.title)}
      sentence={<Sentence text={item.sentence} at={item.askedAt} />}
      onBack={props.onBack}
      notices={
        <>
          <Aftermath decided={decided} onNext={props.onNext} />
          {isGone && !left && (
            <Notice tone="info" title="It no longer waits." role="status">
              Somebody decided it or it was withdrawn. What you see is what was read last.
            </Notice>
          )}
          {!item.decidable.can && !left && (
            <Notice tone="info" title="It cannot be decided now.">
              {visible(item.decidable.why)}
            </Notice>
          )}
          {onlyReject !== null && !left && (
            <Notice tone="danger" title="It is too large to be approved here.">
              Keydock approves only what it can show whole. {visible(onlyReject)} You can reject it.
            </Notice>
          )}
          <Warnings warnings={item.warnings} />
          <NotReadable parts={item.notReadable} />
        </>
      }
      foot={
        <>
          {!left && (
            <>
              <Button tone="primary" keys="A" disabled={!canApprove} onClick={approve}>
                Approve…
              </Button>
              <Button tone="danger" keys="R" disabled={!canDecide} onClick={reject}>
                Reject…
              </Button>
            </>
          )}
          <CheckedAt iso={item.readAt} doing={isBusyHere ? 'Answer in the window that opens' : null} />
        </>
      }
    >
      <Facts groups={item.groups} />
    </ItemPane>
  );
}

/** The item that is open, with all that is known of it and the two ways to decide. */
export function ApprovalPane(props: ApprovalPaneProps) {
  const { queue, id, row, onBack } = props;
  const { data, error, refetch } = useQuery({
    ...approvalItemQuery(queue, id),
    refetchInterval: (query) => {
      const item = query.state.data;
      return item?.state.name === 'Created' && !item.decidable.can ? READ_CREATED_AGAIN : false;
    },
  });
  const failure = failureIn(error);
  if (data !== undefined) return <Loaded item={data} props={props} isGone={failure?.code === 'platform.not-found'} />;
  if (failure !== null) {
    return (
      <ItemPlace>
        <Problem failure={failure} onRetry={() => void refetch()} />
      </ItemPlace>
    );
  }
  return (
    <ItemPane
      kind={visible(row?.noun ?? '')}
      title={visible(row?.title ?? '')}
      sentence={visible(row?.subtitle ?? '')}
      onBack={onBack}
    >
      <span className="visually-hidden" role="status">
        Reading it from the platform
      </span>
    </ItemPane>
  );
}

/** Nothing is open. Where nothing waits, the list has said it. */
export function NothingOpen({ waiting }: { readonly waiting: number }) {
  return (
    <ItemPlace>
      {waiting > 0 && (
        <Empty icon={<MousePointerClick size={18} />} title="Choose a request">
          Click one, or press J to begin with the newest. Nothing is decided before a second window has asked you.
        </Empty>
      )}
    </ItemPlace>
  );
}
