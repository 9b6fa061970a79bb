import { z } from 'zod';
import { maybe } from './fields.ts';

/**
 * An error document of any call (RFC 9457, `application/problem+json`). Everything may be missing, since a proxy may
 * have answered: who reads it goes by the HTTP status. `detail` is for people and is cut before it is shown.
 */
export const Problem = z.object({
  type: maybe(z.string().max(2_048)),
  title: maybe(z.string().max(2_048)),
  status: maybe(z.number().int()),
  detail: maybe(z.string().max(65_536)),
});
export type Problem = z.infer<typeof Problem>;
