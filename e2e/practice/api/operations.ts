import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { ApprovalRule, OperationToken, ProductOperation } from '../../../app/platform/wire/products.ts';
import type { OperationRecord } from '../platform/records.ts';
import { Refusal } from './problem.ts';

/** A label in the HSM may have 128 bytes. */
const labelLimit = 128;

interface OperationAsked {
  readonly name: string;
  readonly description: string;
  readonly operationType: string;
  readonly approvalRule: ApprovalRule | undefined;
  readonly token: OperationToken | undefined;
}

/** An operation as it was asked for. @throws Refusal 400 when the label of its key would be too long */
export function newOperation(productName: string, asked: OperationAsked): OperationRecord {
  const { approvalRule, token } = asked;
  const label = `${productName}/${asked.name}/${token?.name ?? ''}`;
  if (Buffer.byteLength(label) > labelLimit) throw new Refusal(400, 'A label in the HSM would be too long');
  return {
    id: randomUUID(),
    name: asked.name,
    description: asked.description,
    operationType: asked.operationType,
    rule: {
      name: approvalRule?.name ?? '',
      description: approvalRule?.description ?? '',
      allowedGroups: approvalRule?.allowedGroups ?? [],
      approvalGroups: approvalRule?.approvalGroups ?? [],
      blanketGroups: approvalRule?.blanketGroups ?? [],
    },
    token: {
      id: randomUUID(),
      name: token?.name ?? label,
      description: token?.description ?? '',
      keyType: token?.keyType ?? '',
      extractable: token?.extractable ?? false,
    },
  };
}

/** @param publicKey PEM text, empty where there is none */
export function operationOnWire(operation: OperationRecord, publicKey: string): z.input<typeof ProductOperation> {
  const { rule, token, ...rest } = operation;
  return {
    ...rest,
    profileID: '',
    caUseCase: '',
    approvalRule: {
      name: rule.name,
      description: rule.description,
      allowedGroups: [...rule.allowedGroups],
      approvalGroups: [...rule.approvalGroups],
      blanketGroups: [...rule.blanketGroups],
    },
    token: {
      name: token.name,
      description: token.description,
      keyType: token.keyType,
      extractable: token.extractable,
      keyOverrideID: '',
      publicKey,
    },
  };
}
