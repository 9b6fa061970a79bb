import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import type { Grade } from '../../../app/exposure.ts';

/** How many keys of a product a token would take in one way. */
export interface GradeCount {
  /** Null for keys of which no grade is known here; `why` says what is in the way. */
  readonly grade: Grade | null;
  readonly why: string;
  readonly keys: number;
}

const byProtection: readonly (Grade | null)[] = ['T', 'K', 'C', null];

/** What a preview says of every token that was looked at, by the token's id: worth knowing when the token is chosen anew. */
export function gradesByToken({
  preview,
  target,
}: Pick<ExportDraft, 'preview' | 'target'>): ReadonlyMap<string, readonly GradeCount[]> {
  const found = new Map<string, GradeCount[]>();
  const note = (token: string, grade: Grade | null, said: string): void => {
    const why = grade === null ? said : '';
    const counts = found.get(token) ?? [];
    const before = counts.findIndex((one) => one.grade === grade && one.why === why);
    const keys = (counts[before]?.keys ?? 0) + 1;
    found.set(token, [...counts.filter((_, at) => at !== before), { grade, why, keys }]);
  };
  for (const { grade, refused, otherTokens } of preview?.keys ?? []) {
    if (target !== null) note(target.token, grade?.grade ?? null, refused ?? '');
    for (const other of otherTokens) note(other.token, other.grade?.grade ?? null, other.why);
  }
  const best = (a: GradeCount, b: GradeCount): number => byProtection.indexOf(a.grade) - byProtection.indexOf(b.grade);
  return new Map([...found].map(([token, counts]) => [token, counts.toSorted(best)]));
}
