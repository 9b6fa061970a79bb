import type { ClientKey } from '../../../app/contract/client-shapes.ts';
import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import { client } from '../../data/bridge.ts';
import { useKeys } from '../../state/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { Warnings } from '../../ui/Facts.tsx';
import { Fields, TextField } from '../../ui/Form.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { visible } from '../../ui/shorten.ts';
import { suggestedName } from '../clients/register-words.ts';
import { ClientKeyCard } from './Cards.tsx';
import { choose, useChoices } from './choices.ts';
import type { Ask } from './use-ask.ts';
import { doingNow, WizardFrame } from './WizardFrame.tsx';

/** The key that was chosen is not a client of the product yet: to be registered, which somebody else approves. */
export function RegisterClientKey({
  draft,
  clientKey,
  ask,
}: {
  readonly draft: ExportDraft;
  readonly clientKey: ClientKey;
  readonly ask: Ask;
}) {
  const { clientName, clientDescription, notApproved } = useChoices(draft.id);
  const product = draft.product?.name ?? 'the product';
  const name = clientName ?? suggestedName('SecurityEngineer', product);
  const isOff = name.trim() === '' || draft.product === null || doingNow(draft, ask) !== null;

  const register = async (): Promise<void> => {
    if (isOff || draft.product === null) return;
    const input = {
      key: clientKey.place,
      product: draft.product.id,
      name: name.trim(),
      description: clientDescription.trim(),
      clientType: 'SecurityEngineer' as const,
    };
    const outcome = await ask.other('Waiting for the confirmation window', () => client.clients.register(input));
    if (outcome?.kind !== 'asked') return;
    await ask.draft('Reading the registration', () => client.exports.refreshClient({ id: draft.id }));
  };
  useKeys({ n: () => void register() });

  return (
    <WizardFrame
      draft={draft}
      ask={ask}
      title={`${clientKey.label} is not registered for ${product}`}
      lead="The platform seals keys only for registered clients. Registering asks for it in your name, and somebody else approves it. The confirmation window shows the key’s fingerprint before anything is sent."
      actions={
        <>
          <Button tone="quiet" onClick={() => choose(draft.id, { isChoosingKey: true })}>
            Choose another key
          </Button>
          <Button tone="primary" keys="N" disabled={isOff} onClick={() => void register()}>
            Register it…
          </Button>
        </>
      }
    >
      <Fields>
        <ClientKeyCard clientKey={clientKey} client={null} product={product} />
        {notApproved?.fingerprint === clientKey.fingerprint && (
          <Notice tone="danger" title={`${visible(notApproved.name)} was not approved.`} role="alert">
            It was rejected, or it is gone from the platform. Ask who decides about clients before you register it
            again.
          </Notice>
        )}
        <Warnings warnings={clientKey.warnings} />
        <Notice tone="warn" title="Approving it retires your earlier client, if there is one.">
          You may have one SecurityEngineer client for {visible(product)}. The platform retires the one before when this
          one is approved, and its key then opens no new envelope. The confirmation window names it.
        </Notice>
        <TextField
          label="Name of the client"
          value={name}
          maxLength={100}
          isName
          onChange={(clientName) => choose(draft.id, { clientName })}
        />
        <TextField
          label="Description"
          value={clientDescription}
          maxLength={500}
          hint="Who approves it reads this: say where the key is and what for."
          onChange={(clientDescription) => choose(draft.id, { clientDescription })}
        />
      </Fields>
    </WizardFrame>
  );
}
