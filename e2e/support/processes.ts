import { readFileSync } from 'node:fs';
import type { ElectronApplication } from '@playwright/test';

/** How one process of the app is confined (Linux, /proc/PID/status). */
export interface Confinement {
  readonly type: string;
  readonly pid: number;
  /** 2: a seccomp filter is in force, that is, Chromium's sandbox is on. */
  readonly seccomp: number;
  readonly uid: number;
}

/** Reads from the kernel, not from Electron's word, how each process of the running app is confined. */
export async function confinements(app: ElectronApplication): Promise<Confinement[]> {
  const processes = await app.evaluate(({ app: running }) =>
    running.getAppMetrics().map(({ type, pid }) => ({ type, pid })),
  );
  return processes.map(({ type, pid }) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    return { type, pid, seccomp: field('Seccomp'), uid: field('Uid') };
  });
}
