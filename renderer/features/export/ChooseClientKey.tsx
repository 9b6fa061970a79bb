import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { useKeys } from '../../state/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { ClientKeys } from '../clients/ClientKeys.tsx';
import { useKeysAtHand } from '../clients/client-queries.ts';
import { placeId } from '../clients/key-place.ts';
import { fits } from '../clients/register-words.ts';
import { choose, useChoices } from './choices.ts';
import type { Ask } from './use-ask.ts';
import { doingNow, WizardFrame } from './WizardFrame.tsx';

/** Which of the keys at hand opens the envelope. */
export function ChooseClientKey({ draft, ask }: { readonly draft: ExportDraft; readonly ask: Ask }) {
  const choices = useChoices(draft.id);
  const keys = useKeysAtHand();
  const chosenPlace = choices.key ?? draft.clientKey?.place ?? null;
  const chosen =
    chosenPlace === null
      ? undefined
      : keys.data?.find((key) => placeId(key.place) === placeId(chosenPlace) && fits(key, 'SecurityEngineer'));
  const isBusy = doingNow(draft, ask) !== null;
  const isOff = chosen === undefined || isBusy;
  const failure = failureIn(keys.error);
  const product = draft.product?.name ?? 'the product';

  const next = async (): Promise<void> => {
    if (isOff) return;
    const taken = await ask.draft('Looking for its registration', () =>
      client.exports.chooseKey({ id: draft.id, key: chosen.place }),
    );
    if (taken !== undefined) choose(draft.id, { isChoosingKey: false });
  };
  useKeys({ n: () => void next() });

  return (
    <WizardFrame
      draft={draft}
      ask={ask}
      title={`Which key opens the envelope of ${product}?`}
      lead="The platform seals the product’s keys for one registered client key, an EC P-256 key that only derives. Choose it here, or make a new one that never leaves its token. Nothing is fetched yet."
      note={chosen === undefined ? 'Choose a key' : undefined}
      actions={
        <Button tone="primary" keys="N" disabled={isOff} onClick={() => void next()}>
          {chosen === undefined ? 'Use this key' : `Use ${visible(chosen.label)}`}
        </Button>
      }
    >
      {failure !== null && <Problem failure={failure} form="inline" onRetry={() => void keys.refetch()} />}
      <ClientKeys
        keys={keys.data}
        type="SecurityEngineer"
        product={draft.product?.name ?? null}
        chosen={chosen}
        onChoose={(key) => choose(draft.id, { key: key.place })}
        isBusy={isBusy}
        ask={ask.other}
      />
    </WizardFrame>
  );
}
