import type { ProductRow } from '../../../app/contract/shapes.ts';
import { rememberSeen } from '../../data/seen-rows.ts';
import { Row } from '../../ui/Row.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';

/** Its type, whether it can be used, and what it is for. */
function subtitleOf({ productType, enabled, description }: ProductRow): string {
  return [productType, enabled === false ? 'disabled' : '', description].filter(Boolean).join(' · ');
}

export function rememberProducts(rows: readonly ProductRow[]): void {
  rememberSeen(
    'products',
    rows.map((row) => ({ id: row.id, title: row.title, note: `product · ${subtitleOf(row)}` })),
  );
}

/** A product in a list. */
export function ProductListRow({ row, isActive }: { readonly row: ProductRow; readonly isActive: boolean }) {
  return (
    <Row
      icon="product"
      noun="Product"
      title={row.title}
      subtitle={subtitleOf(row)}
      state={<StateBadge state={row.state} />}
      isActive={isActive}
    />
  );
}
