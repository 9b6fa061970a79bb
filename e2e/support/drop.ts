import type { Locator } from '@playwright/test';

/**
 * Drops files of this machine, as a file manager would: the event is trusted and preload gets the real paths.
 * @param files absolute paths, folders too
 */
export async function dropFile(onto: Locator, ...files: readonly string[]): Promise<void> {
  const page = onto.page();
  const box = await onto.boundingBox();
  if (box === null) throw new Error('nothing to drop onto');
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: box.x + box.width / 2, y: box.y + box.height / 2, data });
  }
  await session.detach();
}
