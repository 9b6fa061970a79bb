import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import { ChooseClientKey } from './ChooseClientKey.tsx';
import { useChoices } from './choices.ts';
import { RegisterClientKey } from './RegisterClientKey.tsx';
import type { Ask } from './use-ask.ts';
import { WaitForApproval } from './WaitForApproval.tsx';

/** The key that opens the envelope: chosen, registered for the product, and approved. */
export function ClientKeyStep({ draft, ask }: { readonly draft: ExportDraft; readonly ask: Ask }) {
  const { isChoosingKey } = useChoices(draft.id);
  const { clientKey, client } = draft;
  if (clientKey === null || isChoosingKey || client?.isReady === true)
    return <ChooseClientKey draft={draft} ask={ask} />;
  if (client === null) return <RegisterClientKey draft={draft} clientKey={clientKey} ask={ask} />;
  return <WaitForApproval draft={draft} waitsFor={client} ask={ask} />;
}
