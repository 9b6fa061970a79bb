import { test as base, expect } from '@playwright/test';
import type { Practice } from '../practice/world.ts';
import { type Keydock, type LaunchOptions, launchKeydock } from './launch.ts';

interface TestFixtures {
  /** Starts Keydock; it is closed after the test. The same test may start several, or one several times. */
  readonly launch: (options?: LaunchOptions) => Promise<Keydock>;
}

interface WorkerFixtures {
  /** The practice platform, sign-in service and object store of this worker. */
  readonly practice: Practice;
}

/**
 * The `test` of every e2e spec. After each one it is asserted that no window broke its policy and none threw: a test
 * that provokes such things takes them from `keydock.complaints` itself.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  launch: async ({}, use, testInfo) => {
    const started: Keydock[] = [];
    await use(async (options) => {
      const keydock = await launchKeydock(options);
      started.push(keydock);
      return keydock;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, keydock] of started.entries()) {
      if (failed) await attachEvidence(keydock, index, testInfo);
      await keydock.close();
    }
    expect(
      started.flatMap(({ complaints }) => complaints),
      'no window broke its policy or threw',
    ).toEqual([]);
  },
  practice: [
    async ({}, use) => {
      // Loaded only by workers that use it.
      const { startPractice } = await import('../practice/world.ts');
      const practice = await startPractice();
      await use(practice);
      await practice.close();
    },
    { scope: 'worker' },
  ],
});

export { expect };

async function attachEvidence(
  keydock: Keydock,
  index: number,
  testInfo: import('@playwright/test').TestInfo,
): Promise<void> {
  for (const [number, page] of keydock.app.windows().entries()) {
    const body = await page.screenshot({ timeout: 3_000 }).catch(() => undefined);
    if (body !== undefined) await testInfo.attach(`window ${index}.${number}`, { body, contentType: 'image/png' });
  }
  await testInfo.attach(`output ${index}`, { body: keydock.output(), contentType: 'text/plain' });
  await testInfo.attach(`log ${index}`, { body: keydock.logs(), contentType: 'text/plain' });
}
