import { useEffect } from 'react';
import type { Route } from '../../state/route.ts';
import { ExportsStart } from './ExportsStart.tsx';
import { listenToExports } from './export-queries.ts';
import { RecordScreen } from './RecordScreen.tsx';
import { Wizard } from './Wizard.tsx';

type ExportRoute = Extract<Route, { screen: 'export' }>;

/** A product's keys onto a token: where exports begin, one of them, or a record. */
export function Export({ route: { open } }: { readonly route: ExportRoute }) {
  useEffect(listenToExports, []);
  if (open === null) return <ExportsStart />;
  if (open.kind === 'record') return <RecordScreen key={open.id} id={open.id} />;
  return <Wizard key={open.id} id={open.id} />;
}
