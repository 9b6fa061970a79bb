import type { Bridge } from '../app/contract/define.ts';

declare global {
  interface Window {
    /** What preload gives the page: calls and events of the contract, and an opaque id for a file that was dropped. */
    readonly keydock: Bridge & { file(file: File): Promise<string | null> };
  }
}
