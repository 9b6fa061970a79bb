import { stateValue } from '../../app/platform/states.ts';
import { ClientPage, type ClientRegistration } from '../../app/platform/wire/clients.ts';
import { ImageSigningPage, type ImageSigningRow } from '../../app/platform/wire/image-signings.ts';
import { ok, type Result } from '../../app/result.ts';
import type { PlatformClient, ReadOptions } from './client.ts';

/** One page of a list on its way to the window. */
export interface ListPage<R> {
  readonly page: number;
  readonly count: number;
  readonly rows: R[];
  /** ISO. */
  readonly readAt: string;
}

/** Pages read at most when a whole list is needed: 200 clients of one product. */
const mostPages = 20;

/** Clients of a list; `whole` is false where there are more pages than are read. */
export interface ClientList {
  readonly clients: readonly ClientRegistration[];
  readonly whole: boolean;
}

/** The Ready clients of a product, over all pages. */
export async function readyClients(
  client: PlatformClient,
  product: string,
  options: ReadOptions,
): Promise<Result<ClientList>> {
  const clients = new Map<string, ClientRegistration>();
  for (let page = 0; page < mostPages; page += 1) {
    const query = { page, product, state: stateValue.Ready };
    const answer = await client.get('/registrations/clients', ClientPage, { ...options, refusalExpected: true, query });
    if (!answer.ok) return answer;
    for (const one of answer.value.items) {
      // The filters are the server's; what it lets through is looked at again, since it decides who is said to receive keys.
      if (one.idProduct === product && one.state.value === stateValue.Ready) clients.set(one.id, one);
    }
    if (answer.value.items.length === 0 || page + 1 >= answer.value.pages) {
      return ok({ clients: [...clients.values()], whole: true });
    }
  }
  return ok({ clients: [...clients.values()], whole: false });
}

/**
 * A request's row, found by its name in a list: there is no call for one row.
 * @returns undefined where the first pages under that name do not have it
 */
export async function findRow(
  client: PlatformClient,
  list: string,
  wanted: { readonly id: string; readonly name: string },
  options: ReadOptions,
): Promise<Result<ImageSigningRow | undefined>> {
  for (let page = 0; page < 3; page += 1) {
    const query = { page, name: wanted.name };
    const answer = await client.get(list, ImageSigningPage, { ...options, refusalExpected: true, query });
    if (!answer.ok) return answer;
    const found = answer.value.items.find(({ id }) => id === wanted.id);
    if (found !== undefined) return ok(found);
    if (page + 1 >= answer.value.pages) break;
  }
  return ok(undefined);
}
