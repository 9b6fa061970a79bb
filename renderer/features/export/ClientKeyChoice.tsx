import type { ClientKey } from '../../../app/contract/client-shapes.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { inGroups, visible } from '../../ui/shorten.ts';
import { stateWords } from '../../ui/state-words.ts';
import { placeId } from '../clients/key-place.ts';
import { Choice } from './Choice.tsx';
import s from './ClientKeyChoice.module.css';

/** A digest by its ends: "9f2c 41ab … 77e0". */
export function Fingerprint({ hex }: { readonly hex: string }) {
  return (
    <CopyText
      text={hex}
      shown={`SHA256:${inGroups(hex.slice(0, 8))} … ${hex.slice(-4)}`}
      what="SHA-256 of the public key"
    />
  );
}

/** As what the platform knows a key, with what it is registered for in the product at hand first. */
export function registeredWords({ registeredAs }: Pick<ClientKey, 'registeredAs'>, product: string): string {
  if (registeredAs === null) return 'what it is registered as could not be read';
  const here = registeredAs.filter((client) => client.product === product);
  const elsewhere = registeredAs.length - here.length;
  const others = elsewhere === 0 ? '' : `${elsewhere.toLocaleString()} elsewhere`;
  if (here.length === 0) {
    return `not registered for ${product}${others === '' ? '' : `, ${others}`}`;
  }
  const names = here.map(({ name, state }) => `${name} (${stateWords(state)})`).join(', ');
  return `registered as ${names}${others === '' ? '' : `, and ${others}`}`;
}

/** A key that can be a client's, to be chosen. */
export function ClientKeyChoice({
  clientKey,
  product,
  isChosen,
  whyNot = null,
  onChoose,
}: {
  readonly clientKey: ClientKey;
  readonly product: string;
  readonly isChosen: boolean;
  /** Why it cannot be chosen; null when it can. */
  readonly whyNot?: string | null;
  readonly onChoose: () => void;
}) {
  const { place, label, type, where, isFile, fingerprint, warnings } = clientKey;
  return (
    <Choice
      group="client-key"
      id={`key-${placeId(place)}`}
      isChosen={isChosen}
      whyNot={whyNot}
      onChoose={onChoose}
      name={
        <>
          {visible(label)} · {visible(type)}
          {isFile && <span className={s['file']}> · opening key in a file</span>}
        </>
      }
    >
      <p>
        {visible(registeredWords(clientKey, product))}
        {isFile && where !== label && ` · ${visible(where)}`}
      </p>
      <p>
        <Fingerprint hex={fingerprint} />
      </p>
      {warnings.map(({ title, text }) => (
        <p key={title} className={s['warning']}>
          <strong>{visible(title)}</strong> {visible(text)}
        </p>
      ))}
    </Choice>
  );
}
