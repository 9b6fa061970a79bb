import { z } from 'zod';
import { factLimits } from '../fact-limits.ts';
import { FactGroup, Warning } from '../facts.ts';
import { Sheet } from './confirmation.ts';

/**
 * The small contract of the window in which a PIN or a pass phrase is typed (rule R2). Main sends one sheet and words;
 * what is typed leaves the page on a message port to the process that needs it, and never passes main.
 */
export const SecretSheet = z.strictObject({
  /** `pin-at-use`: for one use of a key, not for a login. */
  kind: z.enum(['pin', 'pin-at-use', 'pass-phrase']),
  title: z.string().max(120),
  /** What happens with it, and what it is for. */
  lead: z.string().max(600),
  /** How near to locking, and the like. */
  warning: Warning.nullable(),
  groups: z.array(FactGroup).max(factLimits.groups),
  /** Before the field: `PIN of "Line 3 HSM"`. */
  label: z.string().max(200),
  /** Octets that it may have in UTF-8; shorter or longer is not sent. */
  shortest: z.number().int().min(0).max(1_000),
  longest: z.number().int().min(1).max(1_000),
  /** Name of the button that refuses this and all that would be asked after it; null where nothing comes after. */
  rest: z.string().max(40).nullable(),
  colour: Sheet.shape.colour,
  theme: Sheet.shape.theme,
});
export type SecretSheet = z.output<typeof SecretSheet>;

/** What main says while the window is open: the last one was wrong, and what that means. `isLast`: typing is over. */
export const SecretWords = z.strictObject({ text: z.string().max(600), isLast: z.boolean() });
export type SecretWords = z.output<typeof SecretWords>;

/** What closing the window refuses. */
export const SecretRefusal = z.enum(['this', 'rest']);
export type SecretRefusal = z.output<typeof SecretRefusal>;

/** What the preload of the window exposes, as `window.secret`. */
export interface SecretBridge {
  sheet(): Promise<SecretSheet>;
  /** Resolves once the window is shown and has the focus. */
  drawn(height: number): Promise<null>;
  /**
   * Sends what was typed to the process that waits for it, as octets on its own port, and wipes them.
   * @returns whether main's clock agrees that the press counts; else nothing was sent
   */
  send(typed: string): Promise<boolean>;
  /** @param how `rest`: what would be asked next is refused too */
  cancel(how: SecretRefusal): Promise<null>;
  /** Told when main has words about what was sent. */
  onWords(listener: (words: SecretWords) => void): void;
}
