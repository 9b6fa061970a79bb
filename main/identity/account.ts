import { z } from 'zod';
import type { Account } from '../../app/contract/shapes.ts';
import type { Profile } from '../../app/profile.ts';
import { fail, ok, type Result } from '../../app/result.ts';

const id = z.string().regex(/^[0-9a-fA-F-]{36}$/);

/**
 * The claims of the id token that say who signed in. MSAL took it from the sign-in service over TLS and checked its
 * nonce. The access token is the platform's business: nothing in it is read here.
 */
const Claims = z.object({
  oid: id,
  tid: id,
  aud: z.string().max(200),
  name: z.string().max(300).optional(),
  preferred_username: z.string().max(300).optional(),
  groups: z.array(z.string().max(64)).max(500).catch([]).default([]),
  // Entra's "overage": for people in more than 200 groups it names another source in place of the list.
  _claim_names: z.looseObject({ groups: z.unknown().optional() }).optional().catch(undefined),
  hasgroups: z.unknown().optional(),
});

const tenant = /^https:\/\/[^/]+\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\/|$)/i;

/**
 * Who signed in, with the names that the profile's directory has for the groups.
 * @param claims as MSAL decoded them from the id token
 * @returns `session.sign-in-refused` when the token is for another app or from another tenant than the profile names
 */
export function accountOf(
  claims: unknown,
  profile: Pick<Profile, 'authority' | 'clientId' | 'directory'>,
): Result<Account> {
  const parsed = Claims.safeParse(claims);
  if (!parsed.success) return fail('session.sign-in-refused', { reason: 'an id token without oid and tid' });
  const { oid, tid, aud, name, preferred_username: username, groups, hasgroups, _claim_names: elsewhere } = parsed.data;
  if (aud.toLowerCase() !== profile.clientId.toLowerCase()) {
    return fail('session.sign-in-refused', { reason: 'an id token for another app' });
  }
  const wanted = tenant.exec(profile.authority)?.[1];
  if (wanted !== undefined && wanted.toLowerCase() !== tid.toLowerCase()) {
    return fail('session.sign-in-refused', { reason: 'an id token of another tenant' });
  }
  const known = name ?? profile.directory.people[oid.toLowerCase()] ?? username ?? oid;
  return ok({
    name: known,
    username: username ?? known,
    identity: `oid:${oid}`,
    oid,
    tenantId: tid,
    groups: groups.map((group) => named(group, profile)),
    groupsLeftOut: groups.length === 0 && (elsewhere?.groups !== undefined || hasgroups !== undefined),
  });
}

/** The same account with the names that the directory has now: it may have changed since the account was kept. */
export function nameGroups(account: Account, profile: Pick<Profile, 'directory'>): Account {
  return { ...account, groups: account.groups.map(({ id: group }) => named(group, profile)) };
}

function named(group: string, { directory }: Pick<Profile, 'directory'>): Account['groups'][number] {
  const name = directory.groups[group.toLowerCase()];
  return name === undefined ? { id: group } : { id: group, name };
}
