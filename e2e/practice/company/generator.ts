import { stateValue } from '../../../app/platform/states.ts';
import { idFor } from '../platform/ids.ts';
import type { OperationRecord, ProductRecord, RequestRecord } from '../platform/records.ts';
import { colleagues, identityOf, people } from './people.ts';

const modesByKey: Readonly<Record<string, readonly string[]>> = {
  AES128: ['AES-GCM-128', 'AES-CBC-128', 'AES-GCM-128-PSKEK'],
  AES256: ['AES-GCM-256', 'AES-GCM-256', 'AES-CBC-256', 'AES-GCM-256-PSKEK', 'AES-CBC-256-PSKEK'],
};

/** Ends of history: each with how it may have gone. */
const ends = [stateValue.Rejected, stateValue.Failed] as const;

/**
 * Many requests, always the same ones, oldest first: `count` of them wait for approval, and a twentieth as many again
 * are history. Their files do not exist until one is approved.
 * @param now milliseconds since 1970; the newest is a quarter of an hour old
 */
export function* manyRequests(
  products: readonly ProductRecord[],
  count: number,
  now: number,
): Generator<RequestRecord> {
  const operations = products
    .filter(({ state }) => state === stateValue.Ready)
    .flatMap((product) => product.operations.map((operation) => ({ product, operation })))
    .filter(({ operation }) => operation.operationType !== 'ExportableToken');
  const users = [identityOf(people.mikael), ...Object.values(colleagues).map(({ identity }) => identity)];
  const total = count + Math.floor(count / 20);
  const start = now - 15 * 60_000;
  // A year of work, whatever the number.
  const step = Math.min(3_600_000, (365 * 86_400_000) / Math.max(total, 1));
  for (let index = 0; index < total; index += 1) {
    const { product, operation } = pick(operations, index * 7 + (index >> 4));
    const isHistory = index % 21 === 20;
    yield generated(product, operation, {
      index,
      user: pick(users, index * 5 + (index >> 3)),
      createdAt: start - (total - 1 - index) * step,
      state: isHistory ? pick(ends, index) : stateValue.ApprovalRequired,
    });
  }
}

function generated(
  product: ProductRecord,
  operation: OperationRecord,
  { index, user, createdAt, state }: { index: number; user: string; createdAt: number; state: number },
): RequestRecord {
  const modes = modesByKey[operation.token.keyType];
  const isEncryption = operation.operationType === 'EncryptImageWithAES' && modes !== undefined;
  const stem = product.name.toLowerCase().replaceAll(' ', '-');
  const failed =
    state === stateValue.Failed ? { errorStatus: 'keyNotFound', errorDetail: 'the HSM was restarted' } : {};
  return {
    id: idFor(`generated:${index}`),
    name: `${stem}-${isEncryption ? 'fw' : 'image'}-${1 + (index >> 14)}.${(index >> 7) & 127}.${index & 127}`,
    description: '',
    callBackURL: '',
    productId: product.id,
    operationId: operation.id,
    user,
    createdAt: Math.round(createdAt),
    state,
    payloads: [
      {
        id: `generated-${index}`,
        name: `${stem}.bin`,
        resource: null,
        parameters: isEncryption ? [{ aesMode: pick(modes, index) }] : [],
        metadata: [],
      },
    ],
    ...failed,
  };
}

function pick<T>(list: readonly T[], index: number): T {
  const picked = list[index % list.length];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}
