import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Practice, startPractice } from '../../practice/world.ts';
import { Approver } from '../../support/approver.ts';
import { launchKeydock } from '../../support/launch.ts';
import { placeProfile } from '../../support/profile.ts';
import { median, type Row } from '../report.ts';
import { type Apart, proportionalSetSize, startApart } from './apart.ts';
import { type Frames, filterTimes, scrollFrames } from './list.ts';

const checkout = path.resolve(import.meta.dirname, '../../..');
const emptyWindow = path.join(import.meta.dirname, 'empty-window');
const COLD_STARTS = 7;
const MANY = 100_000;
const LOAD_MS = 240_000;

type Say = (line: string) => void;

/** Start-up, memory, the long list and how soon a request is seen: the rows `shell.*`. */
export async function measureShell(say: Say): Promise<{ runtime: string; rows: readonly Row[] }> {
  const rows: Row[] = [];
  const few = await startPractice();
  try {
    const userData = await signedIn(few, say);
    rows.push(...(await startUp(userData, say)));
    rows.push(await requestVisible(few, userData, say));
  } finally {
    await few.close();
  }
  const many = await startPractice({ requests: MANY });
  try {
    rows.push(...(await longList(await signedIn(many, say), say)));
  } finally {
    await many.close();
  }
  return { runtime: await runtimeName(), rows };
}

/** A data folder in which the first approver has signed in and the inbox was seen. */
async function signedIn(practice: Practice, say: Say): Promise<string> {
  const userData = mkdtempSync(path.join(tmpdir(), 'bench-keydock-'));
  placeProfile(userData, practice.profile);
  const keydock = await launchKeydock({ userData });
  try {
    await new Approver(keydock, practice).signIn('anna');
    await keydock.window.waitForFunction(() => performance.getEntriesByName('inbox-fresh').length > 0);
    // The session and the inbox are written behind what is seen.
    await keydock.window.waitForTimeout(1_500);
  } finally {
    await keydock.close();
  }
  say('signed in, profile warm');
  return userData;
}

async function runtimeName(): Promise<string> {
  const empty = await startApart(emptyWindow);
  try {
    const agent = await empty.page.evaluate(() => navigator.userAgent);
    return /Electron\/[\d.]+/.exec(agent)?.[0]?.replace('/', ' ') ?? agent;
  } finally {
    await empty.close();
  }
}

async function startUp(userData: string, say: Say): Promise<Row[]> {
  const painted: number[] = [];
  const fresh: number[] = [];
  const empty: number[] = [];
  const memory: number[] = [];
  const emptyMemory: number[] = [];
  const emptyData = mkdtempSync(path.join(tmpdir(), 'bench-empty-'));
  // The first round warms the disk and the profile of the empty window; it does not count.
  for (let round = -1; round < COLD_STARTS; round++) {
    const theirs = await startApart(emptyWindow, emptyData);
    const theirPaint = await theirs.sinceSpawn('painted');
    const theirMemory = await settledMemory(theirs);
    await theirs.close();
    const ours = await startApart(checkout, userData);
    const ourPaint = await ours.sinceSpawn('inbox');
    const ourFresh = await ours.sinceSpawn('inbox-fresh');
    const ourMemory = await settledMemory(ours);
    await ours.close();
    if (round < 0) continue;
    empty.push(theirPaint);
    painted.push(ourPaint);
    fresh.push(ourFresh - ourPaint);
    emptyMemory.push(theirMemory);
    memory.push(ourMemory);
    say(
      `start ${round + 1} of ${COLD_STARTS}: empty ${theirPaint.toFixed(0)} ms, inbox ${ourPaint.toFixed(0)} ms, fresh ${(ourFresh - ourPaint).toFixed(0)} ms later`,
    );
  }
  return [
    beside('shell.cold-start', median(painted), 'ms', 'empty window', median(empty), 350),
    alone('shell.fresh', median(fresh), 'ms', 500),
    beside('shell.memory', median(memory), 'MB', 'empty window', median(emptyMemory), 80),
  ];
}

/** Memory of an app that has come to rest. */
async function settledMemory(apart: Apart): Promise<number> {
  await apart.page.waitForTimeout(2_000);
  const size = proportionalSetSize(apart.pid);
  if (size === null) throw new Error('the kernel does not say how large the processes are');
  return size;
}

/** From the moment the platform has a request open for approval to its row on the screen. */
async function requestVisible(practice: Practice, userData: string, say: Say): Promise<Row> {
  const seconds: number[] = [];
  const ours = await startApart(checkout, userData);
  try {
    await ours.sinceSpawn('inbox-fresh');
    await ours.page.bringToFront();
    for (const name of ['seen-one', 'seen-two', 'seen-three']) {
      // Not in step with the watcher's own pace.
      await ours.page.waitForTimeout(1_700);
      const asked = Date.now();
      await practice.control('addRequest', { name });
      await ours.page.getByRole('row').filter({ hasText: name }).waitFor({ timeout: 60_000 });
      seconds.push((Date.now() - asked) / 1000);
    }
  } finally {
    await ours.close();
  }
  say(`requests seen after ${seconds.map((each) => each.toFixed(1)).join(', ')} s`);
  return alone('shell.request-visible', Math.max(...seconds), 's', 15);
}

async function longList(userData: string, say: Say): Promise<Row[]> {
  const empty = await startApart(emptyWindow);
  const emptyMemory = await settledMemory(empty);
  await empty.close();
  const ours = await startApart(checkout, userData);
  try {
    await ours.sinceSpawn('inbox-fresh');
    const began = Date.now();
    const search = ours.page.getByRole('searchbox', { name: 'Search names, products, people' });
    // While somebody searches, the rest is read without resting.
    await search.fill('nothing has this name');
    const loading = ours.page.getByText(/loaded; search looks at these$/);
    await loading.waitFor();
    await loading.waitFor({ state: 'hidden', timeout: LOAD_MS });
    await search.fill('');
    say(`${MANY} rows read page by page in ${((Date.now() - began) / 1000).toFixed(0)} s`);
    const memory = await settledMemory(ours);
    const filter = await filterTimes(ours.page, search);
    const frames = await scrollFrames(ours.page);
    say(`frames ${JSON.stringify(frames)}`);
    return [
      beside('shell.memory-100k', memory, 'MB', 'empty window', emptyMemory, 130),
      alone('shell.rows-filter', filter, 'ms', 50),
      {
        name: 'shell.rows-frames',
        value: frames.ours.p95,
        unit: 'ms',
        peer: 'static page',
        peerValue: frames.control.p95,
        ratio: frames.ours.p95 / frames.control.p95,
        bar: tooNoisy(frames.control)
          ? 'not judged: the machine is too noisy'
          : 'p95 ≤ 18; over 25 ms ≤ control + 2; none over 50; no long task',
        ok: keepsPace(frames),
      },
    ];
  } finally {
    await ours.close();
  }
}

/** A page that never changes misses frames too: then nothing can be said of ours. */
function tooNoisy(control: Frames): boolean {
  return control.over25 > 6 || control.count < 290;
}

function keepsPace({ ours, control }: { ours: Frames; control: Frames }): boolean {
  if (tooNoisy(control)) return true;
  return (
    ours.count >= 290 &&
    ours.p95 <= 18 &&
    ours.over25 <= control.over25 + 2 &&
    ours.over50 === 0 &&
    ours.longTasks === 0
  );
}

/** A row with a peer that ours may exceed by so much. */
function beside(name: string, value: number, unit: 'ms' | 'MB', peer: string, peerValue: number, more: number): Row {
  const bar = `≤ ${peer} + ${more} ${unit}`;
  return { name, value, unit, peer, peerValue, ratio: value / peerValue, bar, ok: value <= peerValue + more };
}

function alone(name: string, value: number, unit: 'ms' | 's', most: number): Row {
  return { name, value, unit, peer: null, peerValue: null, ratio: null, bar: `≤ ${most} ${unit}`, ok: value <= most };
}
