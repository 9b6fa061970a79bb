import { useState } from 'react';
import type { ClientKey } from '../../../app/contract/client-shapes.ts';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { Button } from '../../ui/Button.tsx';
import { Fields, TextField } from '../../ui/Form.tsx';
import { Checked, ItemPane } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Choice, Choices } from '../export/Choice.tsx';
import { useAsking } from '../tokens/use-asking.ts';
import { ClientKeys } from './ClientKeys.tsx';
import { useKeysAtHand } from './client-queries.ts';
import { placeId } from './key-place.ts';
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
  const keys = useKeysAtHand();

  const key = keys.data?.find((one) => placeId(one.place) === chosen && fits(one, type));
  const name = typedName ?? suggestedName(type, product?.title ?? null);
  const isOff = product === null || key === undefined || name.trim() === '' || doing !== null;
  const keysFailure = failureIn(keys.error);

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
      <ClientKeys
        keys={keys.data}
        type={type}
        product={product?.title ?? null}
        chosen={key}
        onChoose={({ place }) => setChosen(placeId(place))}
        isBusy={doing !== null}
        ask={ask}
      />
      <Choices title="What it is called">
        <Fields>
          <TextField label="Name of the client" value={name} maxLength={100} isName onChange={setName} />
          <TextField
            label="Note"
            value={description}
            maxLength={500}
            hint="Who approves it reads this: say where the key is and what for."
            onChange={setDescription}
          />
        </Fields>
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
