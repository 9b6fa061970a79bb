import { startPractice } from '../practice/world.ts';
import { Approver } from '../support/approver.ts';
import { expect, test } from '../support/test.ts';

test('100,000 waiting requests: the last one is reached by paging, opened and approved', async ({ launch }) => {
  test.setTimeout(180_000);
  const practice = await startPractice({ requests: 100_000 });
  try {
    const jonas = new Approver(await launch({ profile: practice.profile }), practice);
    await jonas.signIn('jonas');
    await expect(jonas.window.getByText(/100,\d{3} wait for you/)).toBeVisible();
    // Across all queues rows are in the order of time, which nobody knows before all are read; one queue is paged.
    await jonas.window
      .getByRole('group', { name: 'Show' })
      .getByRole('button', { name: /^Requests/ })
      .click();
    const grid = jonas.window.getByRole('grid');
    await expect(grid).toHaveAttribute('aria-rowcount', /^100\d{3}$/);
    const count = Number(await grid.getAttribute('aria-rowcount'));

    await grid.focus();
    await grid.press('End');
    const last = jonas.window.locator(`[role=row][aria-rowindex="${count}"]`);
    await expect(last).toBeVisible();
    // The page it stands on is fetched only now.
    await expect(last).toContainText('·');
    await last.click();
    await expect(last).toHaveAttribute('aria-selected', 'true');
    await expect(jonas.window.getByText(/Checked with the platform/)).toBeVisible({ timeout: 20_000 });
    const title = await jonas.window
      .getByRole('region', { name: 'What is open' })
      .getByRole('heading')
      .first()
      .textContent();
    await expect(last).toContainText(title ?? 'a title');

    await (await jonas.ask('Approve')).confirm('Approve');
    await expect(jonas.notice('Approved.')).toBeVisible();
  } finally {
    await practice.close();
  }
});
