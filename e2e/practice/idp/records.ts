import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Row {
  readonly payload: AdapterPayload;
  readonly expiresAt: number;
}

/** What the sign-in service remembers: sessions, grants, codes, refresh tokens. */
export interface Records {
  readonly rows: Map<string, Row>;
  adapter(model: string): Adapter;
  /** Makes every refresh token dead, as an administrator's "revoke sessions" does. */
  revokeRefreshTokens(): void;
}

/** @param kept rows of an earlier run, as `rows` held them */
export function makeRecords(kept: Iterable<readonly [string, Row]> = []): Records {
  const rows = new Map<string, Row>(kept);

  function find(key: string): AdapterPayload | undefined {
    const row = rows.get(key);
    if (row !== undefined && row.expiresAt < Date.now()) {
      rows.delete(key);
      return undefined;
    }
    return row?.payload;
  }

  function findIn(model: string, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [key, { payload }] of rows) {
      if (key.startsWith(`${model}:`) && matches(payload)) return find(key);
    }
    return undefined;
  }

  return {
    rows,
    revokeRefreshTokens() {
      for (const key of rows.keys()) if (key.startsWith('RefreshToken:')) rows.delete(key);
    },
    adapter: (model) => ({
      async upsert(id, payload, expiresIn) {
        rows.set(`${model}:${id}`, {
          payload,
          expiresAt: expiresIn === undefined ? Number.MAX_SAFE_INTEGER : Date.now() + expiresIn * 1000,
        });
      },
      find: async (id) => find(`${model}:${id}`),
      findByUid: async (uid) => findIn(model, (payload) => payload.uid === uid),
      findByUserCode: async (userCode) => findIn(model, (payload) => payload.userCode === userCode),
      async consume(id) {
        const payload = find(`${model}:${id}`);
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        rows.delete(`${model}:${id}`);
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of rows) if (payload.grantId === grantId) rows.delete(key);
      },
    }),
  };
}
