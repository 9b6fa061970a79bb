import type { ObjectRow } from '../../../app/contract/token-shapes.ts';

/** What an object is called; one without a label by what it is identified with. */
export function objectName({ label, ckaId }: Pick<ObjectRow, 'label' | 'ckaId'>): string {
  if (label.trim() !== '') return label;
  return ckaId === '' ? 'without a name' : `without a name, ${ckaId.slice(0, 16)}`;
}

/** Objects that have every word of the query in their name, type, class, uses or CKA_ID. */
export function objectsLike(rows: readonly ObjectRow[], query: string): readonly ObjectRow[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ label, type, class: kind, uses, ckaId }) => {
    const text = `${label} ${type} ${kind} ${uses.join(' ')} ${ckaId}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
