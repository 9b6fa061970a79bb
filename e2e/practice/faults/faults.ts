import { z } from 'zod';

/** Which service a fault strikes. */
export const FaultPlace = z.enum(['api', 'idp', 'store']);
export type FaultPlace = z.infer<typeof FaultPlace>;

const Where = z.object({
  at: FaultPlace.default('api'),
  /** Only requests of this method. */
  method: z.string().max(16).optional(),
  /** Only requests whose path (with query) matches this regular expression. */
  path: z.string().max(512).optional(),
  /** How many requests it strikes; null until it is cleared. */
  count: z.number().int().min(1).nullable().default(1),
});

const kinds = z.discriminatedUnion('kind', [
  /** The answer comes late, by milliseconds, or when the faults are cleared. */
  z.object({ kind: z.literal('latency'), ms: z.number().min(0).max(600_000) }),
  /** An error document with this status; 429 may carry Retry-After in seconds. */
  z.object({
    kind: z.literal('status'),
    status: z.number().int().min(400).max(599),
    retryAfter: z.number().int().optional(),
    detail: z.string().max(1_000).optional(),
  }),
  /** The page of a proxy instead of the platform's answer. */
  z.object({ kind: z.literal('html'), status: z.number().int().min(200).max(599).default(502) }),
  /** The connection breaks before the platform has read the request. */
  z.object({ kind: z.literal('drop-before') }),
  /** The platform does what it was asked, and the connection breaks before the answer. */
  z.object({ kind: z.literal('drop-after') }),
  /** The platform does what it was asked, and half of the JSON arrives. */
  z.object({ kind: z.literal('truncated') }),
  /** The body dribbles over this many milliseconds. */
  z.object({ kind: z.literal('slow'), ms: z.number().min(0).max(600_000) }),
  /** A decision is answered OK and changes nothing. */
  z.object({ kind: z.literal('no-effect') }),
  /** Just before the decision is looked at, somebody else decides. */
  z.object({ kind: z.literal('decided-by-other'), decision: z.enum(['APPROVE', 'REJECT']).default('REJECT') }),
  /** modifiedSHA256 of an answer has a wrong digit. */
  z.object({ kind: z.literal('wrong-digest') }),
  /** A download brings other bytes of the same length. */
  z.object({ kind: z.literal('swapped-ciphertext') }),
  /** A wrapped key with one bit that differs. */
  z.object({ kind: z.literal('flipped-bit') }),
  /** Wrapped keys under an ephemeral point that is none of the curve. */
  z.object({ kind: z.literal('wrong-point'), point: z.enum(['off-curve', 'infinity', 'p-384']) }),
  /** Wrapped keys of this number, none of them a product's. */
  z.object({ kind: z.literal('number-of-keys'), number: z.number().int().min(0).max(10_000) }),
  /** A redirect to another host. */
  z.object({ kind: z.literal('redirect'), location: z.string().max(2_048) }),
]);

export const Fault = kinds.and(Where);
export type Fault = z.infer<typeof Fault>;
export type FaultKind = Fault['kind'];

/** The faults that wait to strike. */
export interface Faults {
  add(fault: Fault): void;
  /** Takes back those that wait, and ends every pause. */
  clear(): void;
  /** Lasts that many milliseconds, or until the faults are cleared. */
  pause(ms: number): Promise<void>;
  /** Takes the first waiting fault of these kinds that this request meets, and counts it. */
  take<Kind extends FaultKind>(
    kinds: readonly Kind[],
    request: { readonly at: FaultPlace; readonly method: string; readonly path: string },
  ): Extract<Fault, { kind: Kind }> | undefined;
}

export function makeFaults(): Faults {
  const waiting: { fault: Fault; left: number; path: RegExp | undefined }[] = [];
  const pauses = new Set<() => void>();
  return {
    add(fault) {
      const path = fault.path === undefined ? undefined : new RegExp(fault.path);
      waiting.push({ fault, left: fault.count ?? Number.POSITIVE_INFINITY, path });
    },
    clear() {
      waiting.length = 0;
      for (const end of pauses) end();
    },
    pause: (ms) =>
      new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          pauses.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        pauses.add(end);
      }),
    take<Kind extends FaultKind>(kinds: readonly Kind[], request: { at: FaultPlace; method: string; path: string }) {
      for (const [index, entry] of waiting.entries()) {
        const { fault, path } = entry;
        if (!isOneOf(fault, kinds) || fault.at !== request.at) continue;
        if (fault.method !== undefined && fault.method !== request.method) continue;
        if (path !== undefined && !path.test(request.path)) continue;
        entry.left -= 1;
        if (entry.left <= 0) waiting.splice(index, 1);
        return fault;
      }
      return undefined;
    },
  };
}

function isOneOf<Kind extends FaultKind>(
  fault: Fault,
  kinds: readonly Kind[],
): fault is Extract<Fault, { kind: Kind }> {
  return kinds.some((kind) => kind === fault.kind);
}
