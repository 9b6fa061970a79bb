import type { WrapForm } from '../crypto/wrap.ts';
import type { Faults } from '../faults/faults.ts';
import type { Objects } from '../store/objects.ts';
import type { Audit } from './audit.ts';
import type { KeyRing } from './key-ring.ts';
import type { Lifecycle } from './lifecycle.ts';
import type {
  AuditTrailRecord,
  ClientChangeRecord,
  ClientRecord,
  ProductChangeRecord,
  ProductRecord,
  RequestRecord,
  TemplateRecord,
} from './records.ts';
import type { Shelf } from './shelf.ts';

/** What a test may change while the platform runs. */
export interface PlatformSettings {
  /** Milliseconds before every answer of the API and the object store. */
  latencyMs: number;
  /** How results lie in the object store: the platform's description allows both. */
  resultForm: 'raw' | 'base64';
  /** How exported keys are wrapped: nothing in the answer says which. */
  wrapForm: WrapForm;
  /** Whether the container's fields stand at the top of the payload. */
  containerAtTop: boolean;
  /** Life of presigned links in seconds. */
  linkLifeSeconds: number;
}

/** Everything the practice platform has, passed to what needs it. */
export interface Platform {
  readonly products: Shelf<ProductRecord>;
  readonly requests: Shelf<RequestRecord>;
  readonly clients: Shelf<ClientRecord>;
  readonly productChanges: Shelf<ProductChangeRecord>;
  readonly clientChanges: Shelf<ClientChangeRecord>;
  readonly templates: Shelf<TemplateRecord>;
  readonly auditTrails: Shelf<AuditTrailRecord>;
  readonly keys: KeyRing;
  readonly objects: Objects;
  readonly lifecycle: Lifecycle;
  readonly audit: Audit;
  readonly faults: Faults;
  readonly settings: PlatformSettings;
  /** A presigned link to one object. */
  link(method: 'GET' | 'PUT', key: string): string;
}
