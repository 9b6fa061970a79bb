import { createHash } from 'node:crypto';
import { stateValue } from '../../../app/platform/states.ts';
import { kekIvItem } from '../../../app/platform/wire/products.ts';
import { idFor } from '../platform/ids.ts';
import type { OperationRecord, ProductRecord, Rule } from '../platform/records.ts';
import { colleagues, groups, identityOf, people } from './people.ts';

/** A state without a published name, for a product that is to be deleted. @see assumptions.toBeDeletedState */
export const toBeDeleted = 512;

const releases: Rule = {
  name: 'Releases',
  description: 'Firmware writers ask, release approvers decide',
  allowedGroups: [groups.firmwareWriters.id, groups.buildServices.id],
  approvalGroups: [groups.releaseApprovers.id],
  blanketGroups: [],
};
const nightly: Rule = {
  name: 'Nightly builds',
  description: 'Builds for the laboratory need no approval',
  allowedGroups: [groups.firmwareWriters.id, groups.buildServices.id],
  approvalGroups: [groups.releaseApprovers.id],
  blanketGroups: [groups.firmwareWriters.id, groups.buildServices.id],
};
const fieldWork: Rule = {
  ...releases,
  name: 'Releases and field analysis',
  description: 'Field analysts may read and ask, too',
  allowedGroups: [...releases.allowedGroups, groups.fieldAnalysts.id],
};

/** The types of key that an ExportableToken operation may have. @see platform-api.md section 4 */
const exportableKeyTypes = [
  'AES128',
  'AES256',
  'RSA2048',
  'RSA3072',
  'RSA4096',
  'ECDSAP256',
  'ECDSAP384',
  'ECDSAP521',
] as const;

interface OperationSeed {
  readonly name: string;
  readonly type: string;
  readonly keyType: string;
  readonly extractable?: boolean;
  readonly rule?: Rule;
  readonly description?: string;
}

interface ProductSeed {
  readonly name: string;
  readonly type: 'RnD' | 'Production' | 'CA';
  readonly description: string;
  readonly hoursAgo: number;
  readonly state?: number;
  readonly enabled?: boolean;
  readonly requestedBy?: string;
  readonly operations: readonly OperationSeed[];
}

/** Most products have one operation: their firmware is encrypted. */
function encryptOnly(keyType: 'AES128' | 'AES256', extractable: boolean): OperationSeed[] {
  return [{ name: 'Firmware encryption', type: 'EncryptImageWithAES', keyType, extractable }];
}

const seeds: readonly ProductSeed[] = [
  {
    name: 'Gateway G1',
    type: 'Production',
    description: 'First gateway, out of service since spring',
    hoursAgo: 26_000,
    state: toBeDeleted,
    enabled: false,
    operations: encryptOnly('AES128', false),
  },
  {
    name: 'Sensor S3',
    type: 'Production',
    description: 'Temperature and humidity',
    hoursAgo: 21_000,
    operations: encryptOnly('AES128', false),
  },
  {
    name: 'Northwind Device CA',
    type: 'CA',
    description: 'Issues device certificates',
    hoursAgo: 20_000,
    operations: [{ name: 'Device certificates', type: 'IssueDeviceCertificate', keyType: 'ECDSAP384' }],
  },
  {
    name: 'Pump P4',
    type: 'Production',
    description: 'Controller of the P4 pump',
    hoursAgo: 15_500,
    operations: encryptOnly('AES256', true),
  },
  {
    name: 'Valve V2',
    type: 'Production',
    description: 'Valve actuator',
    hoursAgo: 15_000,
    operations: encryptOnly('AES256', false),
  },
  {
    name: 'Display D7',
    type: 'Production',
    description: 'Operator panel',
    hoursAgo: 12_000,
    operations: [...encryptOnly('AES256', true), { name: 'Container signing', type: 'SignOCI', keyType: 'ECDSAP256' }],
  },
  {
    name: 'Charger C1',
    type: 'Production',
    description: 'Wall charger',
    hoursAgo: 9_000,
    operations: encryptOnly('AES256', true),
  },
  {
    name: 'Meter M1',
    type: 'Production',
    description: 'Energy meter, one-time keys',
    hoursAgo: 6_000,
    operations: [
      { name: 'Image encryption', type: 'EncryptImageWithAES', keyType: 'AES256', extractable: true, rule: fieldWork },
      { name: 'Windows tool signing', type: 'SignWindowsBinary', keyType: 'RSA3072' },
    ],
  },
  {
    name: 'Field kit F1',
    type: 'Production',
    description: 'Keys that technicians carry on tokens',
    hoursAgo: 4_000,
    operations: exportableKeyTypes.map((keyType) => ({
      name: `Field key ${keyType}`,
      type: 'ExportableToken',
      keyType,
      extractable: true,
    })),
  },
  {
    name: 'Sensor S5',
    type: 'RnD',
    description: 'Vibration sensor, in development',
    hoursAgo: 3_000,
    operations: [
      { name: 'Firmware encryption', type: 'EncryptImageWithAES', keyType: 'AES128', rule: fieldWork },
      { name: 'Nightly encryption', type: 'EncryptImageWithAES', keyType: 'AES256', rule: nightly },
    ],
  },
  {
    name: 'Gateway G2',
    type: 'Production',
    description: 'Field gateway, in production in Tampere',
    hoursAgo: 2_000,
    operations: [
      {
        name: 'Content encryption',
        type: 'EncryptImageWithAES',
        keyType: 'AES256',
        extractable: true,
        description: 'Firmware of the gateway, decrypted again by security engineers in the field',
      },
      { name: 'U-Boot signing', type: 'SignUBoot', keyType: 'RSA2048' },
      { name: 'High-assurance boot', type: 'SignHAB', keyType: 'RSA2048' },
      { name: 'Update bundles', type: 'RaucBundleSigning', keyType: 'ECDSAP256' },
      { name: 'Release digests', type: 'DigestSigning', keyType: 'ECDSAP384' },
      { name: 'Quantum loader', type: 'SignQuantumLoader', keyType: 'MLDSA65' },
      { name: 'Field identity', type: 'ExportableToken', keyType: 'ECDSAP256', extractable: true },
    ],
  },
  {
    name: 'Sensor S6',
    type: 'RnD',
    description: 'Given up before it was built',
    hoursAgo: 700,
    state: stateValue.Rejected,
    operations: encryptOnly('AES128', true),
  },
  {
    name: 'Sensor S7',
    type: 'RnD',
    description: 'Vibration and sound, successor of the S5',
    hoursAgo: 2,
    state: stateValue.ApprovalRequired,
    operations: [
      { name: 'Firmware encryption', type: 'EncryptImageWithAES', keyType: 'AES256', extractable: true },
      { name: 'Update bundles', type: 'RaucBundleSigning', keyType: 'ECDSAP256' },
    ],
  },
  {
    name: 'Relay R1',
    type: 'Production',
    description: 'Remote relay for substations',
    hoursAgo: 1.5,
    state: stateValue.ApprovalRequired,
    requestedBy: colleagues.priya.identity,
    operations: encryptOnly('AES256', false),
  },
];

/** The products of the company, oldest first. @param now milliseconds since 1970 */
export function companyProducts(now: number): ProductRecord[] {
  return seeds.map((seed) => {
    const state = seed.state ?? stateValue.Ready;
    return {
      id: idFor(`product:${seed.name}`),
      name: seed.name,
      description: seed.description,
      enabled: seed.enabled ?? true,
      productType: seed.type,
      externalRequestID: '',
      requestedBy: seed.requestedBy ?? identityOf(people.mikael),
      createdAt: now - seed.hoursAgo * 3_600_000,
      state,
      // A fixed IV, so that a program that was told it once goes on working with the practice world of tomorrow.
      configItems: isMade(state) ? configItemsOf(seed.name) : [],
      operations: seed.operations.map((operation) => operationOf(seed.name, operation)),
    };
  });
}

function isMade(state: number): boolean {
  return state === stateValue.Ready || state === toBeDeleted;
}

/** What programming stations need: the IV, and the hashes that are burnt into the fuses. */
function configItemsOf(product: string): { name: string; value: string }[] {
  const table = createHash('sha512').update(`srk:${product}`).digest();
  return [
    { name: kekIvItem, value: ivFor(product) },
    { name: 'SRKTable', value: table.toString('base64') },
    { name: 'SRKHash', value: createHash('sha256').update(table).digest('base64') },
  ];
}

function ivFor(product: string): string {
  return createHash('md5').update(`kek-iv:${product}`).digest('base64');
}

function operationOf(product: string, seed: OperationSeed): OperationRecord {
  const id = idFor(`operation:${product}:${seed.name}`);
  return {
    id,
    name: seed.name,
    description: seed.description ?? '',
    operationType: seed.type,
    rule: seed.rule ?? releases,
    token: {
      id: idFor(`token:${product}:${seed.name}`),
      name: `${product} ${seed.name}`.toLowerCase().replaceAll(' ', '-'),
      description: '',
      keyType: seed.keyType,
      extractable: seed.extractable ?? false,
    },
  };
}

/** Ids of a product and one of its operations, by their names. @throws Error when the company has none so named */
export function findOperation(
  products: readonly ProductRecord[],
  productName: string,
  operationName: string,
): { productId: string; operationId: string } {
  const product = products.find(({ name }) => name === productName);
  const operation = product?.operations.find(({ name }) => name === operationName);
  if (product === undefined || operation === undefined) throw new Error(`no ${operationName} of ${productName}`);
  return { productId: product.id, operationId: operation.id };
}
