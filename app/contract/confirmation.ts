import { z } from 'zod';
import { factLimits } from '../fact-limits.ts';
import { FactGroup, Warning } from '../facts.ts';

/**
 * The confirmation window's own small contract (rule R2). Main sends one sheet; the page draws it and answers once.
 * Closing the window, by any way, is "no".
 */
export const Sheet = z.strictObject({
  /** The question, e.g. "Approve this request?". */
  title: z.string().max(120),
  /** One or two sentences on what happens if confirmed. */
  lead: z.string().max(600),
  warnings: z.array(Warning).max(12),
  /** The facts of an item, and beside them who acts, what may not be read and what is not shown. */
  groups: z.array(FactGroup).max(factLimits.groups + 4),
  /** "as Anna Lind (anna@northwind.example), Northwind Devices · practice · api.example.com": who acts, where. */
  as: z.string().max(600),
  colour: z.enum(['teal', 'violet', 'blue', 'rose', 'amber', 'slate']),
  theme: z.enum(['light', 'dark']),
  confirm: z.strictObject({ label: z.string().max(60), tone: z.enum(['accent', 'danger']) }),
  /**
   * Characters to type before confirming works. The expected value stays in main: the page only collects what was
   * typed, main compares.
   */
  typed: z.strictObject({ label: z.string().max(300), length: z.number().int().min(1).max(64) }).nullable(),
  /** A reason, kept in our own journal; the platform has no comment field. */
  reason: z.strictObject({ label: z.string().max(200), required: z.boolean() }).nullable(),
});
export type Sheet = z.output<typeof Sheet>;

export const Answer = z.strictObject({
  confirmed: z.boolean(),
  typed: z.string().max(64),
  reason: z.string().max(500),
});
export type Answer = z.output<typeof Answer>;

/** The page has drawn the sheet and would like this much height, in CSS pixels. */
export const Drawn = z.strictObject({ height: z.number().int().min(1).max(100_000) });

/** What the confirmation window's preload exposes, as `window.confirmation`. */
export interface SheetBridge {
  sheet(): Promise<Sheet>;
  /** Resolves once the window is shown and has the focus. */
  drawn(height: number): Promise<null>;
  /** @returns whether main took it; a "yes" that comes too early is not taken */
  answer(answer: Answer): Promise<boolean>;
}
