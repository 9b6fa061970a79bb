import { Cpu } from 'lucide-react';
import { useRef } from 'react';
import type { ModuleRow, TokensOverview } from '../../../app/contract/token-shapes.ts';
import { useKeys } from '../../state/keys.ts';
import { hashOf } from '../../state/route.ts';
import { Empty } from '../../ui/Empty.tsx';
import { rowHeights } from '../../ui/Row.tsx';
import { shortenMiddle, visible } from '../../ui/shorten.ts';
import { useStepping } from '../../ui/use-stepping.ts';
import { VirtualGrid, type VirtualGridHandle } from '../../ui/VirtualGrid.tsx';
import { AddButtons } from './AddButtons.tsx';
import { ModuleListRow, TokenListRow } from './ListRows.tsx';
import s from './TokensList.module.css';
import { type ListRow, listRows, offeredModules } from './token-list.ts';
import { UseModuleButton } from './UseModuleButton.tsx';

/** A module that is on this machine and was never loaded. */
function Offered({ module, isOpen }: { readonly module: ModuleRow; readonly isOpen: boolean }) {
  return (
    <li className={s['offer']} data-active={isOpen || undefined}>
      <a
        href={hashOf({ screen: 'tokens', open: module.id })}
        className={s['offered']}
        aria-current={isOpen ? 'true' : undefined}
      >
        <span className={s['name']}>{visible(module.name)}</span>
        <span className={s['path']} title={module.path}>
          {visible(shortenMiddle(module.path, 14, 24))}
        </span>
      </a>
      <UseModuleButton module={module} form="short" />
    </li>
  );
}

/** Modules and below each its tokens; what was only found stands apart, and what was not found can be added. */
export function TokensList({
  overview,
  open,
  onOpen,
}: {
  readonly overview: TokensOverview;
  readonly open: string | null;
  readonly onOpen: (id: string, how: 'push' | 'replace') => void;
}) {
  const grid = useRef<VirtualGridHandle>(null);
  const rows = listRows(overview);
  const offered = offeredModules(overview);
  const at = (id: string): number => rows.findIndex((row) => row.id === id);
  const { active, stepFrom, onActive } = useStepping({
    opened: open,
    openedAt: open === null ? -1 : at(open),
    version: rows.length,
    open: (index, how) => {
      const row = rows[index];
      if (row !== undefined) onOpen(row.id, how);
    },
  });
  useKeys({ j: () => grid.current?.step(1), k: () => grid.current?.step(-1) });

  return (
    <>
      {rows.length === 0 && offered.length === 0 && (
        <div className={s['none']}>
          <Empty icon={<Cpu size={18} />} title="No module was found">
            None is in the usual places. Add the PKCS#11 module that came with your token, or an NSS database.
          </Empty>
        </div>
      )}
      {rows.length > 0 && (
        <VirtualGrid
          ref={grid}
          label="Modules and tokens"
          list="tokens"
          isSettled={overview.isSettled}
          version={overview.readAt}
          count={rows.length}
          columns={2}
          active={active}
          stepFrom={stepFrom}
          onActive={onActive}
          indexOf={at}
          rowAt={(index) => ({ key: rows[index]?.id ?? null, height: heightOf(rows[index]) })}
          cells={(index) => {
            const row = rows[index];
            if (row === undefined) return null;
            return row.kind === 'module' ? (
              <ModuleListRow module={row.module} isActive={index === active} isSettled={overview.isSettled} />
            ) : (
              <TokenListRow token={row.token} isActive={index === active} />
            );
          }}
          onView={() => undefined}
        />
      )}
      {offered.length > 0 && (
        <section className={s['offers']} data-alone={rows.length === 0 || undefined} aria-labelledby="tokens-offered">
          <h2 id="tokens-offered" className={s['heading']}>
            Found on this machine, not used yet
          </h2>
          {rows.length === 0 && <p className={s['note']}>Nothing of them was loaded. Choose the one of your token.</p>}
          <ul>
            {offered.map((module) => (
              <Offered key={module.id} module={module} isOpen={module.id === open} />
            ))}
          </ul>
        </section>
      )}
      <div className={s['add']}>
        <AddButtons />
      </div>
    </>
  );
}

function heightOf(row: ListRow | undefined): number {
  return row?.kind === 'module' ? rowHeights.head : rowHeights.plain;
}
