import type { JWK } from 'oidc-provider';
import { z } from 'zod';
import type { Records } from './idp/records.ts';
import type {
  AuditTrailRecord,
  ClientChangeRecord,
  ClientRecord,
  ProductChangeRecord,
  ProductRecord,
  RequestRecord,
  TemplateRecord,
} from './platform/records.ts';
import type { StoredObject } from './store/objects.ts';
import type { StoreCredentials } from './store/presign.ts';
import type { KeyedCertificate } from './tls/authority.ts';

/** What a world remembers from one run to the next. */
export interface Kept {
  readonly version: 1;
  /** When the world began, in milliseconds since 1970: ages of seeded items count from here. */
  readonly beganAt: number;
  readonly authority: KeyedCertificate;
  readonly signingKey: JWK;
  readonly cookieKeys: readonly string[];
  readonly credentials: StoreCredentials;
  readonly keys: Readonly<Record<string, string>>;
  readonly objects: Readonly<Record<string, StoredObject>>;
  readonly signedIn: readonly (readonly [string, RowOf<Records>])[];
  readonly removed: readonly string[];
  readonly products: readonly ProductRecord[];
  readonly requests: readonly RequestRecord[];
  readonly clients: readonly ClientRecord[];
  readonly productChanges: readonly ProductChangeRecord[];
  readonly clientChanges: readonly ClientChangeRecord[];
  readonly templates: readonly TemplateRecord[];
  readonly auditTrails: readonly AuditTrailRecord[];
}

type RowOf<R extends Records> = R['rows'] extends Map<string, infer Row> ? Row : never;

const Version = z.looseObject({ version: z.literal(1) });

/** Takes what this version wrote; anything else begins a new world. */
export function readKept(saved: unknown): Kept | undefined {
  // The file is ours and lies in a folder of ours; the version says which of ours.
  return Version.safeParse(saved).success ? (saved as Kept) : undefined;
}
