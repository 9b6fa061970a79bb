import { create } from 'zustand';
import { type Ids, openFile } from './acts.ts';
import { startAt, useChosen } from './chosen.ts';

/** What can be given below the list. */
export type Asked = 'aad' | 'iv' | 'format' | 'choice';

interface AskedFor {
  /** The field that is to have the keyboard; `times` tells two equal wishes apart. */
  readonly field: Asked | null;
  readonly times: number;
  /** Opens a file, or several together, and leads the keyboard to the field for what they lack. */
  readonly ask: (file: string, field: Asked, ids: Ids) => void;
}

export const useAskedFor = create<AskedFor>((set, get) => ({
  field: null,
  times: 0,
  ask(file, field, ids) {
    useChosen.setState(ids.length > 1 ? { ids: new Set(ids), anchor: file } : startAt(file), true);
    openFile(file);
    set({ field, times: get().times + 1 });
  },
}));
