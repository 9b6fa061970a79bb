import type { productChangeTypes } from '../../../app/platform/wire/change-requests.ts';

/** What the practice platform keeps. Times are milliseconds since 1970, states the platform's numbers. */

export interface Rule {
  readonly name: string;
  readonly description: string;
  readonly allowedGroups: readonly string[];
  readonly approvalGroups: readonly string[];
  readonly blanketGroups: readonly string[];
}

/** The key of an operation as it is described; the key itself lies in the key ring under `id`. */
export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly keyType: string;
  readonly extractable: boolean;
}

export interface OperationRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly operationType: string;
  readonly rule: Rule;
  readonly token: TokenRecord;
}

export interface ProductRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly productType: string;
  readonly externalRequestID: string;
  readonly requestedBy: string;
  readonly createdAt: number;
  readonly state: number;
  readonly configItems: readonly { readonly name: string; readonly value: string }[];
  readonly operations: readonly OperationRecord[];
}

export interface PayloadRecord {
  readonly id: string;
  readonly name: string;
  /** Key of the uploaded base64 text in the object store; null until a generated one is needed. */
  readonly resource: string | null;
  readonly parameters: readonly Readonly<Record<string, string>>[];
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
  readonly result?: {
    readonly resource: string;
    readonly originalSHA256: string;
    readonly modifiedSHA256: string;
    readonly provided: readonly Readonly<Record<string, string>>[];
  };
}

export interface RequestRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly callBackURL: string;
  readonly productId: string;
  readonly operationId: string;
  readonly user: string;
  readonly createdAt: number;
  readonly state: number;
  readonly payloads: readonly PayloadRecord[];
  readonly errorStatus?: string;
  readonly errorDetail?: string;
}

export interface ClientRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly idProduct: string;
  readonly clientType: string;
  readonly clientUser: string;
  readonly createdAt: number;
  readonly state: number;
  /** Base64 of PEM text, as registered. */
  readonly encryptionPublicKey: string | null;
  readonly encryptionCertificate: string | null;
  readonly clientCertificate: string | null;
}

export interface ProductChangeRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly changeType: (typeof productChangeTypes)[number];
  readonly productID: string;
  readonly operationID: string;
  readonly operation: OperationRecord | null;
  readonly metaData: Partial<Pick<ProductRecord, 'name' | 'description' | 'enabled' | 'productType'>>;
  readonly requestedBy: string;
  readonly state: number;
}

export interface ClientChangeRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly changeType: string;
  readonly clientID: string;
  readonly requestedBy: string;
  readonly state: number;
}

export interface AuditTrailRecord {
  readonly id: string;
  readonly name: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly createdAt: number;
  readonly state: number;
  readonly resource: string | null;
}

/** A product to begin from. `state` has no meaning for it. */
export interface TemplateRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly feature: string;
  readonly template: unknown;
  readonly state: number;
}

/** Somebody whose token was checked. */
export interface Caller {
  readonly oid: string;
  /** `oid:<uuid>` */
  readonly identity: string;
  readonly groups: ReadonlySet<string>;
}

/** Any one listed group is enough. @see platform-api.md section 1 */
export function isMember(caller: Caller, groups: readonly string[]): boolean {
  return groups.some((group) => caller.groups.has(group));
}
