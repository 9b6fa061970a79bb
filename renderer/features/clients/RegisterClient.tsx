import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import type { ClientKey } from '../../../app/contract/client-shapes.ts';
import { client, on } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { Button } from '../../ui/Button.tsx';
import { Checked, ItemPane } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Choice, Choices } from '../export/Choice.tsx';
import { placeId } from '../export/ChooseClientKey.tsx';
import form from '../export/Form.module.css';
import { useAsking } from '../tokens/use-asking.ts';
import { keysAtHandQuery, readKeysAgain } from './client-queries.ts';
import { KeyPicker } from './KeyPicker.tsx';
import { type PickedProduct, ProductPicker } from './ProductPicker.tsx';
import { clientTypes, fits, type RegisteredType, suggestedName } from './register-words.ts';

/** Asks for a registration: product, type, key, name. Nothing is sent before a second window has shown it all. */
export function RegisterClient({
  onBack,
  onAsked,
}: {
  readonly onBack: () => void;
  /** The platform has it, by this id. */
  readonly onAsked: (id: string) => void;
}) {
  const [product, setProduct] = useState<PickedProduct | null>(null);
  const [type, setType] = useState<RegisteredType>('SecurityEngineer');
  const [chosen, setChosen] = useState<string | null>(null);
  const [typedName, setName] = useState<string | null>(null);
  const [description, setDescription] = useState('');
  const { doing, failure, ask } = useAsking();
  const keys = useQuery(keysAtHandQuery);
  const [nameId, noteId] = [useId(), useId()];
  // A login or a token that was put in brings keys, one that went takes them away.
  useEffect(() => on.tokens.changed(() => void readKeysAgain()), []);

  const key = keys.data?.find((one) => placeId(one.place) === chosen && fits(one, type));
  const name = typedName ?? suggestedName(type, product?.title ?? null);
  const isOff = product === null || key === undefined || name.trim() === '' || doing !== null;
  const keysFailure = failureIn(keys.error);

  const take = (made: ClientKey | null | undefined): void => {
    if (made == null) return;
    setChosen(placeId(made.place));
    void readKeysAgain();
  };
  const register = async (): Promise<void> => {
    if (isOff) return;
    const input = {
      key: key.place,
      product: product.id,
      name: name.trim(),
      description: description.trim(),
      clientType: type,
    };
    const outcome = await ask('Answer in the window that opens', () => client.clients.register(input));
    if (outcome?.kind === 'asked') onAsked(outcome.id);
  };

  return (
    <ItemPane
      kind="New client"
      title="Register a client"
      sentence="A client is a public key that the platform seals a product’s keys or secrets to. Somebody else approves it, and compares the key’s digest with you."
      onBack={onBack}
      notices={failure === null ? undefined : <Problem failure={failure} form="inline" />}
      foot={
        <>
          <Button tone="primary" disabled={isOff} onClick={() => void register()}>
            Register…
          </Button>
          <Checked>{doing ?? missing(product, key, name)}</Checked>
        </>
      }
    >
      <ProductPicker picked={product} onPick={setProduct} />
      <Choices title="What it is for">
        <ul>
          {clientTypes.map(({ type: each, title, words }) => (
            <Choice
              key={each}
              group="client-type"
              id={`type-${each}`}
              isChosen={each === type}
              onChoose={() => setType(each)}
              name={title}
            >
              <p>{words}</p>
            </Choice>
          ))}
        </ul>
      </Choices>
      {keysFailure !== null && <Problem failure={keysFailure} form="inline" onRetry={() => void keys.refetch()} />}
      <KeyPicker
        keys={keys.data?.filter((one) => fits(one, type)) ?? []}
        type={type}
        product={product?.title ?? null}
        chosen={chosen}
        isBusy={doing !== null}
        onChoose={setChosen}
        onMade={take}
        ask={ask}
      />
      <Choices title="What it is called">
        <div className={form['form']}>
          <div className={form['field']}>
            <label htmlFor={nameId}>Name of the client</label>
            <input
              id={nameId}
              className={form['input']}
              value={name}
              maxLength={100}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <div className={form['field']}>
            <label htmlFor={noteId}>Note</label>
            <input
              id={noteId}
              className={form['input']}
              value={description}
              maxLength={500}
              autoComplete="off"
              onChange={(event) => setDescription(event.target.value)}
            />
            <span className={form['hint']}>Who approves it reads this: say where the key is and what for.</span>
          </div>
        </div>
      </Choices>
    </ItemPane>
  );
}

/** What is still to be chosen, in words. */
function missing(product: PickedProduct | null, key: ClientKey | undefined, name: string): string {
  if (product === null) return 'Choose a product';
  if (key === undefined) return 'Choose a key';
  return name.trim() === '' ? 'Give it a name' : 'A second window asks before anything is sent';
}
