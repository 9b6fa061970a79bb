import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { z } from 'zod';

const Findings = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullish(),
    help: z.string(),
    nodes: z.array(z.object({ html: z.string(), target: z.array(z.unknown()) })),
  }),
);

/** Accessibility faults, and what axe could not decide (that is listed, not taken for a pass). */
export interface Accessibility {
  readonly violations: readonly string[];
  readonly undecided: readonly string[];
}

/**
 * Runs axe in an isolated world: the page's policy stays as users have it and the page sees nothing of it.
 * @param rules WCAG 2.2 A and AA, and axe's best practices
 */
export async function checkAccessibility(page: Page): Promise<Accessibility> {
  const session = await page.context().newCDPSession(page);
  try {
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
    const run = async (expression: string): Promise<unknown> => {
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
        expression,
        contextId: executionContextId,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails !== undefined) throw new Error(`axe: ${exceptionDetails.exception?.description}`);
      return result.value;
    };
    // A button that fades in has too little contrast half way. What turns for ever never ends and is not waited for.
    await run(
      `Promise.allSettled(document.getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .map(({ finished }) => finished)).then(() => undefined)`,
    );
    await run(`${axe.source}; undefined`);
    const found = z
      .object({ violations: Findings, incomplete: Findings })
      .parse(await run('axe.run(document, { resultTypes: ["violations", "incomplete"] })'));
    return { violations: found.violations.flatMap(linesOf), undecided: found.incomplete.flatMap(linesOf) };
  } finally {
    await session.detach();
  }
}

function linesOf({ id, impact, help, nodes }: z.infer<typeof Findings>[number]): string[] {
  return nodes.map(({ html }) => `${id} (${impact ?? 'undecided'}): ${help}: ${html.slice(0, 200)}`);
}
