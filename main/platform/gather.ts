import { clientChangeFacts } from '../../app/platform/facts/client-change-facts.ts';
import { clientFacts } from '../../app/platform/facts/client-facts.ts';
import type { Directory } from '../../app/platform/facts/directory.ts';
import type { ItemFacts } from '../../app/platform/facts/item-facts.ts';
import { type Exporters, isExtractable, operationOfProduct } from '../../app/platform/facts/operation-facts.ts';
import { productFacts } from '../../app/platform/facts/product-facts.ts';
import { mapReading, type Reading, valueIn } from '../../app/platform/facts/reading.ts';
import { signingFacts } from '../../app/platform/facts/signing-facts.ts';
import type { ClientChange } from '../../app/platform/wire/change-requests.ts';
import { ClientRegistration } from '../../app/platform/wire/clients.ts';
import type { ImageSigning, ImageSigningRow } from '../../app/platform/wire/image-signings.ts';
import { Product } from '../../app/platform/wire/products.ts';
import { ok, type Result } from '../../app/result.ts';
import { itemPath, type PlatformClient, type ReadOptions } from './client.ts';
import { findRow, readyClients } from './lists.ts';
import { registeredKey, registeredKeys } from './public-key.ts';
import { readingOf, type Strictness } from './readings.ts';
import type { RowCache } from './row-cache.ts';

/** What the readers of facts share. */
export interface Sources {
  readonly client: PlatformClient;
  readonly rows: RowCache;
  /** Names of the profile, and who is asking: as they are at this moment. */
  readonly directory: () => Directory;
}

/** How one reading is to be done. */
export interface Manner {
  /** The identity it must be read as. */
  readonly as?: string;
  readonly strictness: Strictness;
}

/** A product, as far as this account may read it. */
export async function productReading(
  client: PlatformClient,
  id: string | undefined,
  manner: Manner,
): Promise<Result<Reading<Product>>> {
  const path = id === undefined ? null : itemPath('/products', id);
  if (path === null) return ok({ kind: 'absent' });
  const answer = await client.get(path, Product, { ...optionsOf(manner), refusalExpected: true });
  return readingOf(answer, manner.strictness);
}

/** The facts of a request that is already read; `parameters` says whether it came with its parameters. */
export async function gatherSigning(
  { client, rows, directory }: Sources,
  item: ImageSigning,
  parameters: Reading<true>,
  lists: readonly string[],
  manner: Manner,
): Promise<Result<ItemFacts>> {
  const [row, product] = await Promise.all([
    rowReading(client, rows, item, lists, manner),
    productReading(client, item.idProduct, manner),
  ]);
  if (!row.ok) return row;
  if (!product.ok) return product;
  const exporters = await exportersReading(client, item, product.value, manner);
  if (!exporters.ok) return exporters;
  const sources = { item, row: row.value, parameters, product: product.value, exporters: exporters.value };
  return ok(signingFacts(sources, directory()));
}

/** A page takes the row it has; a decision looks at the platform's first, and says so when that one is gone. */
async function rowReading(
  client: PlatformClient,
  rows: RowCache,
  item: ImageSigning,
  lists: readonly string[],
  manner: Manner,
): Promise<Result<Reading<ImageSigningRow>>> {
  const known = rows.find(item.id);
  if (known !== undefined && manner.strictness === 'tolerant') return ok({ kind: 'read', value: known });
  let last: Reading<ImageSigningRow> = { kind: 'absent' };
  for (const list of lists) {
    const reading = readingOf(await findRow(client, list, item, optionsOf(manner)), manner.strictness);
    if (!reading.ok) return reading;
    if (reading.value.kind !== 'read') {
      last = reading.value;
    } else if (reading.value.value !== undefined) {
      rows.remember([reading.value.value]);
      return ok({ kind: 'read', value: reading.value.value });
    }
  }
  return ok(known === undefined ? last : { kind: 'read', value: known });
}

/** Asked only where it matters: who could export a key that cannot leave is of no interest. */
async function exportersReading(
  client: PlatformClient,
  item: ImageSigning,
  product: Reading<Product>,
  manner: Manner,
): Promise<Result<Reading<Exporters>>> {
  if (isExtractable(operationOfProduct(product, item.idProductOperation)) !== true) return ok({ kind: 'absent' });
  const reading = readingOf(await readyClients(client, item.idProduct, optionsOf(manner)), manner.strictness);
  if (!reading.ok) return reading;
  return ok(
    mapReading(reading.value, ({ clients, whole }) => ({
      count: clients.filter(({ clientType }) => clientType === 'SecurityEngineer').length,
      atLeast: !whole,
    })),
  );
}

/** The facts of a client registration that is already read. */
export async function gatherClient(
  { client, directory }: Sources,
  item: ClientRegistration,
  manner: Manner,
): Promise<Result<ItemFacts>> {
  const [product, earlier] = await Promise.all([
    productReading(client, item.idProduct, manner),
    earlierClients(client, item, manner),
  ]);
  if (!product.ok) return product;
  if (!earlier.ok) return earlier;
  return ok(
    clientFacts(
      {
        item,
        ...registeredKeys(item),
        product: product.value,
        earlier: earlier.value,
      },
      directory(),
    ),
  );
}

/** The facts of a request to change a client that is already read. */
export async function gatherClientChange(
  { client, directory }: Sources,
  item: ClientChange,
  manner: Manner,
): Promise<Result<ItemFacts>> {
  const path = item.clientID === undefined ? null : itemPath('/registrations/clients', item.clientID);
  const changed: Result<Reading<ClientRegistration>> =
    path === null
      ? ok({ kind: 'absent' })
      : readingOf(
          await client.get(path, ClientRegistration, { ...optionsOf(manner), refusalExpected: true }),
          manner.strictness,
        );
  if (!changed.ok) return changed;
  const registration = valueIn(changed.value);
  const product = await productReading(client, registration?.idProduct, manner);
  if (!product.ok) return product;
  const key = registeredKey(registration?.encryptionPublicKey);
  return ok(
    clientChangeFacts(
      {
        item,
        client: changed.value,
        key: key.kind === 'none' ? registeredKey(registration?.encryptionCertificate) : key,
        productName: valueIn(product.value)?.name,
      },
      directory(),
    ),
  );
}

/** The Ready clients of the same product, type and user: approving retires them. @see platform-api.md section 3 */
export async function earlierClients(
  client: PlatformClient,
  item: ClientRegistration,
  manner: Manner,
): Promise<Result<Reading<readonly ClientRegistration[]>>> {
  if (item.idProduct === undefined) return ok({ kind: 'absent' });
  const reading = readingOf(await readyClients(client, item.idProduct, optionsOf(manner)), manner.strictness);
  if (!reading.ok) return reading;
  if (reading.value.kind === 'read' && !reading.value.value.whole) return ok({ kind: 'failed' });
  return ok(
    mapReading(reading.value, ({ clients }) =>
      clients.filter(
        ({ id, clientType, clientUser }) =>
          id !== item.id && clientType === item.clientType && clientUser === item.clientUser,
      ),
    ),
  );
}

/** The facts of a product that is already read. */
export function gatherProduct({ directory }: Sources, item: Product): Result<ItemFacts> {
  return ok(productFacts(item, directory()));
}

function optionsOf({ as }: Manner): ReadOptions {
  return as === undefined ? {} : { as };
}
