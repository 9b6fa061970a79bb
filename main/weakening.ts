import { app } from 'electron';

/** Chromium's switches that turn the checks of certificates off, or write the keys of every TLS connection to a file. */
const againstTls = [
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'allow-insecure-localhost',
  'ssl-key-log-file',
];
/** Chromium's switches without which pages run outside its sandbox; too late to undo when this is read. */
const againstSandbox = ['no-sandbox', 'disable-seccomp-filter-sandbox', 'single-process'];

/**
 * Takes back what a line in a desktop entry or a shell profile could have weakened, before Chromium's network stack and
 * its pages start. Call it first of all.
 */
export function undoWeakening(): void {
  for (const name of againstTls) app.commandLine.removeSwitch(name);
  delete process.env['SSLKEYLOGFILE'];
  // A page may ask for names to be looked up ahead, <link rel=dns-prefetch>: no request handler and no policy sees that,
  // and a name can carry what the page knows. Blink's own setting is the one that counts.
  app.commandLine.appendSwitch('blink-settings', 'dnsPrefetchingEnabled=false');
}

/** Ask before `app.enableSandbox`, which hides the answer. @returns the switch that turned the sandbox off, or null */
export function sandboxTurnedOffBy(): string | null {
  return againstSandbox.find((name) => app.commandLine.hasSwitch(name)) ?? null;
}

/** Ends the start with one sentence on standard error and exit code 1. */
export function refuseToStart(name: string): void {
  process.stderr.write(`Keydock does not start with --${name}: its windows would run without Chromium's sandbox.\n`);
  app.exit(1);
}
