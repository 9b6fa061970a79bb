import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Fields, FieldWords, TextField } from '../../ui/Form.tsx';

/** Asks for a new key on a token: only its label is chosen, all else is what a client's key has to be. */
export function MakeKey({
  suggested,
  isBusy,
  onMake,
}: {
  /** What the label may be. */
  readonly suggested: string;
  readonly isBusy: boolean;
  readonly onMake: (label: string) => Promise<void>;
}) {
  const [label, setLabel] = useState(suggested);
  const isOff = isBusy || label.trim() === '';
  const make = (): void => {
    if (!isOff) void onMake(label.trim());
  };
  return (
    <Fields onSubmit={make}>
      <FieldWords>
        An EC P-256 key pair is made on the token. Its private half only derives, is sensitive and not extractable, so
        it can open envelopes and nothing else. A confirmation window shows all of that first.
      </FieldWords>
      <TextField label="Label on the token" value={label} maxLength={100} isName onChange={setLabel} />
      <Button disabled={isOff} onClick={make}>
        Make the key…
      </Button>
    </Fields>
  );
}
