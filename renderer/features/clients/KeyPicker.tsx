import { useId, useState } from 'react';
import type { ClientKey } from '../../../app/contract/client-shapes.ts';
import type { TokenRow } from '../../../app/contract/token-shapes.ts';
import { client } from '../../data/bridge.ts';
import { useTokens } from '../../data/tokens.ts';
import { Button } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { Choices, NoChoice } from '../export/Choice.tsx';
import { placeId } from '../export/ChooseClientKey.tsx';
import { ClientKeyChoice } from '../export/ClientKeyChoice.tsx';
import form from '../export/Form.module.css';
import { whyNoLogin } from '../export/token-words.ts';
import type { Asking } from '../tokens/use-asking.ts';
import { type RegisteredType, suggestedName } from './register-words.ts';

export interface KeyPickerProps {
  /** Those that fit the type. */
  readonly keys: readonly ClientKey[];
  readonly type: RegisteredType;
  readonly product: string | null;
  readonly chosen: string | null;
  readonly isBusy: boolean;
  readonly onChoose: (place: string) => void;
  readonly onMade: (key: ClientKey | null | undefined) => void;
  readonly ask: Asking['ask'];
}

/** Which key: on a token, made there now, or in a file, which is set apart. */
export function KeyPicker(props: KeyPickerProps) {
  const { keys, product, chosen, isBusy, onChoose, onMade, ask } = props;
  const tokens = useTokens().filter(({ isInitialised }) => isInitialised);
  const choice = (key: ClientKey) => (
    <ClientKeyChoice
      key={placeId(key.place)}
      clientKey={key}
      product={product ?? 'this product'}
      isChosen={placeId(key.place) === chosen}
      onChoose={() => onChoose(placeId(key.place))}
    />
  );
  const inFiles = keys.filter(({ isFile }) => isFile);
  return (
    <>
      {tokens.length === 0 && (
        <Choices title="A key on a token">
          <NoChoice>No token is here. Plug one in, or allow its PKCS#11 module on the Tokens page.</NoChoice>
        </Choices>
      )}
      {tokens.map((token) => (
        <TokenKeys key={token.id} token={token} {...props}>
          {keys.filter(({ place }) => place.kind === 'token' && place.token === token.id).map(choice)}
        </TokenKeys>
      ))}
      <Choices
        title="Opening key in a file"
        tone="warn"
        note="less protected: a file can be copied without a trace"
        actions={
          <Button
            disabled={isBusy}
            onClick={() => void ask('Choose the key file', () => client.clients.chooseKeyFile({})).then(onMade)}
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

/** The keys of one token, and the way to a new one. */
function TokenKeys({
  token,
  type,
  product,
  isBusy,
  onMade,
  ask,
  children,
}: KeyPickerProps & { readonly token: TokenRow; readonly children: readonly React.ReactElement[] }) {
  const [isMaking, setMaking] = useState(false);
  const whyNot = whyNoLogin(token);
  const canUse = token.isLoggedIn || !token.needsLogin;
  const name = visible(token.label || 'unnamed token');
  const login = (
    <Button
      disabled={isBusy || whyNot !== null}
      aria-label={`Log in to ${name}…`}
      onClick={() => void ask('Enter the PIN in its window', () => client.tokens.login({ token: token.id }))}
    >
      Log in…
    </Button>
  );
  const make = (
    <Button disabled={isBusy} aria-expanded={isMaking} onClick={() => setMaking(!isMaking)}>
      Make a key on this token…
    </Button>
  );
  return (
    <Choices
      title={name}
      note={tokenKindWords[token.kind].name}
      actions={canUse ? token.isWritable && make : whyNot === null ? login : undefined}
    >
      {isMaking && canUse && (
        <MakeKey
          suggested={suggestedName(type, product).toLowerCase()}
          isBusy={isBusy}
          onMake={async (label) => {
            const made = await ask('Answer in the window that opens', () =>
              client.clients.makeKey({ token: token.id, label }),
            );
            if (made != null) setMaking(false);
            onMade(made);
          }}
        />
      )}
      {children.length > 0 ? (
        <ul>{children}</ul>
      ) : (
        <NoChoice>
          {whyNot ?? (canUse ? 'It holds no key that fits.' : 'Its keys are shown once its PIN is entered.')}
        </NoChoice>
      )}
    </Choices>
  );
}

function MakeKey({
  suggested,
  isBusy,
  onMake,
}: {
  readonly suggested: string;
  readonly isBusy: boolean;
  readonly onMake: (label: string) => Promise<void>;
}) {
  const [label, setLabel] = useState(suggested);
  const id = useId();
  const isOff = isBusy || label.trim() === '';
  return (
    <form
      className={form['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isOff) void onMake(label.trim());
      }}
    >
      <p className={form['words']}>
        An EC P-256 key is made on the token. It agrees on keys and does nothing else, and never leaves the token.
      </p>
      <div className={form['field']}>
        <label htmlFor={id}>Label on the token</label>
        <input
          id={id}
          className={form['input']}
          value={label}
          maxLength={100}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setLabel(event.target.value)}
        />
      </div>
      <Button disabled={isOff} onClick={() => void onMake(label.trim())}>
        Make the key…
      </Button>
    </form>
  );
}
