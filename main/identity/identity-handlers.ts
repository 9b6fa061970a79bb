import type { KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import type { AccountPage } from '../../app/contract/shapes.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Identity } from './identity.ts';

/** What the platform lets the account do, as main/platform reads it. */
export interface Rights {
  rights(options: { readonly refresh: boolean }): Promise<Result<Omit<AccountPage, 'account'>>>;
}

/**
 * What the window may ask about the session.
 * @param current the identity of the active profile, null where there is no profile
 */
export function identityHandlers(
  current: () => { readonly identity: Identity; readonly capabilities: Rights } | null,
): Handlers<KeydockContract>['session'] {
  return {
    get: async () => ok(current()?.identity.session() ?? { kind: 'no-profile' }),
    signIn: async ({ method }) => (await current()?.identity.signIn(method)) ?? fail('profile.none'),
    async cancelSignIn() {
      await current()?.identity.cancel();
      return ok(null);
    },
    copySignInLink: async () => current()?.identity.copyLink() ?? fail('profile.none'),
    openDeviceCodePage: async () => (await current()?.identity.openDeviceCodePage()) ?? fail('profile.none'),
    async signOut() {
      await current()?.identity.signOut();
      return ok(null);
    },
    async account({ refresh }) {
      const active = current();
      if (active === null) return fail('profile.none');
      const session = active.identity.session();
      if (session.kind === 'expired') return fail('session.expired');
      if (session.kind !== 'signed-in') return fail('session.signed-out');
      const rights = await active.capabilities.rights({ refresh });
      return rights.ok ? ok({ account: session.account, ...rights.value }) : rights;
    },
  };
}
