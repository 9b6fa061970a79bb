import { contextBridge, ipcRenderer } from 'electron';
import { channels } from '../app/contract/channels.ts';
import type { SheetBridge } from '../app/contract/confirmation.ts';

const bridge: SheetBridge = {
  sheet: () => ipcRenderer.invoke(channels.sheet),
  drawn: (height) => ipcRenderer.invoke(channels.drawn, { height }),
  answer: (answer) => ipcRenderer.invoke(channels.answer, answer),
};
contextBridge.exposeInMainWorld('confirmation', bridge);

// Nothing is dropped on a question.
for (const kind of ['dragover', 'drop'] as const) window.addEventListener(kind, (event) => event.preventDefault());
