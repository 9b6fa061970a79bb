import { randomBytes, timingSafeEqual } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AuditLine } from '../../app/platform/wire/audit-trails.ts';
import { Fault } from './faults/faults.ts';
import type { ClientRecord, ProductRecord, RequestRecord } from './platform/records.ts';

/** What a test may ask of the world. Each is a method of `world.control` and a POST to the control address. */
export const controls = {
  /** Lets a fault wait for the requests it matches. */
  fault: Fault,
  clearFaults: z.object({}),
  /**
   * Begins the company anew: its products, requests and clients as at the start, no faults, settings as they were.
   * Accounts stay signed in.
   */
  reset: z.object({}),
  /** Changes settings: latency, form of results and of wrapped keys, life of links and tokens, pace of states. */
  settings: z.object({
    latencyMs: z.number().min(0).optional(),
    resultForm: z.enum(['raw', 'base64']).optional(),
    wrapForm: z.enum(['kwp', 'cloudhsm']).optional(),
    containerAtTop: z.boolean().optional(),
    linkLifeSeconds: z.number().int().min(1).optional(),
    accessTokenTtl: z.number().int().min(1).optional(),
    createdMs: z.number().min(0).optional(),
    approvedMs: z.number().min(0).optional(),
    inProcessMs: z.number().min(0).optional(),
  }),
  /** The API answers 401 "Token has expired" to every token it has seen so far. */
  expireTokens: z.object({}),
  /** No refresh token works any more: people must sign in again. */
  revokeRefreshTokens: z.object({}),
  /** Puts a request of the writer (or of another identity) into the world, as if it had been uploaded and asked for. */
  addRequest: z.object({
    name: z.string().min(1).max(200),
    product: z.string().default('Gateway G2'),
    operation: z.string().default('Content encryption'),
    aesMode: z.string().optional(),
    /** Text, not base64. */
    aad: z.string().optional(),
    file: z.string().default('firmware.bin'),
    /** Bytes of the file. */
    size: z.number().int().min(64).default(4_096),
    user: z.string().optional(),
    /** 1 begins as on the platform and moves on by itself; 2 can be decided at once. */
    state: z.union([z.literal(1), z.literal(2)]).default(2),
  }),
  /** Decides as somebody else. */
  decide: z.object({
    queue: z.enum(['imagesignigs', 'products', 'clients']),
    id: z.string(),
    decision: z.enum(['APPROVE', 'REJECT']),
  }),
  /** Takes an item away. */
  withdraw: z.object({ queue: z.enum(['imagesignigs', 'products', 'clients']), id: z.string() }),
  /** The record of an item, by queue and id or name. */
  find: z.object({ queue: z.enum(['imagesignigs', 'products', 'clients']), idOrName: z.string() }),
  /**
   * Decrypts the stored result of a Ready encrypt request with the platform's own key.
   * `matches` says whether it is the original again, byte for byte.
   */
  decrypted: z.object({ id: z.string() }),
  /** What a key is, to compare an exported one with: SHA-256 of its raw bytes or PKCS#8, and its public key. */
  keyOf: z.object({ product: z.string(), operation: z.string() }),
  /** The key itself: for tests that look for it where it must not be, or use it as the platform would. */
  secretOf: z.object({ product: z.string(), operation: z.string() }),
  /** The stored result of a Ready encrypt request, and what another program needs to decrypt it beside the key. */
  resultOf: z.object({ id: z.string() }),
  /** Audit lines of this run, oldest first. */
  audit: z.object({ type: z.string().optional() }),
} as const satisfies Record<string, z.ZodType>;

export type ControlName = keyof typeof controls;
export type ControlInput<Name extends ControlName> = z.input<(typeof controls)[Name]>;
type Parsed<Name extends ControlName> = z.output<(typeof controls)[Name]>;

/** What is answered. Most only do what they are asked. */
interface Answers {
  readonly addRequest: { readonly id: string };
  readonly decide: { readonly applied: boolean; readonly state: number; readonly retired: readonly string[] };
  readonly find: RequestRecord | ProductRecord | ClientRecord | null;
  readonly decrypted: {
    readonly matches: boolean;
    /** Of the plaintext, in hex. */
    readonly sha256: string;
    readonly size: number;
    /** How the result lies in the store. */
    readonly form: 'raw' | 'base64';
  };
  readonly keyOf: {
    readonly tokenID: string;
    readonly keyName: string;
    readonly keyType: string;
    readonly sha256: string;
    readonly publicKey: string | undefined;
  };
  readonly secretOf: {
    /** Base64 of the raw bytes or PKCS#8. */
    readonly base64: string;
  };
  readonly resultOf: {
    /** Base64 of the encrypted file. */
    readonly base64: string;
    /** SHA-256 of what was encrypted, in hex. */
    readonly originalSHA256: string;
    /** Base64 of the product's KEK-IV. */
    readonly iv: string;
  };
  readonly audit: AuditLine[];
}
export type ControlAnswer<Name extends ControlName> = Name extends keyof Answers ? Answers[Name] : unknown;

/** What the world does for each. */
export type ControlHandlers = {
  readonly [Name in ControlName]: (input: Parsed<Name>) => ControlAnswer<Name> | Promise<ControlAnswer<Name>>;
};

/** Does one, in the same process. @returns what the handler gives, awaited */
export async function runControl<Name extends ControlName>(
  handlers: ControlHandlers,
  name: Name,
  input: ControlInput<Name>,
): Promise<ControlAnswer<Name>> {
  const schema: z.ZodType = controls[name];
  return handlers[name](schema.parse(input) as Parsed<Name>);
}

/** The same over plain HTTP on this machine, under a path that cannot be guessed: `POST <url>/<name>` with JSON. */
export function makeControlServer(handlers: ControlHandlers): { app: FastifyInstance; secret: string } {
  const secret = randomBytes(24).toString('base64url');
  const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 256 } });
  app.post<{ Params: { secret: string; name: string } }>('/:secret/:name', async (request, reply) => {
    const { name } = request.params;
    if (!isSame(request.params.secret, secret) || !isControl(name)) return reply.code(404).send();
    try {
      return (await runControl(handlers, name, request.body as ControlInput<typeof name>)) ?? {};
    } catch (error) {
      return reply.code(400).send({ error: error instanceof Error ? error.message : 'failed' });
    }
  });
  return { app, secret };
}

function isControl(name: string): name is ControlName {
  return Object.hasOwn(controls, name);
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
