import { stateValue } from '../../app/platform/states.ts';
import { ClientPage, type ClientRegistration } from '../../app/platform/wire/clients.ts';
import { ok, type Result } from '../../app/result.ts';
import type { PlatformClient, Query } from '../platform/client.ts';
import type { ClientList } from '../platform/lists.ts';
import { registeredKey } from '../platform/public-key.ts';

/** Pages read at most when a whole list is needed: 500 clients. */
const mostPages = 50;

/** All clients of a filter, over all pages. @param as the identity it must be read as */
export async function clientsOf(client: PlatformClient, query: Query, as?: string): Promise<Result<ClientList>> {
  const found = new Map<string, ClientRegistration>();
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.get('/registrations/clients', ClientPage, {
      query: { ...query, page },
      refusalExpected: true,
      ...(as === undefined ? {} : { as }),
    });
    if (!answer.ok) return answer;
    for (const one of answer.value.items) found.set(one.id, one);
    if (answer.value.items.length === 0 || page + 1 >= answer.value.pages) {
      return ok({ clients: [...found.values()], whole: true });
    }
  }
  return ok({ clients: [...found.values()], whole: false });
}

/** SHA-256 of the public key that is registered, lower-case hex; null where there is none that can be read. */
export function fingerprintOfClient({ encryptionPublicKey, encryptionCertificate }: ClientRegistration): string | null {
  const key = registeredKey(encryptionPublicKey);
  const read = key.kind === 'none' ? registeredKey(encryptionCertificate) : key;
  return read.kind === 'read' ? read.sha256 : null;
}

/** Not yet decided, or in use: a registration that a second one would stand beside. */
export function isAlive({ state: { value } }: ClientRegistration): boolean {
  const ended: readonly number[] = [stateValue.Rejected, stateValue.Failed, stateValue.NotActive];
  return !ended.includes(value);
}
