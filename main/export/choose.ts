import type { KeyPlace } from '../../app/contract/client-shapes.ts';
import type { Account, Session } from '../../app/contract/shapes.ts';
import { sameIdentity } from '../../app/platform/facts/directory.ts';
import { short } from '../../app/platform/facts/text-limits.ts';
import { stateLabel, stateValue } from '../../app/platform/states.ts';
import type { ClientRegistration } from '../../app/platform/wire/clients.ts';
import { Product } from '../../app/platform/wire/products.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { clientsOf, fingerprintOfClient } from '../clients/client-list.ts';
import { itemPath, type PlatformClient } from '../platform/client.ts';
import type { Desk, LiveExport } from './desk.ts';
import type { KeptDraft } from './drafts.ts';
import type { ClientKeys, TokensAtHand } from './needs.ts';

/** The choices of the first three steps. Each forgets what came after it. */
export interface ChoosingParts {
  readonly desk: Desk;
  readonly client: PlatformClient;
  readonly session: () => Session;
  readonly clients: ClientKeys;
  readonly tokens: Pick<TokensAtHand, 'find'>;
}

/** Only a security engineer's client gets wrapped keys. platform-api.md section 6. */
const exportingClient = 'SecurityEngineer';

export function signedIn(session: Session): Result<Account> {
  if (session.kind === 'signed-in') return ok(session.account);
  return fail(session.kind === 'expired' ? 'session.expired' : 'session.signed-out');
}

/** A ceremony that has begun is history: nothing in it is chosen again. */
function untouched({ kept }: LiveExport): Result<null> {
  return kept.ceremony === null ? ok(null) : fail('export.wrong-step');
}

const afterProduct = { clientKey: null, client: null, target: null } as const;

export async function chooseProduct(
  { desk, client }: ChoosingParts,
  live: LiveExport,
  product: string,
): Promise<Result<null>> {
  const free = untouched(live);
  if (!free.ok) return free;
  const path = itemPath('/products', product);
  if (path === null) return fail('platform.not-found');
  const answer = await client.get(path, Product);
  if (!answer.ok) return answer;
  const { id, name } = answer.value;
  live.preview = null;
  await desk.change(live, { step: 'client-key', product: { id, name: short(name) }, ...afterProduct });
  return ok(null);
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
  const account = signedIn(parts.session());
  if (!account.ok) return account;
  const client = await clientOfKey(parts.client, product.id, clientKey.fingerprint, account.value.identity);
  if (!client.ok) return client;
  const isReady = client.value?.isReady ?? false;
  const next = step === 'client-key' && isReady ? 'token' : isReady ? step : 'client-key';
  if (!isReady) live.preview = null;
  await parts.desk.change(live, { client: client.value, step: next });
  return ok(null);
}

/** The registration of a key as this person's client for a product; the one that is ready, else the newest that may become so. */
export async function clientOfKey(
  platform: PlatformClient,
  product: string,
  fingerprint: string,
  identity: string,
): Promise<Result<KeptDraft['client']>> {
  const all = await clientsOf(platform, { product }, identity);
  if (!all.ok) return all;
  // The filter is the server's; what it lets through is looked at again.
  const yours = all.value.clients.filter(
    ({ idProduct, clientType, clientUser }) =>
      idProduct === product && clientType === exportingClient && sameIdentity(clientUser, identity),
  );
  const ofKey = yours.filter((one) => fingerprintOfClient(one) === fingerprint);
  const found =
    ofKey.find(isReady) ??
    ofKey.find(({ state: { value } }) => value === stateValue.ApprovalRequired || value === stateValue.Created) ??
    ofKey.find(({ state: { value } }) => value !== stateValue.NotActive) ??
    null;
  if (found === null) return ok(null);
  const inUse = yours.find((one) => isReady(one) && one.id !== found.id);
  return ok({
    id: found.id,
    name: short(found.name),
    stateName: short(stateLabel(found.state)),
    isReady: isReady(found),
    warning:
      inUse === undefined || isReady(found)
        ? null
        : short(`Approving it retires your client “${inUse.name}”, which has another key.`),
  });
}

function isReady({ state }: ClientRegistration): boolean {
  return state.value === stateValue.Ready;
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
  const { label, serial, kind, isWritable } = token.description;
  if (!isWritable) return fail('token.read-only');
  live.preview = null;
  const target = { token: token.id, label: short(label === '' ? 'unnamed token' : label), kind, serial: short(serial) };
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
