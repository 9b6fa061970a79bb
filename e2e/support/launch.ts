import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, errors, type Page } from '@playwright/test';
import type { Profile } from '../../app/profile.ts';
import type { BrowserPlan } from './browser/plan.ts';
import { type Complaint, watchPage } from './complaints.ts';
import { placeProfile } from './profile.ts';

const checkout = path.resolve(import.meta.dirname, '../..');
const START_MS = 20_000;
const TRIES = 3;
const END_MS = 10_000;

export interface LaunchOptions {
  /** The app's data folder. Given again, the app starts where the earlier one stopped. Default: a new one. */
  readonly userData?: string;
  /** A profile taken earlier. Default: none, as after installing. */
  readonly profile?: Profile;
  /** Further variables, or others in place of the session's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further command-line arguments. */
  readonly args?: readonly string[];
  /** Whether the desktop offers a secret service. Without one the app may keep nothing that needs encryption. */
  readonly keyring?: boolean;
}

/** A running Keydock: the very app and settings that users run, with Chromium's sandbox on. */
export interface Keydock {
  readonly app: ElectronApplication;
  /** The first window. */
  readonly window: Page;
  readonly userData: string;
  /** Says what the person at the system browser does when the app opens it. */
  browser(plan: BrowserPlan): void;
  /** Addresses the app opened in the system browser, oldest first. */
  visits(): readonly string[];
  /** What any window complained of so far and nobody took: refused by the policy, or thrown and not caught. */
  readonly complaints: Complaint[];
  /** What the app wrote to its standard streams. */
  output(): string;
  /** Every line of the app's own log. */
  logs(): string;
  /** Quits and waits until the process is gone. Safe to call twice. */
  close(): Promise<void>;
}

/** Starts Keydock as built in out/. The Electron is the one set-up chose. */
export async function launchKeydock(options: LaunchOptions = {}): Promise<Keydock> {
  const userData = options.userData ?? mkdtempSync(path.join(tmpdir(), 'keydock-data-'));
  if (options.profile !== undefined) placeProfile(userData, options.profile);
  const planFile = path.join(mkdtempSync(path.join(tmpdir(), 'keydock-browser-')), 'plan.json');
  const app = await attached(userData, () =>
    _electron.launch({
      executablePath: electronBinary(),
      args: [checkout, `--user-data-dir=${userData}`, ...(options.args ?? [])],
      cwd: checkout,
      env: environment(planFile, options),
      // Without this Playwright turns the sandbox off.
      chromiumSandbox: true,
      // Light or dark as the desktop and the app say; the driver would insist on light.
      colorScheme: null,
      timeout: START_MS,
    }),
  );
  const complaints: Complaint[] = [];
  const watches: Promise<void>[] = [];
  const watch = (page: Page): void => {
    watches.push(watchPage(page, complaints));
  };
  app.on('window', watch);
  app.windows().forEach(watch);
  let output = '';
  const child = app.process();
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const window = await app.firstWindow({ timeout: START_MS });
  return {
    app,
    window,
    userData,
    browser: (plan) => writeFileSync(planFile, JSON.stringify(plan)),
    visits: () => linesOf(`${planFile}.visits`),
    complaints,
    output: () => output,
    logs: () => logsIn(userData),
    close: async () => {
      await Promise.all(watches);
      await close(app, child);
    },
  };
}

/**
 * Once in some hundred starts the driver has connected to Electron's inspector and then waits for ever. It is started
 * again, and that is said aloud, with whether the app's own log shows a start. An app that does not start fails all tries.
 */
async function attached(userData: string, launch: () => Promise<ElectronApplication>): Promise<ElectronApplication> {
  for (let tries = 1; ; tries++) {
    try {
      return await launch();
    } catch (error) {
      if (tries === TRIES || !(error instanceof errors.TimeoutError)) throw error;
      const ran = logsIn(userData).includes('app.started') ? 'the app had started' : 'the app had not started';
      console.warn(`The driver did not attach within ${START_MS} ms (${ran}); started again.`);
    }
  }
}

/** The binary itself: the `electron` package would be asked for it too, but may want to download it. */
export function electronBinary(): string {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (folder === undefined) throw new Error('Start e2e tests with `npm run test:e2e`: it makes the session they need.');
  return path.join(folder, 'electron');
}

function environment(planFile: string, { env, keyring = true }: LaunchOptions): Record<string, string> {
  const session = Object.fromEntries(Object.entries(process.env).filter(isSet));
  return {
    ...session,
    ...screenOfWorker(),
    PATH: `${path.join(import.meta.dirname, 'browser')}:${session['PATH']}`,
    KEYDOCK_BROWSER_PLAN: planFile,
    ...(keyring ? {} : { DBUS_SESSION_BUS_ADDRESS: 'disabled:', XDG_CURRENT_DESKTOP: '' }),
    ...env,
  };
}

/** Each worker has a screen of its own: two would take the focus from each other, and confirmation waits for it. */
function screenOfWorker(): Record<string, string> {
  const displays = process.env['KEYDOCK_DISPLAYS']?.split(' ') ?? [];
  const display = displays[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0) % displays.length];
  return display === undefined ? {} : { DISPLAY: display };
}

function isSet(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}

async function close(app: ElectronApplication, child: ReturnType<ElectronApplication['process']>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`Keydock did not quit within ${END_MS} ms`));
    }, END_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  await Promise.all([gone, app.close()]);
}

function linesOf(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}

function logsIn(userData: string): string {
  const folder = path.join(userData, 'logs');
  if (!existsSync(folder)) return '';
  const files = readdirSync(folder).sort();
  return files.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('');
}
