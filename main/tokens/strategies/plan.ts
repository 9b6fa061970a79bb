import { formOfSymmetric, formsOfPrivateKey, type WrappedForm } from '../../../app/crypto/wrapped-form.ts';
import { type Grade, weakest } from '../../../app/exposure.ts';
import type { Capabilities } from '../capabilities.ts';
import { type ExportableKeyType, exportableKeys } from '../exportable-keys.ts';
import { choose, innerLadder, type Passed } from './ladder.ts';

/** One form a key may be in, and the rung that would take it. */
export interface FormPlan {
  readonly form: WrappedForm;
  readonly rung: { readonly id: string; readonly grade: Grade } | undefined;
  readonly passed: readonly Passed[];
}

/** What would happen to one wrapped key on one pair of tokens; made before anything is touched. */
export type ImportPlan =
  | {
      readonly kind: 'possible' /** The worst of the forms it may be in. */;
      readonly grade: Grade;
      readonly forms: readonly FormPlan[];
    }
  | { readonly kind: 'impossible'; readonly why: string };

/**
 * Plans one import from what the probes found.
 * @param wrappedOctets length of the wrapped key
 * @param isSameToken whether the client key's token also receives
 */
export function planImport(
  keyType: ExportableKeyType,
  wrappedOctets: number,
  source: Capabilities,
  target: Capabilities,
  isSameToken: boolean,
): ImportPlan {
  const key = exportableKeys[keyType];
  const forms = key.material === 'aes' ? [formOfSymmetric(key.keyLength, wrappedOctets)] : formsOfPrivateKey;
  const plans: FormPlan[] = [];
  for (const form of forms) {
    if (form === undefined) return { kind: 'impossible', why: `no wrapped ${key.name} key has ${wrappedOctets} bytes` };
    const { rung, passed } = choose(innerLadder(form, key.material, isSameToken), source, target);
    plans.push({ form, rung: rung && { id: rung.id, grade: rung.grade }, passed });
  }
  const [first, ...rest] = plans.flatMap(({ rung }) => (rung === undefined ? [] : [rung.grade]));
  if (first !== undefined) return { kind: 'possible', grade: weakest(first, ...rest), forms: plans };
  const last = plans[0]?.passed.at(-1);
  return { kind: 'impossible', why: last?.why ?? 'no way is known' };
}
