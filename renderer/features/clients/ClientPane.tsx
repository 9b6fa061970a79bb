import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ClientItem } from '../../../app/contract/client-shapes.ts';
import { client } from '../../data/bridge.ts';
import { type StatedRows, useRowOfOpen } from '../../data/use-page-source.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts, NotReadable, Warnings } from '../../ui/Facts.tsx';
import { ItemOf } from '../../ui/ItemOf.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { CheckedAt, ItemPane } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { visible } from '../../ui/shorten.ts';
import { useAsking } from '../tokens/use-asking.ts';
import { clientQuery, readClientAgain } from './client-queries.ts';
import { Secrets } from './Secrets.tsx';

/** A client that waits for somebody is read again at this pace, ms. */
const READ_AGAIN = 3_000;

/** Ready, rejected, failed or retired: nothing more comes by itself. */
function isSettled({ state }: ClientItem): boolean {
  return state.final;
}

/** One client: whose key, what it receives, how it stands; and the way to retire it. */
export function ClientPane({
  id,
  rows,
  onBack,
}: {
  readonly id: string;
  /** The list it was opened from. */
  readonly rows: StatedRows;
  readonly onBack: () => void;
}) {
  const asked = useQuery({
    ...clientQuery(id),
    refetchInterval: (query) => (query.state.data !== undefined && !isSettled(query.state.data) ? READ_AGAIN : false),
  });
  const { doing, failure: notDone, ask } = useAsking();
  const [isAsked, setAsked] = useState(false);
  useRowOfOpen(rows, id, asked.data?.state);
  const retire = async (): Promise<void> => {
    const outcome = await ask('Answer in the window that opens', () => client.clients.retire({ id }));
    if (outcome?.kind === 'asked') setAsked(true);
    await readClientAgain(id);
  };
  return (
    <ItemOf asked={asked}>
      {(data, trouble) => (
        <ItemPane
          kind={`${visible(data.clientType)} client`}
          badge={<StateBadge state={data.state} />}
          title={visible(data.title)}
          sentence={visible(data.sentence)}
          onBack={onBack}
          notices={
            <>
              {trouble}
              {notDone !== null && <Problem failure={notDone} form="inline" />}
              {isAsked && (
                <Notice tone="ok" title="The platform was asked to retire it." role="status">
                  Somebody who may approve clients decides. Until then it goes on receiving what it receives now.
                </Notice>
              )}
              <Warnings warnings={data.warnings} />
              <NotReadable parts={data.notReadable} />
            </>
          }
          foot={
            <>
              <Button
                tone="danger"
                disabled={!data.retirable.can || doing !== null || isAsked}
                title={data.retirable.can ? undefined : data.retirable.why}
                onClick={() => void retire()}
              >
                Retire…
              </Button>
              <CheckedAt iso={data.readAt} doing={doing} />
            </>
          }
        >
          {data.secretsOf !== null && <Secrets client={id} product={data.secretsOf.name} />}
          <Facts groups={data.groups} />
        </ItemPane>
      )}
    </ItemOf>
  );
}
