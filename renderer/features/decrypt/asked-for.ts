import { useEffect } from 'react';
import { create } from 'zustand';
import { useStable } from '../../ui/use-stable.ts';
import { type Ids, openFile } from './acts.ts';
import { startAt, useChosen } from './chosen.ts';

/** What can be given below the list. */
export type Asked = 'aad' | 'iv' | 'format' | 'choice';

const none = { field: null, file: null };

/** The field of which file is to have the keyboard as soon as it is there; null when it has it. */
const useAskedFor = create<{ readonly field: Asked | null; readonly file: string | null }>(() => none);

/** Opens a file, or several together, and leads the keyboard to the field for what they lack. */
export function askFor(file: string, field: Asked, ids: Ids): void {
  useChosen.setState(ids.length > 1 ? { ids: new Set(ids), anchor: file } : startAt(file), true);
  openFile(file);
  useAskedFor.setState({ field, file });
}

/** Calls `focus` when this field of a file is asked for, once; also when it was before the field was there. */
export function useWhenAsked(file: string, field: Asked, focus: () => void): void {
  const isAsked = useAskedFor((state) => state.field === field && state.file === file);
  const lead = useStable(focus);
  useEffect(() => {
    if (!isAsked) return;
    lead();
    useAskedFor.setState(none);
  }, [isAsked, lead]);
}
