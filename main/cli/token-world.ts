import type { ProcessLauncher, TransferredPort } from '../tokens/process-launcher.ts';

/** One end of a channel between two processes, and a way to send a secret from here. */
export interface NearEnd {
  /** What goes to the engine. */
  readonly port: TransferredPort;
  /** Sends a secret and wipes it. */
  send(secret: Uint8Array): void;
  close(): void;
}

/** How tokens are reached: by forked processes and sockets in a checkout, by utilityProcesses and ports in the app. */
export interface TokenWorld {
  readonly launcher: ProcessLauncher;
  readonly addon: string;
  channel(): Promise<{ readonly near: NearEnd; readonly far: TransferredPort }>;
}
