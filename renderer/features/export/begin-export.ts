import { client } from '../../data/bridge.ts';
import { orTrouble } from '../../state/trouble.ts';
import { go } from '../../state/use-route.ts';
import { takeDraft } from './export-queries.ts';

/** Begins an export and opens it. @param product where it was chosen elsewhere already */
export async function beginExport(product: string | null): Promise<void> {
  const draft = await orTrouble(client.exports.begin({ product }));
  if (draft === undefined) return;
  takeDraft(draft);
  go({ screen: 'export', open: { kind: 'draft', id: draft.id } });
}
