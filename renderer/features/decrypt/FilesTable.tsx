import { useEffect, useRef } from 'react';
import type { DecryptBatch } from '../../../app/contract/decrypt-shapes.ts';
import { useKeys } from '../../state/keys.ts';
import { useStepping } from '../../ui/use-stepping.ts';
import { VirtualGrid, type VirtualGridHandle } from '../../ui/VirtualGrid.tsx';
import { control, openFile } from './acts.ts';
import { chosenIn, extendedTo, startAt, toggled, useChosen } from './chosen.ts';
import lines from './FileLine.module.css';
import { FileLine } from './FileLine.tsx';
import { DETAILS } from './FilePane.tsx';
import s from './FilesTable.module.css';
import { actionsOf } from './file-words.ts';

/** Height of a row in px, exact: nothing is measured, and nothing moves when its words change. */
const ROW = 58;

/** The files as a table of any length. A click opens one; several are chosen as in a file manager. */
export function FilesTable({ batch, open }: { readonly batch: DecryptBatch; readonly open: string | null }) {
  const { files, keys } = batch;
  const grid = useRef<VirtualGridHandle>(null);
  const chosen = useChosen();
  const order = files.map(({ id }) => id);
  const version = order.join(' ');
  const ids = chosenIn(chosen, open, order);
  const chosenIds = new Set(ids);
  const isMany = ids.length > 1;
  const choose = (next: typeof chosen): void => useChosen.setState(next, true);
  const idAt = (index: number): string => files[index]?.id ?? '';

  const openedAt = open === null ? -1 : order.indexOf(open);
  const { active, stepFrom, onActive } = useStepping({
    opened: open,
    openedAt,
    version: files.length,
    open: (index, how) => {
      choose(startAt(idAt(index)));
      openFile(idAt(index), how);
    },
  });
  useKeys({ j: () => grid.current?.step(1), k: () => grid.current?.step(-1) });

  // The details below take room from the list: what is open stays in view.
  useEffect(() => {
    if (openedAt >= 0) requestAnimationFrame(() => grid.current?.show(openedAt));
  }, [openedAt]);

  return (
    <div className={s['table']}>
      <div className={lines['heads']} aria-hidden="true">
        <span />
        <span>File</span>
        <span className={lines['format']}>Format</span>
        <span className={lines['key']}>Key</span>
        <span>State</span>
        <span />
      </div>
      <VirtualGrid
        ref={grid}
        label="Files to decrypt"
        list="decrypt"
        isSettled
        version={version}
        count={files.length}
        columns={6}
        active={active}
        stepFrom={stepFrom}
        onActive={onActive}
        selection={{
          has: (index) => chosenIds.has(idAt(index)),
          toggle: (index) => choose(toggled(chosen, idAt(index), open)),
          extendTo: (index) => {
            choose(extendedTo(chosen, idAt(index), open, order));
            openFile(idAt(index), 'replace');
          },
          all: () => choose({ ids: new Set(order), anchor: chosen.anchor }),
        }}
        onOpen={() => document.getElementById(DETAILS)?.focus()}
        onDelete={() => {
          const removable = files.filter(({ id, state }) => chosenIds.has(id) && actionsOf(state).includes('remove'));
          if (removable.length > 0)
            void control(
              removable.map(({ id }) => id),
              'remove',
            );
        }}
        indexOf={(key) => order.indexOf(key)}
        rowAt={(index) => ({ key: files[index]?.id ?? null, height: ROW })}
        cells={(index) => {
          const row = files[index];
          if (row === undefined) return null;
          const isChosen = chosenIds.has(row.id);
          return (
            <FileLine
              row={row}
              keyRow={keys.find(({ id }) => id === row.key)}
              isActive={index === active}
              isChosen={isMany && isChosen}
              isMany={isMany}
              ids={isMany && isChosen ? ids : [row.id]}
              onToggle={() => choose(toggled(chosen, row.id, open))}
            />
          );
        }}
        onView={() => undefined}
      />
    </div>
  );
}
