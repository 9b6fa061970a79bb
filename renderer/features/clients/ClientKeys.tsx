import { useQuery } from '@tanstack/react-query';
import type { ClientKey } from '../../../app/contract/client-shapes.ts';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { tokensOf, tokensQuery } from '../../data/tokens.ts';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Choices, NoChoice } from '../export/Choice.tsx';
import { ClientKeyChoice } from '../export/ClientKeyChoice.tsx';
import { noTokenWords } from '../export/token-words.ts';
import type { Asking } from '../tokens/use-asking.ts';
import { readKeysAgain } from './client-queries.ts';
import { KeysOfToken } from './KeysOfToken.tsx';
import { placeId } from './key-place.ts';
import { fits, noKeyWords, type RegisteredType, suggestedName, whyNotFits } from './register-words.ts';

export interface ClientKeysProps {
  /** Those at hand; undefined until they are read. */
  readonly keys: readonly ClientKey[] | undefined;
  /** What the key is for: not every key can be that. */
  readonly type: RegisteredType;
  /** The product it is for, where one is chosen. */
  readonly product: string | null;
  readonly chosen: ClientKey | undefined;
  readonly onChoose: (key: ClientKey) => void;
  readonly isBusy: boolean;
  readonly ask: Asking['ask'];
}

/** Which key a client has: on a token, made there now, or in a file, which is set apart. */
export function ClientKeys({ keys = [], type, product, chosen, onChoose, isBusy, ask }: ClientKeysProps) {
  const { data, error, refetch } = useQuery(tokensQuery);
  const failure = failureIn(error);
  const tokens = data === undefined ? [] : tokensOf(data);
  const ready = tokens.filter(({ isInitialised }) => isInitialised);
  const inFiles = keys.filter(({ isFile }) => isFile);

  const take = (key: ClientKey | null | undefined): void => {
    if (key == null) return;
    onChoose(key);
    void readKeysAgain();
  };
  const choice = (key: ClientKey) => (
    <ClientKeyChoice
      key={placeId(key.place)}
      clientKey={key}
      product={product ?? 'this product'}
      isChosen={key === chosen}
      whyNot={whyNotFits(key, type)}
      onChoose={() => onChoose(key)}
    />
  );

  return (
    <>
      {failure !== null && <Problem failure={failure} form="inline" onRetry={() => void refetch()} />}
      {data !== undefined && ready.length === 0 && (
        <Choices title="On tokens">
          <NoChoice>{data.isSettled ? noTokenWords(tokens.length) : 'Looking for tokens…'}</NoChoice>
        </Choices>
      )}
      {ready.map((token) => (
        <KeysOfToken
          key={token.id}
          token={token}
          suggested={suggestedName(type, product).toLowerCase()}
          none={noKeyWords(type)}
          isBusy={isBusy}
          ask={ask}
          onMade={take}
        >
          {keys
            .filter(({ place }) => place.kind === 'token' && place.token === token.id)
            // A token may be full of keys of all kinds: only those are listed that can be chosen.
            .filter((key) => fits(key, type))
            .map(choice)}
        </KeysOfToken>
      ))}
      <Choices
        title="Opening key in a file"
        tone="warn"
        note="less protected: a file can be copied without a trace, and its key is in Keydock’s memory while it opens an envelope"
        actions={
          <Button
            disabled={isBusy}
            onClick={() => void ask('Opening the key file', () => client.clients.chooseKeyFile({})).then(take)}
          >
            Choose a key file…
          </Button>
        }
      >
        {inFiles.length > 0 && <ul>{inFiles.map(choice)}</ul>}
      </Choices>
    </>
  );
}
