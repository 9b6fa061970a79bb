import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { fuses } from '../../scripts/package/fuses.mjs';
import { type Complaint, watchPage } from '../support/complaints.ts';

const folder = path.resolve(import.meta.dirname, '../../dist/linux-unpacked');
const binary = path.join(folder, 'keydock');

const running: ChildProcess[] = [];
test.afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
});

test.describe('the packaged app', () => {
  test('has every fuse as decided, read back from the binary', async () => {
    const { version, ...wire } = await getCurrentFuseWire(binary);
    const states = Object.entries(wire);
    expect(states.length).toBeGreaterThanOrEqual(8);
    for (const [index, state] of states) {
      const row = fuses.find(({ name }) => FuseV1Options[name] === Number(index));
      expect(state, `${row?.name ?? `fuse ${index}`}: ${row?.why}`).toBe(
        row?.on ? FuseState.ENABLE : FuseState.DISABLE,
      );
    }
  });

  test('holds the bundles and the native parts, and nothing they were made from', () => {
    const files = filesInArchive(path.join(folder, 'resources', 'app.asar'));
    expect(files).toContain('out/main/main.js');
    expect(files.filter((file) => /\.tsx?$|\.map$|^scripts|^e2e|^app\//.test(file))).toEqual([]);
    expect(
      files.filter((file) => file.startsWith('node_modules/') && !file.startsWith('node_modules/pkcs11js/')),
    ).toEqual([]);
    for (const file of files.filter((name) => name.endsWith('.node'))) {
      expect(
        existsSync(path.join(folder, 'resources', 'app.asar.unpacked', file)),
        `${file} lies outside the archive`,
      ).toBe(true);
    }
    expect(existsSync(path.join(folder, 'resources', 'default_app.asar'))).toBe(false);
  });

  test('opens its window from its own scheme, in the sandbox, and keeps its policy', async () => {
    const { child, browser, page, complaints } = await start();
    await expect(page).toHaveURL(/^keydock:\/\/app\//);
    await expect(page.locator('#root > *').first()).toBeVisible();
    expect(rendererSandbox(child)).toBe(2);
    expect(complaints).toEqual([]);
    expect(browser.contexts()).toHaveLength(1);
  });

  test('takes no orders from the environment', async () => {
    const { page } = await start({
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--throw-deprecation --require /nonexistent.cjs',
    });
    await expect(page).toHaveURL(/^keydock:\/\/app\//);
  });
});

async function start(env: Readonly<Record<string, string>> = {}) {
  const userData = mkdtempSync(path.join(tmpdir(), 'keydock-packaged-'));
  const child = spawn(binary, ['--remote-debugging-port=0', `--user-data-dir=${userData}`], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.push(child);
  const browser: Browser = await chromium.connectOverCDP(await devToolsAddress(child));
  const context = browser.contexts()[0]!;
  const page: Page = context.pages()[0] ?? (await context.waitForEvent('page'));
  const complaints: Complaint[] = [];
  await watchPage(page, complaints);
  return { child, browser, page, complaints };
}

async function devToolsAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stderr! })) {
    const found = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (found !== undefined) {
      child.stderr?.resume();
      return found;
    }
  }
  throw new Error('The packaged app ended before it listened');
}

/** Seccomp mode of the process that runs the page: 2 is a filter, Chromium's sandbox. */
function rendererSandbox(child: ChildProcess): number {
  const renderer = descendants(child.pid!).find((pid) => commandLine(pid).includes('--type=renderer'));
  if (renderer === undefined) throw new Error('No renderer among the children');
  return Number(/^Seccomp:\s+(\d)/m.exec(readFileSync(`/proc/${renderer}/status`, 'utf8'))?.[1]);
}

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function commandLine(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
}

interface Directory {
  readonly files: Readonly<Record<string, Directory | { readonly size: number }>>;
}

/** An ASAR archive begins with a pickle: its JSON directory has its length at byte 12. */
function filesInArchive(archive: string): string[] {
  const file = openSync(archive, 'r');
  try {
    const head = Buffer.alloc(16);
    readSync(file, head, 0, 16, 0);
    const json = Buffer.alloc(head.readUInt32LE(12));
    readSync(file, json, 0, json.length, 16);
    return namesIn(JSON.parse(json.toString('utf8')));
  } finally {
    closeSync(file);
  }
}

function namesIn({ files }: Directory): string[] {
  return Object.entries(files).flatMap(([name, entry]) =>
    'files' in entry ? namesIn(entry).map((inner) => `${name}/${inner}`) : [name],
  );
}
