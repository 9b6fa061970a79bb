import { useQuery } from '@tanstack/react-query';
import type { ClientKey, KeyPlace } from '../../../app/contract/client-shapes.ts';
import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { tokensOf, tokensQuery } from '../../data/tokens.ts';
import { useKeys } from '../../state/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { fits } from '../clients/register-words.ts';
import { Choices, NoChoice } from './Choice.tsx';
import { ClientKeyChoice } from './ClientKeyChoice.tsx';
import { choose, useChoices } from './choices.ts';
import { clientKeysQuery } from './export-queries.ts';
import { KeysOfToken } from './KeysOfToken.tsx';
import type { Ask } from './use-ask.ts';
import { doingNow, WizardFrame } from './WizardFrame.tsx';

/** Names a place, to find it again in a list. */
export function placeId(place: KeyPlace): string {
  return place.kind === 'token' ? `${place.token}-${place.object}` : place.key;
}

/** Which of the keys at hand opens the envelope. */
export function ChooseClientKey({ draft, ask }: { readonly draft: ExportDraft; readonly ask: Ask }) {
  const choices = useChoices(draft.id);
  const keys = useQuery(clientKeysQuery);
  const tokens = useQuery(tokensQuery);
  const chosenPlace = choices.key ?? draft.clientKey?.place ?? null;
  const chosen =
    chosenPlace === null
      ? undefined
      : keys.data?.find((key) => placeId(key.place) === placeId(chosenPlace) && fits(key, 'SecurityEngineer'));
  const isOff = chosen === undefined || doingNow(draft, ask) !== null;
  const failure = failureIn(keys.error) ?? failureIn(tokens.error);
  const product = draft.product?.name ?? 'the product';

  const take = (key: ClientKey | null | undefined): void => {
    if (key === null || key === undefined) return;
    choose(draft.id, { key: key.place });
    void keys.refetch();
  };
  const next = async (): Promise<void> => {
    if (isOff) return;
    const taken = await ask.draft('Looking for its registration', () =>
      client.exports.chooseKey({ id: draft.id, key: chosen.place }),
    );
    if (taken !== undefined) choose(draft.id, { isChoosingKey: false });
  };
  useKeys({ n: () => void next() });

  const choice = (key: ClientKey) => (
    <ClientKeyChoice
      key={placeId(key.place)}
      clientKey={key}
      product={product}
      isChosen={key === chosen}
      whyNot={fits(key, 'SecurityEngineer') ? null : `It is ${key.type}; only an EC P-256 key can open the envelope.`}
      onChoose={() => choose(draft.id, { key: key.place })}
    />
  );
  const inFiles = keys.data?.filter(({ isFile }) => isFile) ?? [];
  const onTokens = tokens.data === undefined ? [] : tokensOf(tokens.data);

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
      {tokens.data !== undefined && onTokens.length === 0 && (
        <Choices title="On tokens">
          <NoChoice>
            {tokens.data.isSettled
              ? 'No token is here. Plug one in, or allow its PKCS#11 module on the Tokens screen.'
              : 'Looking for tokens…'}
          </NoChoice>
        </Choices>
      )}
      {onTokens.map((token) => (
        <KeysOfToken key={token.id} draft={draft} token={token} ask={ask} onMade={take}>
          {keys.data
            ?.filter(({ place }) => place.kind === 'token' && place.token === token.id)
            .filter((key) => fits(key, 'SecurityEngineer'))
            .map(choice) ?? []}
        </KeysOfToken>
      ))}
      <Choices
        title="Opening key in a file"
        tone="warn"
        note="less protected: a file can be copied without a trace, and its key is in Keydock’s memory while it opens the envelope"
        actions={
          <Button
            onClick={() => void ask.other('Opening the key file', () => client.clients.chooseKeyFile({})).then(take)}
          >
            Choose a key file…
          </Button>
        }
      >
        {inFiles.length > 0 && <ul>{inFiles.map(choice)}</ul>}
      </Choices>
    </WizardFrame>
  );
}
