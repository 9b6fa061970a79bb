import type { ExportDraft, ExportRun, RunKey } from '../../../app/contract/export-shapes.ts';
import { client } from '../../data/bridge.ts';
import { useKeys } from '../../state/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { useChoices } from './choices.ts';
import s from './Notices.module.css';
import { countKeys } from './preview-choice.ts';
import { RunKeys } from './RunKeys.tsx';
import { keysLeft, runSentence, runTitle, tallyOf } from './run-words.ts';
import type { Ask } from './use-ask.ts';
import { doingNow, WizardFrame } from './WizardFrame.tsx';

/** The run is over: what became of every key, and what can still be proven, before the record is closed. */
export function ResultsStep({
  draft,
  run,
  ask,
}: {
  readonly draft: ExportDraft;
  readonly run: ExportRun;
  readonly ask: Ask;
}) {
  const { stored, failed, proven } = tallyOf(run);
  const isBusy = doingNow(draft, ask) !== null;
  const unproven = stored - proven;

  const { allowDuplicates, stopAtFailure } = useChoices(draft.id);
  const left = keysLeft(draft);

  const again = (): void => {
    void ask.draft('Waiting for the confirmation window', () =>
      client.exports.run({ id: draft.id, keys: [...left], allowDuplicates, stopAtFailure }),
    );
  };
  const finish = (): void => {
    if (isBusy) return;
    void ask.draft('Signing the record', () => client.exports.finish({ id: draft.id }));
  };
  useKeys({ n: finish });

  const proofs = ({ index, name, state }: RunKey) =>
    state.kind === 'stored' &&
    state.verification !== 'proven' && (
      <>
        <Button
          disabled={isBusy}
          onClick={() =>
            void ask.draft(`Proving ${name} with a request`, () =>
              client.exports.proveWithRequest({ id: draft.id, key: index }),
            )
          }
        >
          Prove with a request of the platform
        </Button>
        <Button
          disabled={isBusy}
          onClick={() =>
            void ask.draft(`Proving ${name} with a file`, () =>
              client.exports.proveWithFile({ id: draft.id, key: index }),
            )
          }
        >
          Prove with a file…
        </Button>
      </>
    );

  return (
    <WizardFrame
      draft={draft}
      ask={ask}
      title={runTitle(draft)}
      lead={runSentence(run)}
      note={
        unproven === 0
          ? 'The record is signed on the token and kept'
          : 'What is proven later is in no record: prove first, then finish'
      }
      actions={
        <>
          {left.length > 0 && (
            <Button disabled={isBusy} onClick={again}>
              Try {countKeys(left.length)} again…
            </Button>
          )}
          <Button tone="primary" keys="N" disabled={isBusy} onClick={finish}>
            Finish and sign the record
          </Button>
        </>
      }
    >
      <div className={s['notices']}>
        {failed > 0 && (
          <Notice tone="danger" title={`${countKeys(failed)} failed.`}>
            What went wrong is said beside each. A key that did not verify was destroyed; what is stored is not touched.
          </Notice>
        )}
        {unproven > 0 && (
          <Notice tone="info" title={`${countKeys(unproven)} integrity-checked, not compared.`}>
            The wrapping proves that the key arrived whole, not that it is the one the platform uses. A file that the
            platform encrypted proves it: it is decrypted on the token, and the plaintext is thrown away.
          </Notice>
        )}
      </div>
      <RunKeys draft={draft} run={run} actions={proofs} />
    </WizardFrame>
  );
}
