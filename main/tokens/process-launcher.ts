/**
 * How a token process is started and spoken to. Two ways do the same: Electron's utilityProcess in the app, and
 * child_process.fork for the command line and for tests. The process's own code is the same file in both.
 */
export interface ProcessLauncher {
  launch(): LaunchedProcess;
}

/** A port for secrets, whose other end main gives to a window or to another token process, or keeps (command line). */
export type TransferredPort = unknown;

export interface LaunchedProcess {
  post(message: unknown, port?: TransferredPort): void;
  onMessage(listener: (message: unknown) => void): void;
  /** @param how `exit code 11`, `signal SIGSEGV` */
  onExit(listener: (how: string) => void): void;
  /** Ends it at once; a module in native code cannot be asked. */
  kill(): void;
}
