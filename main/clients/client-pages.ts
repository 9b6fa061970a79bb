import type { ClientItem, ClientRow } from '../../app/contract/client-shapes.ts';
import { clientPageFacts } from '../../app/platform/facts/client-page.ts';
import { personText, sameIdentity } from '../../app/platform/facts/directory.ts';
import type { Reading } from '../../app/platform/facts/reading.ts';
import { short, shortId } from '../../app/platform/facts/text-limits.ts';
import { stateLabel, stateValue } from '../../app/platform/states.ts';
import { ClientPage, ClientRegistration } from '../../app/platform/wire/clients.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { itemPath } from '../platform/client.ts';
import { earlierClients, productReading } from '../platform/gather.ts';
import { stateShape } from '../platform/items.ts';
import type { ListPage } from '../platform/lists.ts';
import { registeredKeys } from '../platform/public-key.ts';
import { fingerprintOfClient } from './client-list.ts';
import type { ClientDesk } from './desk.ts';

const list = '/registrations/clients';

/** One page of the clients this account may list; the filters are the platform's. */
export async function clientPage(
  { sources: { client, directory }, productNames }: ClientDesk,
  filter: { readonly page: number; readonly name: string; readonly state: number | null; readonly product: string },
): Promise<Result<ListPage<ClientRow>>> {
  const { page, name, state, product } = filter;
  const query = { page, name: name || undefined, state: state ?? undefined, product: product || undefined };
  const answer = await client.get(list, ClientPage, { query });
  if (!answer.ok) return answer;
  const { count, items } = answer.value;
  const names = directory();
  const rows: ClientRow[] = [];
  for (const item of items) {
    const productName = await productNames.nameOf(item.idProduct);
    rows.push({
      id: item.id,
      title: short(item.name),
      clientType: item.clientType.slice(0, 60),
      subtitle: [
        short(productName ?? `product ${shortId(item.idProduct ?? 'unknown')}`),
        short(personText(item.clientUser, names)),
      ],
      state: stateShape(item.state, 'client'),
      isYours: isYours(item, names.you.identity),
    });
  }
  return ok({ page, count, rows, readAt: new Date().toISOString() });
}

/** One client with everything that could be read about it. */
export async function openClient(desk: ClientDesk, id: string): Promise<Result<ClientItem>> {
  const { client, directory } = desk.sources;
  const read = await readClient(desk, id);
  if (!read.ok) return read;
  const item = read.value;
  const waits = item.state.value === stateValue.Created || item.state.value === stateValue.ApprovalRequired;
  const absent: Result<Reading<readonly ClientRegistration[]>> = ok({ kind: 'absent' });
  const [product, earlier, productName] = await Promise.all([
    productReading(client, item.idProduct, { strictness: 'tolerant' }),
    waits ? earlierClients(client, item, { strictness: 'tolerant' }) : absent,
    desk.productNames.nameOf(item.idProduct),
  ]);
  if (!product.ok) return product;
  if (!earlier.ok) return earlier;
  const names = directory();
  const facts = clientPageFacts(
    {
      item,
      ...registeredKeys(item),
      product: product.value,
      earlier: earlier.value,
      ...(productName === undefined ? {} : { productName }),
    },
    names,
  );
  return ok({
    id,
    title: short(item.name),
    sentence: facts.sentence,
    clientType: item.clientType.slice(0, 60),
    state: stateShape(item.state, 'client'),
    fingerprint: fingerprintOfClient(item),
    warnings: [...facts.warnings],
    groups: [...facts.groups],
    notReadable: [...facts.notReadable],
    retirable: retirable(item),
    secretsOf:
      mayFetchSecrets(item, names.you.identity) && item.idProduct !== undefined
        ? { product: item.idProduct, name: short(productName ?? shortId(item.idProduct)) }
        : null,
    readAt: new Date().toISOString(),
  });
}

/** A client as the platform has it now. @param as the identity it must be read as */
export async function readClient(
  { sources: { client } }: Pick<ClientDesk, 'sources'>,
  id: string,
  as?: string,
): Promise<Result<ClientRegistration>> {
  const path = itemPath(list, id);
  if (path === null) return fail('platform.not-found');
  return await client.get(path, ClientRegistration, as === undefined ? {} : { as });
}

/** Retiring is asked for by a change request; it makes sense for one that is in use. */
export function retirable(item: ClientRegistration): ClientItem['retirable'] {
  switch (item.state.value) {
    case stateValue.Ready:
      return { can: true };
    case stateValue.Created:
    case stateValue.ApprovalRequired:
      return { can: false, why: 'It is not in use yet: it waits for approval, and can be rejected there.' };
    case stateValue.NotActive:
      return { can: false, why: 'It is retired already.' };
    default:
      return { can: false, why: `It is not in use: ${stateLabel(item.state)}.` };
  }
}

/** Only a production PC that is in use, and only in the name of the one it belongs to. @see platform-api.md section 6 */
export function mayFetchSecrets(item: ClientRegistration, you: string): boolean {
  return item.clientType === 'ProductionPC' && item.state.value === stateValue.Ready && isYours(item, you);
}

export function isYours({ clientUser }: ClientRegistration, you: string): boolean {
  return clientUser !== '' && you !== '' && sameIdentity(clientUser, you);
}
