import { setTimeout } from 'node:timers/promises';
import type { CDPSession, Page } from '@playwright/test';

/** Something a page should never cause: a breach of its policy, or an exception nobody caught. */
export interface Complaint {
  readonly kind: 'policy violation' | 'uncaught exception';
  readonly page: string;
  readonly what: string;
}

const CLOSING_MS = 5_000;

/**
 * Collects a page's complaints from its first moment. The DevTools domains hand over what happened before they were
 * asked, so nothing is missed between the window's opening and this call; a listener in the page would be too late.
 */
export async function watchPage(page: Page, complaints: Complaint[]): Promise<void> {
  const add = (kind: Complaint['kind'], what: string): void => {
    complaints.push({ kind, page: page.url(), what });
  };
  page.on('pageerror', (error) => add('uncaught exception', `${error.name}: ${error.message}`));
  const ended = new Promise<void>((resolve) => {
    page.once('close', () => resolve());
    page.once('crash', () => resolve());
  });
  try {
    await watchPolicy(await page.context().newCDPSession(page), add);
  } catch (error) {
    // A page that went meanwhile cannot be asked any more. That it went may be heard after the failure it causes.
    if (page.isClosed()) return;
    await Promise.race([ended, setTimeout(CLOSING_MS, undefined, { ref: false }).then(() => Promise.reject(error))]);
  }
}

async function watchPolicy(session: CDPSession, add: (kind: Complaint['kind'], what: string) => void): Promise<void> {
  session.on('Audits.issueAdded', ({ issue }) => {
    const details = issue.details.contentSecurityPolicyIssueDetails;
    if (details === undefined) return;
    const place = details.sourceCodeLocation;
    add(
      'policy violation',
      [
        details.contentSecurityPolicyViolationType,
        details.violatedDirective,
        details.blockedURL,
        place && `${place.url}:${place.lineNumber}:${place.columnNumber}`,
      ]
        .filter(Boolean)
        .join(' '),
    );
  });
  await session.send('Audits.enable');
}
