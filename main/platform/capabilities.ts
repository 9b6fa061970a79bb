import type { AccountPage } from '../../app/contract/shapes.ts';
import { Capabilities, type Permissions } from '../../app/platform/wire/account.ts';
import { ok, type Result } from '../../app/result.ts';
import type { PlatformClient } from './client.ts';

type Rights = Pick<AccountPage, 'rights' | 'readAt' | 'validForSeconds'>;

/** What the platform lets this account do, as `/user/capabilities` says it. */
export interface RightsReader {
  /** @param refresh asks now, whatever is remembered */
  read(refresh: boolean): Promise<Result<Rights>>;
  /** Forgets them: a new sign-in, or a 403 that nobody counted with. */
  forget(): void;
}

/** Remembers the rights for as long as the platform says they hold (`ttlSeconds`). */
export function createRightsReader(client: PlatformClient): RightsReader {
  let held: { readonly rights: Rights; readonly until: number } | null = null;
  let generation = 0;
  return {
    async read(refresh) {
      if (!refresh && held !== null && Date.now() < held.until) return ok(held.rights);
      const mine = generation;
      const answer = await client.get('/user/capabilities', Capabilities);
      if (!answer.ok) return answer;
      const { permissions, ttlSeconds } = answer.value;
      const rights: Rights = {
        rights: Object.entries(permissions)
          .slice(0, 200)
          .map(([resource, may]) => ({ resource, rights: granted(may) }))
          .sort((a, b) => (a.resource < b.resource ? -1 : 1)),
        readAt: new Date().toISOString(),
        validForSeconds: Math.floor(ttlSeconds),
      };
      if (mine === generation) held = { rights, until: Date.now() + ttlSeconds * 1000 };
      return ok(rights);
    },
    forget() {
      generation += 1;
      held = null;
    },
  };
}

function granted(may: Permissions): string[] {
  return Object.entries(may)
    .filter(([, allowed]) => allowed === true)
    .map(([right]) => right);
}
