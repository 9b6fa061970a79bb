import { z } from 'zod';

/**
 * What the person at the browser does next. The test writes it to the file that KEYDOCK_BROWSER_PLAN names; the browser
 * adds each address it was asked to open, one a line, to the file beside it ending in `.visits`.
 */
export const BrowserPlan = z.object({
  caFile: z.string(),
  does: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('signs in'), user: z.string(), password: z.string() }),
    /** Types a wrong password and then gives up: the page stays open and nothing comes back. */
    z.object({ kind: z.literal('mistypes'), user: z.string() }),
    z.object({ kind: z.literal('cancels') }),
    z.object({ kind: z.literal('never comes back') }),
  ]),
});

export type BrowserPlan = z.infer<typeof BrowserPlan>;
