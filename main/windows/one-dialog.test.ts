import { expect, test } from 'vitest';
import type { Dialogs } from './files.ts';
import { oneDialogAtATime } from './one-dialog.ts';

const caller = { webContentsId: 1 };
const file = { title: 'A file', filters: [] };

/** Dialogs that stay open until they are answered. */
function held() {
  const answers: ((chosen: string) => void)[] = [];
  const open = () => new Promise<string>((resolve) => answers.push(resolve));
  const dialogs: Dialogs = {
    openFile: open,
    openFiles: async () => [await open()],
    openFolder: open,
    saveFile: open,
  };
  return { dialogs: oneDialogAtATime(dialogs), answers };
}

test('while one is open no other opens, of whatever kind', async () => {
  const { dialogs, answers } = held();
  const first = dialogs.openFolder({ title: 'A folder' }, caller);
  expect(await dialogs.openFile(file, caller)).toBeNull();
  expect(await dialogs.openFiles(file, caller)).toEqual([]);
  expect(await dialogs.saveFile({ ...file, name: 'f' }, caller)).toBeNull();
  expect(answers).toHaveLength(1);
  answers[0]?.('/folder');
  expect(await first).toBe('/folder');
});

test('afterwards the next one does, also when one has failed', async () => {
  const broken = oneDialogAtATime({ ...held().dialogs, openFile: async () => Promise.reject(new Error('no display')) });
  await expect(broken.openFile(file, caller)).rejects.toThrow('no display');
  await expect(broken.openFile(file, caller)).rejects.toThrow('no display');
});
