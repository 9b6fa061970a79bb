import { contextBridge, ipcRenderer } from 'electron';
import { channels } from '../app/contract/channels.ts';
import type { SecretBridge, SecretWords } from '../app/contract/secret.ts';

// The way to the process that needs the secret. The page never gets it: it can only ask to send.
let port: MessagePort | null = null;
ipcRenderer.once(channels.secretPort, (event) => {
  port = event.ports[0] ?? null;
});

const bridge: SecretBridge = {
  sheet: () => ipcRenderer.invoke(channels.secretSheet),
  drawn: (height) => ipcRenderer.invoke(channels.secretDrawn, { height }),
  async send(typed) {
    if (port === null || (await ipcRenderer.invoke(channels.secretMay)) !== true) return false;
    const octets = new TextEncoder().encode(typed);
    port.postMessage(octets); // copied at once
    octets.fill(0);
    return true;
  },
  cancel: (how) => ipcRenderer.invoke(channels.secretCancel, how),
  onWords(listener) {
    ipcRenderer.on(channels.secretWords, (_event, words: SecretWords) => listener(words));
  },
};
contextBridge.exposeInMainWorld('secret', bridge);

// Nothing is dropped where a PIN is typed.
for (const kind of ['dragover', 'drop'] as const) window.addEventListener(kind, (event) => event.preventDefault());
