import type { ExportDraft, ExportPreview } from '../../../app/contract/export-shapes.ts';
import { client } from '../../data/bridge.ts';
import { useTokens } from '../../data/tokens.ts';
import { useKeys } from '../../state/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts, Warnings } from '../../ui/Facts.tsx';
import { GradeBadge } from '../../ui/Grade.tsx';
import { floorShown } from '../../ui/grade-words.ts';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { Card, CardLine, CardRow, ClientKeyCard } from './Cards.tsx';
import { choose, useChoices } from './choices.ts';
import { PreviewKeys } from './PreviewKeys.tsx';
import s from './PreviewStep.module.css';
import { countKeys, tickedKeys, whyNoExport } from './preview-choice.ts';
import { pinStands } from './token-words.ts';
import type { Ask } from './use-ask.ts';
import { doingNow, WizardFrame } from './WizardFrame.tsx';

/** What will be written, key by key, and how close each comes to this computer. Nothing was written yet. */
export function PreviewStep({ draft, ask }: { readonly draft: ExportDraft; readonly ask: Ask }) {
  const choices = useChoices(draft.id);
  const { preview } = draft;
  const isBusy = doingNow(draft, ask) !== null;
  const chosen = preview === null ? [] : tickedKeys(preview, choices);
  const whyNot = whyNoExport(draft, choices);

  const fetch = (): void => {
    if (isBusy) return;
    choose(draft.id, { leftOut: new Set() });
    void ask.draft('Fetching the envelope', () => client.exports.preview({ id: draft.id }));
  };
  const run = (): void => {
    if (isBusy || whyNot !== null) return;
    const { allowDuplicates, stopAtFailure } = choices;
    void ask.draft('Waiting for the confirmation window', () =>
      client.exports.run({ id: draft.id, keys: [...chosen], allowDuplicates, stopAtFailure }),
    );
  };
  useKeys(preview === null ? { n: fetch } : { e: run });

  if (preview === null) return <Unfetched draft={draft} ask={ask} isBusy={isBusy} onFetch={fetch} />;
  return (
    <WizardFrame
      draft={draft}
      ask={ask}
      title={`${countKeys(preview.keys.length)} of ${draft.product?.name ?? 'the product'} onto “${draft.target?.label ?? 'the token'}”`}
      lead="Nothing has been written yet. Each key goes from the platform’s envelope straight into the token; this page shows how close it comes to this computer on the way."
      note={whyNot ?? 'The platform records the fetch as GetProductWrappedKeys'}
      actions={
        <>
          <Button tone="quiet" disabled={isBusy} onClick={fetch}>
            Fetch again…
          </Button>
          <Button tone="primary" keys="E" disabled={isBusy || whyNot !== null} onClick={run}>
            Export {countKeys(chosen.length)}…
          </Button>
        </>
      }
    >
      <WhoTakesPart draft={draft} preview={preview} />
      <PreviewKeys
        key={preview.madeAt}
        draft={draft}
        preview={preview}
        after={
          <div className={s['after']}>
            <Warnings warnings={preview.warnings} />
            <p className={s['floor']}>
              Policy of this profile: refuse anything weaker than <GradeBadge grade={floorShown(preview.floor)} />
            </p>
            <RunChoices draft={draft} preview={preview} />
          </div>
        }
      />
      <div className={s['after']}>
        {preview.groups.length > 0 && (
          <details className={s['more']}>
            <summary>Envelope, client key and token in full</summary>
            <Facts groups={preview.groups} />
          </details>
        )}
      </div>
    </WizardFrame>
  );
}

function Unfetched({
  draft,
  ask,
  isBusy,
  onFetch,
}: {
  readonly draft: ExportDraft;
  readonly ask: Ask;
  readonly isBusy: boolean;
  readonly onFetch: () => void;
}) {
  const hasFailed = (ask.failure ?? draft.failure) !== null;
  return (
    <WizardFrame
      draft={draft}
      ask={ask}
      title={`What would go onto “${draft.target?.label ?? 'the token'}”?`}
      lead="The envelope is fetched from the platform and opened with the client key, and every key is planned. It is kept in memory alone, so after a restart it is fetched anew. Nothing is written to the token."
      note="The platform records the fetch as GetProductWrappedKeys"
      actions={
        <Button tone="primary" keys="N" disabled={isBusy} onClick={onFetch}>
          {hasFailed ? 'Try again…' : 'Fetch and preview…'}
        </Button>
      }
    >
      {null}
    </WizardFrame>
  );
}

function WhoTakesPart({ draft, preview }: { readonly draft: ExportDraft; readonly preview: ExportPreview }) {
  const tokens = useTokens();
  const { clientKey, client, target, product } = draft;
  const token = tokens.find(({ id }) => id === target?.token);
  return (
    <CardRow>
      {clientKey !== null && (
        <ClientKeyCard clientKey={clientKey} client={client} product={product?.name ?? ''}>
          <CardLine>
            <span className={s['floor']}>
              opening it: <GradeBadge grade={preview.envelopeGrade} />
            </span>
          </CardLine>
        </ClientKeyCard>
      )}
      {target !== null && (
        <Card does="Receives the keys" name={`${target.label} · ${tokenKindWords[target.kind].name}`}>
          <CardLine tone={target.isPresent ? 'plain' : 'warn'}>
            serial {visible(target.serial)}
            {!target.isPresent && ' · it is not there any more'}
            {token !== undefined && ` · ${pinStands(token)}`}
            {token?.isLoggedIn === true && token.locksAt !== null && (
              <>
                , locks <Time iso={token.locksAt} pace="second" />
              </>
            )}
          </CardLine>
          {token?.probedAt != null && (
            <CardLine>
              tried with known answers <Time iso={token.probedAt} pace="second" />
            </CardLine>
          )}
          <CardLine>
            planned <Time iso={preview.madeAt} pace="second" />
          </CardLine>
        </Card>
      )}
    </CardRow>
  );
}

function RunChoices({ draft, preview }: { readonly draft: ExportDraft; readonly preview: ExportPreview }) {
  const { allowDuplicates, stopAtFailure } = useChoices(draft.id);
  const there = preview.keys.filter(({ alreadyThere, refused }) => alreadyThere !== null && refused === null).length;
  return (
    <fieldset className={s['choices']}>
      <legend className="visually-hidden">How to export</legend>
      {there > 0 && (
        <label>
          <input
            type="checkbox"
            checked={allowDuplicates}
            onChange={(event) => choose(draft.id, { allowDuplicates: event.target.checked })}
          />
          Write {countKeys(there)} a second time, though {there === 1 ? 'it is' : 'they are'} on the token already
        </label>
      )}
      <label>
        <input
          type="checkbox"
          checked={stopAtFailure}
          onChange={(event) => choose(draft.id, { stopAtFailure: event.target.checked })}
        />
        Stop at the first failure; otherwise the other keys go on
      </label>
    </fieldset>
  );
}
