import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { EncryptedFiles } from '../../support/encrypted-files.ts';
import { launchKeydock } from '../../support/launch.ts';
import { DecryptPage } from '../../support/pages/decrypt.ts';
import { median, percentile, type Row } from '../report.ts';

const GiB = 1024 ** 3;
const runs = 3;
const name = 'long.bin.enc';

/** Milliseconds between the frames of a stretch, and how many tasks of the page took longer than 50 ms. */
interface Frames {
  readonly p95: number;
  readonly worst: number;
  readonly longTasks: number;
}

/**
 * How the real window is drawn while the engine decrypts 1 GiB: its row counts up, and nothing may stutter. Beside it the
 * same window at rest. A frame every 16.7 ms is all that a screen takes.
 */
export async function windowFrames(say: (line: string) => void): Promise<Row[]> {
  const files = new EncryptedFiles();
  const source = files.longGcm(name, GiB);
  const keydock = await launchKeydock();
  try {
    const page = new DecryptPage(keydock);
    await page.drop(source);
    await page.keyFile(name, files.keyFile);
    const atWork: Frames[] = [];
    const atRest: Frames[] = [];
    let seconds = 0;
    for (let run = 0; run < runs; run++) {
      atRest.push(await framesWhile(page.window, () => page.window.waitForTimeout(1_500)));
      const began = performance.now();
      atWork.push(await framesWhile(page.window, () => decrypted(page)));
      seconds = (performance.now() - began) / 1_000;
      rmSync(path.join(files.folder, name.replace('.enc', '')));
      await again(page, source, files.keyFile);
    }
    say(`1 GiB in the window: ${seconds.toFixed(1)} s`);
    const [work, rest] = [middle(atWork), middle(atRest)];
    return [
      row('decrypt.window-worst-frame', work.worst, rest.worst, '≤ 50', work.worst <= 50 && work.longTasks === 0),
      row('decrypt.window-p95-frame', work.p95, rest.p95, '≤ 25', work.p95 <= 25),
    ];
  } finally {
    await keydock.close();
    rmSync(files.folder, { recursive: true, force: true });
  }
}

async function decrypted(page: DecryptPage): Promise<void> {
  await page.decrypt(name);
  await page.row(name).getByText('Authentic, saved').waitFor({ timeout: 60_000 });
}

/** The same file as a new row: what is done is done. */
async function again(page: DecryptPage, source: string, keyFile: string): Promise<void> {
  await page.act('Remove from the list', name);
  await page.drop(source);
  await page.keyFile(name, keyFile);
}

async function framesWhile(page: Page, act: () => Promise<void>): Promise<Frames> {
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
  await act();
  const { stamps, tasks } = await page.evaluate(() => {
    const found = (globalThis as unknown as { benchFrames: { stamps: number[]; tasks: number; on: boolean } })
      .benchFrames;
    found.on = false;
    return { stamps: found.stamps, tasks: found.tasks };
  });
  const frames = stamps.slice(1).map((stamp, index) => stamp - (stamps[index] ?? stamp));
  return { p95: percentile(frames, 0.95), worst: Math.max(...frames), longTasks: tasks };
}

function middle(all: readonly Frames[]): Frames {
  const worst = median(all.map((frames) => frames.worst));
  const found = all.find((frames) => frames.worst === worst);
  if (found === undefined) throw new Error('no runs');
  return found;
}

function row(rowName: string, value: number, control: number, bar: string, ok: boolean): Row {
  const ratio = control === 0 ? null : value / control;
  return { name: rowName, value, unit: 'ms', peer: 'the same window at rest', peerValue: control, ratio, bar, ok };
}
