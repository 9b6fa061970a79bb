import { randomUUID } from 'node:crypto';
import fs from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A lock is held for milliseconds; one older than this was left by a process that is gone or stands still. */
const staleAfterMs = 30_000;
const giveUpAfterMs = 5_000;

/**
 * Runs `work` while no other process that uses the same lock file does. The lock is a file made with O_EXCL that names
 * its owner, since Node has no flock; one whose owner is dead is removed, under a second lock so that two that find it
 * cannot remove each other's.
 * @throws Error 'EBUSY' after five seconds, or the error of the file system
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, id: randomUUID() });
  const deadline = Date.now() + giveUpAfterMs;
  while (!(await tryTake(file, mine))) {
    if (Date.now() > deadline) throw Object.assign(new Error('the lock is held by another process'), { code: 'EBUSY' });
    await removeIfStale(file);
    await sleep(5 + Math.random() * 20);
  }
  try {
    return await work();
  } finally {
    // Only our own: another process may have taken over a lock that we held for too long.
    if ((await contentOf(file)) === mine) await fs.rm(file, { force: true });
  }
}

async function tryTake(file: string, content: string): Promise<boolean> {
  try {
    const handle = await fs.open(file, 'wx', 0o600);
    await handle.writeFile(content);
    await handle.close();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function removeIfStale(file: string): Promise<void> {
  if (!(await isStale(file))) return;
  const guard = `${file}.stale`;
  if (!(await tryTake(guard, JSON.stringify({ pid: process.pid })))) {
    if (await isStale(guard)) await fs.rm(guard, { force: true });
    return;
  }
  try {
    // Looked at again: between the first look and the guard, another process may have removed it and taken the lock.
    if (await isStale(file)) await fs.rm(file, { force: true });
  } finally {
    await fs.rm(guard, { force: true });
  }
}

async function isStale(file: string): Promise<boolean> {
  const content = await contentOf(file);
  const made = await fs.stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
  if (content === null || made === null) return false;
  if (Math.abs(Date.now() - made) > staleAfterMs) return true;
  const pid = Number(/"pid":(\d+)/.exec(content)?.[1] ?? Number.NaN);
  // A lock without its content yet is being made this moment.
  return Number.isSafeInteger(pid) && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

async function contentOf(file: string): Promise<string | null> {
  return fs.readFile(file, 'utf8').catch(() => null);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
