import { FolderOpen, type LucideIcon, Pause, Play, RotateCcw, Square, X } from 'lucide-react';
import type { FileRow } from '../../../app/contract/decrypt-shapes.ts';
import { IconButton } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { control, reveal } from './acts.ts';
import { type Action, actionsOf } from './file-words.ts';

const actions: Readonly<Record<Action, { readonly label: string; readonly icon: LucideIcon }>> = {
  pause: { label: 'Pause', icon: Pause },
  resume: { label: 'Resume', icon: Play },
  cancel: { label: 'Cancel', icon: Square },
  retry: { label: 'Try again', icon: RotateCcw },
  remove: { label: 'Remove from the list', icon: X },
};

/** What can be done with one file, as pictures at the end of its row. */
export function RowActions({ row }: { readonly row: FileRow }) {
  const name = visible(row.name);
  return (
    <>
      {row.state.kind === 'done' && (
        <IconButton
          label={`Show ${name} in its folder`}
          icon={<FolderOpen size={15} aria-hidden="true" />}
          onClick={(event) => {
            event.stopPropagation();
            void reveal(row.id);
          }}
        />
      )}
      {actionsOf(row.state).map((action) => {
        const { label, icon: Icon } = actions[action];
        return (
          <IconButton
            key={action}
            label={`${label}: ${name}`}
            icon={<Icon size={15} aria-hidden="true" />}
            onClick={(event) => {
              event.stopPropagation();
              void control([row.id], action);
            }}
          />
        );
      })}
    </>
  );
}
