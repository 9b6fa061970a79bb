import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { app, MessageChannelMain } from 'electron';

/** The switch that keeps Chromium from looking for a display; read before any JavaScript runs. */
const headless = '--ozone-platform=headless';
/** Chromium's own words about buses and fonts are not for the people who read standard error. */
const quiet = '--log-level=3';

/**
 * What was typed after the program's name when that is a command: then there is no window, no single-instance lock and
 * no display. Files and links that the system hands over are paths and URLs, never this bare word.
 * @param argv process.argv: the binary, in development the app's folder, Chromium's switches, then the rest
 */
export function commandIn(argv: readonly string[]): readonly string[] | undefined {
  const rest = argv.slice(app.isPackaged ? 1 : 2);
  const first = rest.findIndex((argument) => argument !== headless && argument !== quiet);
  return rest[first] === 'decrypt' ? rest.slice(first) : undefined;
}

/**
 * Runs a command of the command line in the app's own binary. Linux chooses its display before JavaScript runs, so the
 * program starts itself once more with the choice made.
 * @param args as commandIn gave them
 * @see docs/decisions/0011-one-binary-with-a-command-line.md
 */
export function runInApp(args: readonly string[]): void {
  if (process.platform === 'linux' && app.commandLine.getSwitchValue('ozone-platform') !== 'headless') {
    process.exit(startAgain(args));
  }
  app.dock?.hide();
  void app.whenReady().then(async () => app.exit(await run(args)));
}

function startAgain(args: readonly string[]): number {
  const own = app.isPackaged ? [] : process.argv.slice(1, 2);
  const done = spawnSync(process.execPath, [headless, quiet, ...own, ...args], { stdio: descriptors(args) });
  return done.status ?? 1;
}

/** Standard input, output and error, and the one that a PIN comes on. */
function descriptors(args: readonly string[]): ('inherit' | 'ignore')[] {
  const named = Number(/--pin-fd[= ](\d{1,3})\b/.exec(args.join(' '))?.[1] ?? 2);
  return Array.from({ length: Math.max(named, 2) + 1 }, (_, fd) => (fd <= 2 || fd === named ? 'inherit' : 'ignore'));
}

async function run(args: readonly string[]): Promise<number> {
  const { electronEngine } = await import('../decrypt/electron-engine.ts');
  const { electronLauncher } = await import('../tokens/electron-launcher.ts');
  const { nativeAddonPath } = await import('../tokens/native-addon.ts');
  const { runKeydock } = await import('./run.ts');
  const bundles = import.meta.dirname;
  // Native code cannot be loaded out of the archive.
  const addon = nativeAddonPath(path.join(bundles, '../..').replace(/app\.asar$/, 'app.asar.unpacked'));
  return runKeydock(args, {
    engine: () => electronEngine(path.join(bundles, 'decrypt.js')),
    addon,
    tokens: {
      launcher: electronLauncher(path.join(bundles, 'tokens.js')),
      addon,
      async channel() {
        const { port1, port2 } = new MessageChannelMain();
        return {
          far: port2,
          near: {
            port: port1,
            send(secret) {
              port1.postMessage(secret); // copied at once
              secret.fill(0);
            },
            close: () => port1.close(),
          },
        };
      },
    },
  });
}
