import { createHash } from 'node:crypto';
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import type { Caller } from '../platform/records.ts';
import { Refusal } from './problem.ts';

/** Checks bearer tokens against the sign-in service's keys. */
export interface TokenCheck {
  /** @throws Refusal 401, or 403 for a token without groups */
  callerOf(authorization: string | undefined): Promise<Caller>;
  /** Every token that was shown so far is from now on answered as expired. */
  expireSeen(): void;
}

export function makeTokenCheck(options: {
  issuer: string;
  /** `api://<uuid>` and the bare uuid: which one is sent depends on the token version of the registration. */
  audience: string[];
  keys: JSONWebKeySet;
}): TokenCheck {
  const keySet = createLocalJWKSet(options.keys);
  const seen = new Set<string>();
  const expired = new Set<string>();
  return {
    async callerOf(authorization) {
      const token = /^Bearer ([\w.-]+)$/.exec(authorization ?? '')?.[1];
      if (token === undefined) throw new Refusal(401, 'Bearer token is missing');
      const digest = createHash('sha256').update(token).digest('base64');
      if (expired.has(digest)) throw new Refusal(401, 'Token has expired');
      const { payload } = await jwtVerify(token, keySet, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: ['RS256'],
      }).catch((error: unknown) => {
        throw new Refusal(401, error instanceof errors.JWTExpired ? 'Token has expired' : 'Token is not valid');
      });
      seen.add(digest);
      const { oid, groups } = payload;
      if (typeof oid !== 'string') throw new Refusal(401, 'Token is not valid');
      if (!Array.isArray(groups)) throw new Refusal(403, 'Token has no groups claim');
      return { oid, identity: `oid:${oid}`, groups: new Set(groups.map(String)) };
    },
    expireSeen() {
      for (const digest of seen) expired.add(digest);
      seen.clear();
    },
  };
}
