import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { electronBinary } from '../../support/launch.ts';

const START_MS = 30_000;

/** An app started as a user's desktop starts it, without a driver in the way; the driver attaches afterwards. */
export interface Apart {
  readonly page: Page;
  readonly pid: number;
  /**
   * Waits for a user-timing mark of the page.
   * @returns milliseconds from the spawn to the mark
   */
  sinceSpawn(mark: string): Promise<number>;
  close(): Promise<void>;
}

/**
 * Spawns an Electron app and attaches to its window over the DevTools port.
 * @param folder the app's folder, with a package.json
 * @param userData its data folder; a new one by default
 */
export async function startApart(
  folder: string,
  userData = mkdtempSync(path.join(tmpdir(), 'bench-')),
): Promise<Apart> {
  const spawnedAt = Date.now();
  const child = spawn(electronBinary(), [folder, `--user-data-dir=${userData}`, '--remote-debugging-port=0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    const browser = await chromium.connectOverCDP(await devToolsAddress(child));
    const context = browser.contexts()[0];
    if (context === undefined) throw new Error('the app has no browser context');
    const page = context.pages()[0] ?? (await context.waitForEvent('page', { timeout: START_MS }));
    return {
      page,
      pid: child.pid ?? 0,
      sinceSpawn: async (mark) => {
        await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, mark, {
          timeout: START_MS,
          polling: 50,
        });
        const at = await page.evaluate(
          (name) => performance.timeOrigin + (performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN),
          mark,
        );
        return at - spawnedAt;
      },
      close: async () => {
        await browser.close();
        await end(child);
      },
    };
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(timer);
}

function devToolsAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const timer = setTimeout(() => reject(new Error(`no DevTools address within ${START_MS} ms: ${seen}`)), START_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const address = /DevTools listening on (ws:\S+)/.exec(seen)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the app ended with ${code}: ${seen}`)));
  });
}

/**
 * Proportional set size of a process and all its descendants, in MB (10^6 bytes): shared pages count once, split
 * among those that share them (Linux, /proc/PID/smaps_rollup). Chromium's sandboxed children hide theirs from other
 * ordinary processes; then the answer is null rather than a smaller number.
 */
export function proportionalSetSize(root: number): number | null {
  let kib = 0;
  for (const pid of familyOf(root)) {
    try {
      const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
      if (pss === undefined) return null;
      kib += Number(pss);
    } catch {
      return null;
    }
  }
  return (kib * 1024) / 1e6;
}

function familyOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The name of a process may hold anything, brackets too: what follows the last one is the fixed part.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      parents.set(Number(name), Number(parent));
    } catch {
      // It ended meanwhile.
    }
  }
  const family = [root];
  for (const member of family) {
    for (const [pid, parent] of parents) if (parent === member) family.push(pid);
  }
  return family;
}
