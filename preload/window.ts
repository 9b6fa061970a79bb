import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { channels } from '../app/contract/channels.ts';
import type { Bridge } from '../app/contract/define.ts';

/** What the page gets beside the contract: a dropped File becomes an opaque id, its path goes to main alone. */
interface FileBridge {
  /** @returns the id to name the file by, or null for a File that was made by a script */
  file(file: File): Promise<string | null>;
}

type Listener = (payload: unknown) => void;
const listeners = new Map<string, Set<Listener>>();
const keyOf = (topic: unknown, name: unknown): string => `${String(topic)} ${String(name)}`;

// Nothing of Electron's event reaches the page, only the payload.
ipcRenderer.on(channels.event, (_event, topic: unknown, name: unknown, payload: unknown) => {
  for (const listener of listeners.get(keyOf(topic, name)) ?? []) listener(payload);
});

const bridge: Bridge & FileBridge = {
  call: (topic, name, input) => ipcRenderer.invoke(channels.call, topic, name, input),
  on(topic, name, listener) {
    const key = keyOf(topic, name);
    const own: Listener = (payload) => listener(payload);
    listeners.set(key, (listeners.get(key) ?? new Set<Listener>()).add(own));
    return () => {
      listeners.get(key)?.delete(own);
    };
  },
  async file(file) {
    const filePath = webUtils.getPathForFile(file);
    return filePath === '' ? null : ipcRenderer.invoke(channels.file, filePath);
  },
};
contextBridge.exposeInMainWorld('keydock', bridge);

// A file dropped where no drop zone takes it would be a navigation. The page's own drop zones come first.
for (const kind of ['dragover', 'drop'] as const) {
  window.addEventListener(kind, (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
  });
}
