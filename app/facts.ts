import { z } from 'zod';
import { factLimits } from './fact-limits.ts';

/**
 * What a screen says about an item, as data: main builds it from what it fetched itself, the window and the
 * confirmation window draw the same facts. Nothing here can be acted on (rule R1).
 */
const text = z.string().max(factLimits.value);

/** One value of a fact. `unknown` is drawn amber with its reason, never blank. */
export const FactValue = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text, mute: text.optional() }),
  /** Ids and other machine words: mono, shortened in the middle, copied whole. */
  z.object({ kind: z.literal('mono'), text }),
  /** A digest in lower-case hex. */
  z.object({ kind: z.literal('digest'), algorithm: z.literal('SHA-256'), hex: z.string().max(128) }),
  /** Bytes such as an AAD: decoded where they are printable UTF-8, always raw, with their count. */
  z.object({ kind: z.literal('bytes'), base64: text, utf8: text.optional(), length: z.number().int().nonnegative() }),
  z.object({ kind: z.literal('time'), iso: z.string().max(40) }),
  z.object({ kind: z.literal('badge'), text, tone: z.enum(['plain', 'warn', 'danger']), mute: text.optional() }),
  /** People and groups: a name of the profile's directory, else the shortened id. */
  z.object({
    kind: z.literal('names'),
    names: z.array(z.object({ id: text, name: text.optional(), you: z.boolean().optional() })).max(200),
    mute: text.optional(),
  }),
  z.object({ kind: z.literal('unknown'), why: text }),
  z.object({ kind: z.literal('none'), text }),
]);
export type FactValue = z.output<typeof FactValue>;

/** A labelled value. */
export const Fact = z.object({ label: z.string().max(factLimits.label), value: FactValue });
export type Fact = z.output<typeof Fact>;

/** Facts under one heading. */
export const FactGroup = z.object({ title: z.string().max(120), facts: z.array(Fact).max(factLimits.facts) });
export type FactGroup = z.output<typeof FactGroup>;

/** All facts of one item, and one group more for what could not be shown. */
export const FactGroups = z.array(FactGroup).max(factLimits.groups + 1);

/** A sentence that must be seen before deciding. `warn` lowers protection, `danger` destroys or hands out. */
export const Warning = z.object({
  tone: z.enum(['warn', 'danger']),
  title: z.string().max(300),
  text: z.string().max(2000),
});
export type Warning = z.output<typeof Warning>;

/** A small mark on a list row. */
export const Mark = z.object({ text: z.string().max(120), tone: z.enum(['plain', 'warn', 'danger']) });
export type Mark = z.output<typeof Mark>;
