import type { WrappedForm } from '../../../app/crypto/wrapped-form.ts';
import { type Grade, isWeaker, weakest } from '../../../app/exposure.ts';
import { type Capabilities, type CapabilityId, firstLacking } from '../capabilities.ts';
import {
  cloudHsmRungs,
  importKek,
  innerKekRungs,
  type KekRung,
  kwpRungs,
  type Material,
  outerBodyRungs,
  outerKekRungs,
  type StepName,
  type UnwrapRung,
} from './rungs.ts';

/** One whole way from the client key to the result: a KEK rung and an unwrap rung put together. */
export interface Rung {
  /** Stable, and written into records: `hkdf-by-digest-key+kwp`. */
  readonly id: string;
  /** The worst of its parts. */
  readonly grade: Grade;
  readonly sourceNeeds: readonly CapabilityId[];
  readonly targetNeeds: readonly CapabilityId[];
  /** What makes the KEK; where it comes from another token process, these are run there. */
  readonly kekSteps: readonly StepName[];
  /** What is done with the KEK. */
  readonly steps: readonly StepName[];
}

/** Puts two rungs together, or says that they do not fit. */
function join(kek: KekRung, unwrap: UnwrapRung, isSameToken: boolean): Rung | undefined {
  const base = {
    id: `${kek.id}+${unwrap.id}`,
    grade: weakest(kek.grade, unwrap.grade),
    sourceNeeds: kek.needs,
    targetNeeds: unwrap.needs,
    kekSteps: kek.steps,
    steps: unwrap.steps,
  };
  if (kek.yields === 'object') return unwrap.takes === 'object' && isSameToken ? base : undefined;
  if (unwrap.takes === 'bytes') return base;
  return {
    ...base,
    targetNeeds: [...importKek.needs, ...unwrap.needs],
    steps: [...importKek.steps, ...unwrap.steps],
  };
}

function ladder(keks: readonly KekRung[], unwraps: readonly UnwrapRung[], isSameToken: boolean): Rung[] {
  return keks
    .flatMap((kek) => unwraps.map((unwrap) => join(kek, unwrap, isSameToken)))
    .filter((rung) => rung !== undefined)
    .toSorted((a, b) => (a.grade === b.grade ? 0 : isWeaker(a.grade, b.grade) ? 1 : -1)); // stable: the tables' order stays
}

/** Every way to open the outer envelope, least exposed first. It is opened where the client key is. */
export const outerLadder: readonly Rung[] = ladder(outerKekRungs, outerBodyRungs, true);

/** Every way to import a key of this form and kind, least exposed first. */
export function innerLadder(form: WrappedForm, material: Material, isSameToken: boolean): Rung[] {
  return ladder(innerKekRungs, form === 'kwp' ? kwpRungs[material] : cloudHsmRungs[material], isSameToken);
}

/** Why a rung was passed over. */
export interface Passed {
  readonly id: string;
  readonly grade: Grade;
  readonly why: string;
}

/** The rung a token takes, and what was passed over before it. */
export interface Choice {
  readonly rung: Rung | undefined;
  readonly passed: readonly Passed[];
}

/** The first rung whose needs both tokens have, by what the probe found: nothing is tried on the way. */
export function choose(rungs: readonly Rung[], source: Capabilities, target: Capabilities): Choice {
  const passed: Passed[] = [];
  for (const rung of rungs) {
    const why = firstLacking(source, rung.sourceNeeds) ?? firstLacking(target, rung.targetNeeds);
    if (why === undefined) return { rung, passed };
    passed.push({ id: rung.id, grade: rung.grade, why });
  }
  return { rung: undefined, passed };
}
