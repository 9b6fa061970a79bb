import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { useKeys } from '../../state/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts, NotReadable, Warnings } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { stateWords } from '../../ui/state-words.ts';
import { useStable } from '../../ui/use-stable.ts';
import { choose } from './choices.ts';
import { takeDraft, waitingClientQuery } from './export-queries.ts';
import s from './Notices.module.css';
import type { Ask } from './use-ask.ts';
import { doingNow, WizardFrame } from './WizardFrame.tsx';

/** The platform is asked again this often, in ms, while the page is looked at. */
const LOOK_AGAIN = 10_000;

/** What the approver types (app/platform/facts/client-facts.ts), out of "SHA256:4c21…df31". */
const lastFour = (fingerprint: string): string => fingerprint.slice(-4);

/** The client is registered and somebody else has to approve it. */
export function WaitForApproval({
  draft,
  waitsFor,
  ask,
}: {
  readonly draft: ExportDraft;
  readonly waitsFor: NonNullable<ExportDraft['client']>;
  readonly ask: Ask;
}) {
  const { data, error } = useQuery(waitingClientQuery(waitsFor.id));
  const failure = failureIn(error);
  const isBusy = doingNow(draft, ask) !== null;
  const product = draft.product?.name ?? 'the product';
  // The client's own page says what approving it retires, and names it; only where that cannot be read the draft does.
  const unread =
    failure === null || waitsFor.warning === null ? [] : [{ tone: 'warn', title: waitsFor.warning, text: '' } as const];

  /** What is no client any more after waiting for it was not approved: the next step says so. */
  const heed = (next: ExportDraft): void => {
    if (next.client !== null || draft.clientKey === null) return;
    choose(draft.id, { notApproved: { name: waitsFor.name, fingerprint: draft.clientKey.fingerprint } });
  };
  const look = useStable(async (): Promise<void> => {
    if (isBusy || document.visibilityState !== 'visible') return;
    const answer = await client.exports.refreshClient({ id: draft.id });
    // A failure here is no news: the connection bar tells it, and the button asks aloud.
    if (!answer.ok) return;
    heed(answer.value);
    takeDraft(answer.value);
  });
  useEffect(() => {
    const timer = setInterval(() => void look(), LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [look]);

  const check = (): void => {
    if (isBusy) return;
    const asked = ask.draft('Asking the platform', () => client.exports.refreshClient({ id: draft.id }));
    void asked.then((next) => next !== undefined && heed(next));
  };
  useKeys({ n: check });

  return (
    <WizardFrame
      draft={draft}
      ask={ask}
      title={`${waitsFor.name} waits for approval`}
      lead={`Somebody else who may approve clients of ${visible(product)} decides. You can leave this and come back; what you chose is kept.`}
      note={`Looks again every ${LOOK_AGAIN / 1000} s`}
      actions={
        <>
          <Button tone="quiet" onClick={() => choose(draft.id, { isChoosingKey: true })}>
            Choose another key
          </Button>
          <Button tone="primary" keys="N" disabled={isBusy} onClick={check}>
            Look now
          </Button>
        </>
      }
    >
      <div className={s['notices']}>
        <Notice tone="info" title={`It stands at “${stateWords(waitsFor.stateName)}”.`}>
          The export goes on by itself once it is approved.
        </Notice>
        {draft.clientKey !== null && (
          <Notice tone="info" title={`Whoever approves it asks you for “${lastFour(draft.clientKey.fingerprint)}”.`}>
            These are the last four characters of the key’s SHA-256. Say them face to face or by phone: that is how they
            know that it is your key.
          </Notice>
        )}
        {failure !== null && <Problem failure={failure} form="inline" />}
        <Warnings warnings={data?.warnings ?? unread} />
        {data !== undefined && <NotReadable parts={data.notReadable} />}
      </div>
      {data !== undefined && <Facts groups={data.groups} />}
    </WizardFrame>
  );
}
