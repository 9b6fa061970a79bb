import type { KeyPlace } from '../../app/contract/client-shapes.ts';
import { short, shortId } from '../../app/platform/facts/text-limits.ts';
import { Product } from '../../app/platform/wire/products.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { tokenName } from '../../app/token-name.ts';
import { itemPath, type PlatformClient } from '../platform/client.ts';
import type { Desk } from './desk.ts';
import type { KeptDraft } from './drafts.ts';
import type { LiveExport } from './live-export.ts';
import type { ClientKeys, TokensAtHand } from './needs.ts';

/** The choices of the first three steps. Each forgets what came after it. */
export interface ChoosingParts {
  readonly desk: Desk;
  readonly client: PlatformClient;
  readonly clients: ClientKeys;
  readonly tokens: Pick<TokensAtHand, 'find'>;
}

/** A ceremony that has begun is history: nothing in it is chosen again. */
function untouched({ kept }: LiveExport): Result<null> {
  return kept.ceremony === null ? ok(null) : fail('export.wrong-step');
}

const afterProduct = { clientKey: null, client: null, target: null } as const;

/** A security engineer mostly may not read a product, only list it: its name is all that is needed here. */
export async function chooseProduct(
  { desk, client, clients }: ChoosingParts,
  live: LiveExport,
  product: string,
): Promise<Result<null>> {
  const free = untouched(live);
  if (!free.ok) return free;
  const name = await nameOf(client, clients, product);
  if (!name.ok) return name;
  live.preview = null;
  await desk.change(live, { step: 'client-key', product: { id: product, name: short(name.value) }, ...afterProduct });
  return ok(null);
}

async function nameOf(client: PlatformClient, clients: ClientKeys, product: string): Promise<Result<string>> {
  const listed = await clients.nameOfProduct(product);
  if (listed !== undefined) return ok(listed);
  const path = itemPath('/products', product);
  if (path === null) return fail('platform.not-found');
  const answer = await client.get(path, Product, { refusalExpected: true });
  if (answer.ok) return ok(answer.value.name);
  return answer.error.code === 'platform.forbidden' ? ok(`product ${shortId(product)}`) : answer;
}

export async function chooseKey(parts: ChoosingParts, live: LiveExport, place: KeyPlace): Promise<Result<null>> {
  const { product } = live.kept;
  const free = untouched(live);
  if (!free.ok) return free;
  if (product === null) return fail('export.wrong-step');
  const key = await parts.clients.shown(place);
  if (!key.ok) return key;
  live.preview = null;
  await parts.desk.change(live, { step: 'client-key', clientKey: key.value, client: null, target: null });
  return await refreshClient(parts, live);
}

/** Looks up how the registration of the chosen key stands; once it is ready, the next step is open. */
export async function refreshClient(parts: ChoosingParts, live: LiveExport): Promise<Result<null>> {
  const { product, clientKey, step } = live.kept;
  const free = untouched(live);
  if (!free.ok) return free;
  if (product === null || clientKey === null) return fail('export.wrong-step');
  const client = await clientOfKey(parts.clients, product.id, clientKey.fingerprint);
  if (!client.ok) return client;
  const isReady = client.value?.isReady ?? false;
  const next = step === 'client-key' && isReady ? 'token' : isReady ? step : 'client-key';
  if (!isReady) live.preview = null;
  await parts.desk.change(live, { client: client.value, step: next });
  return ok(null);
}

/** How the registration of a key stands for a product, as it is kept; null where there is none. */
export async function clientOfKey(
  clients: Pick<ClientKeys, 'clientFor'>,
  product: string,
  fingerprint: string,
): Promise<Result<KeptDraft['client']>> {
  const found = await clients.clientFor(fingerprint, product);
  if (!found.ok) return found;
  if (found.value === null) return ok(null);
  const { id, name, stateName, isReady, warning } = found.value;
  return ok({
    id,
    name: short(name),
    stateName: short(stateName),
    isReady,
    warning: warning === null ? null : short(warning),
  });
}

export async function chooseTarget(
  { desk, tokens }: ChoosingParts,
  live: LiveExport,
  id: string,
): Promise<Result<null>> {
  const free = untouched(live);
  if (!free.ok) return free;
  const { client } = live.kept;
  if (client === null) return fail('export.client-missing');
  if (!client.isReady) return fail('export.client-not-ready', { state: client.stateName });
  const token = tokens.find(id);
  if (token === null) return fail('token.gone');
  const { serial, kind, isWritable } = token.description;
  if (!isWritable) return fail('token.read-only');
  live.preview = null;
  const target = { token: token.id, label: short(tokenName(token.description)), kind, serial: short(serial) };
  await desk.change(live, { step: 'preview', target });
  return ok(null);
}

type EarlierStep = 'product' | 'client-key' | 'token' | 'preview';

/** Goes back to an earlier step; what came after it is forgotten. */
export async function goBack({ desk }: ChoosingParts, live: LiveExport, step: EarlierStep): Promise<Result<null>> {
  const free = untouched(live);
  if (!free.ok) return free;
  const order: readonly string[] = ['product', 'client-key', 'token', 'preview'];
  if (order.indexOf(step) > order.indexOf(live.kept.step)) return fail('export.wrong-step');
  const forgotten = {
    product: { product: null, ...afterProduct },
    'client-key': afterProduct,
    token: { target: null },
    preview: {},
  } as const satisfies Record<EarlierStep, Partial<KeptDraft>>;
  if (step !== 'preview') live.preview = null;
  await desk.change(live, { step, ...forgotten[step] });
  return ok(null);
}
