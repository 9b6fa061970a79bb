import type { CDPSession, Locator, Page } from '@playwright/test';
import { median, percentile } from '../report.ts';

const SCROLL_PX = 25_000;
const SPEED = 5_000;

/** How a list was drawn while it was scrolled. Frame times in ms. */
export interface Frames {
  /** How many there were; the gesture takes 5 s, so about 300 at 60 Hz. */
  readonly count: number;
  readonly p95: number;
  readonly worst: number;
  readonly over25: number;
  readonly over50: number;
  readonly longTasks: number;
}

/**
 * Types and removes letters in a search over all loaded rows.
 * @returns the 95th percentile of keystroke → painted, in ms: from the input event's own time to the task after the
 *   next animation frame
 */
export async function filterTimes(page: Page, search: Locator): Promise<number> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { benchTimes: times });
    document.addEventListener(
      'input',
      (event) => {
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - event.timeStamp), 0));
      },
      true,
    );
  });
  await search.focus();
  for (const word of ['gateway', 'fw-1.2', 'mikael', 'sensor s5']) {
    for (const letter of word) {
      await page.keyboard.press(letter === ' ' ? 'Space' : letter);
      await page.waitForTimeout(120);
    }
    for (const _letter of word) {
      await page.keyboard.press('Backspace');
      await page.waitForTimeout(120);
    }
  }
  const times = await page.evaluate(() => (globalThis as unknown as { benchTimes: number[] }).benchTimes);
  return percentile(times, 0.95);
}

/** Scrolls the rows by 25,000 px at 5,000 px/s three times, and a page that never changes as control; median runs. */
export async function scrollFrames(page: Page): Promise<{ ours: Frames; control: Frames }> {
  const session = await page.context().newCDPSession(page);
  const grid = await page.getByRole('grid').first().boundingBox();
  if (grid === null) throw new Error('no list to scroll');
  const at = { x: grid.x + grid.width / 2, y: grid.y + grid.height / 2 };
  const runs: { ours: Frames; control: Frames }[] = [];
  for (let run = 0; run < 3; run++) {
    const ours = await scrolled(page, session, at);
    const control = await staticControl(page, session);
    runs.push({ ours, control });
  }
  return { ours: middle(runs.map((run) => run.ours)), control: middle(runs.map((run) => run.control)) };
}

function middle(runs: readonly Frames[]): Frames {
  const over = median(runs.map((run) => run.over25));
  const found = runs.find((run) => run.over25 === over);
  if (found === undefined) throw new Error('no runs');
  return found;
}

async function scrolled(page: Page, session: CDPSession, at: { x: number; y: number }): Promise<Frames> {
  await page.evaluate(() => {
    const record = { stamps: [] as number[], tasks: 0, on: true };
    Object.assign(globalThis, { benchFrames: record });
    const step = (now: number): void => {
      record.stamps.push(now);
      if (record.on) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
    new PerformanceObserver((list) => {
      record.tasks += list.getEntries().length;
    }).observe({ type: 'longtask' });
  });
  await session.send('Input.synthesizeScrollGesture', {
    ...at,
    yDistance: -SCROLL_PX,
    speed: SPEED,
    gestureSourceType: 'mouse',
    preventFling: true,
  });
  const record = await page.evaluate(() => {
    const found = (globalThis as unknown as { benchFrames: { stamps: number[]; tasks: number; on: boolean } })
      .benchFrames;
    found.on = false;
    return { stamps: found.stamps, tasks: found.tasks };
  });
  const frames = record.stamps.slice(1).map((stamp, index) => stamp - (record.stamps[index] ?? stamp));
  await session.send('Input.synthesizeScrollGesture', {
    ...at,
    yDistance: SCROLL_PX + 5_000,
    speed: 40_000,
    gestureSourceType: 'mouse',
    preventFling: true,
  });
  return {
    count: frames.length,
    p95: percentile(frames, 0.95),
    worst: Math.max(...frames),
    over25: frames.filter((frame) => frame > 25).length,
    over50: frames.filter((frame) => frame > 50).length,
    longTasks: record.tasks,
  };
}

/** The same gesture over a tall plain element laid over the window for the moment. */
async function staticControl(page: Page, session: CDPSession): Promise<Frames> {
  await page.evaluate(() => {
    const cover = document.createElement('div');
    cover.id = 'bench-control';
    cover.style.cssText = 'position:fixed;inset:0;overflow:auto;background:white;z-index:9999';
    for (let index = 0; index < 2_000; index++) {
      const line = document.createElement('p');
      line.style.cssText = 'height:44px;margin:0';
      line.textContent = `row ${index}`;
      cover.append(line);
    }
    document.body.append(cover);
  });
  const frames = await scrolled(page, session, { x: 640, y: 400 });
  await page.evaluate(() => document.getElementById('bench-control')?.remove());
  return frames;
}
