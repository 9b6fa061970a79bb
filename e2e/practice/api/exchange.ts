import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { firstPage } from '../../../app/platform/assumptions.ts';
import { PageNumber } from '../../../app/platform/wire/page.ts';
import type { AuditFacts } from '../platform/audit.ts';
import type { Caller } from '../platform/records.ts';
import type { ShelfPage } from '../platform/shelf.ts';
import { Refusal } from './problem.ts';

const callers = new WeakMap<FastifyRequest, Caller>();
const notes = new WeakMap<FastifyRequest, Partial<AuditFacts>>();

export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** Who asks. @throws Error when the route was reached without a checked token, which is a bug */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('a route without a checked token');
  return caller;
}

/** The caller of a request that may have been refused before its token was checked. */
export function knownCaller(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}

/** Adds to the audit line of this call. */
export function note(request: FastifyRequest, facts: Partial<AuditFacts>): void {
  notes.set(request, { ...notes.get(request), ...facts });
}

export function notesOf(request: FastifyRequest): Partial<AuditFacts> {
  return notes.get(request) ?? {};
}

/** Reads what was sent, against the app's own schema. @throws Refusal 400 */
export function read<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.output<Schema> {
  const result = schema.safeParse(sent);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Refusal(400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
}

/** Gives out an answer once the app's own schema has understood it. @throws Error for a bug of ours */
export function answer<Schema extends z.ZodType>(schema: Schema, value: z.input<Schema>): z.input<Schema> {
  schema.parse(value);
  return value;
}

const One = z.union([z.string(), z.array(z.string()).transform((all) => all[0] ?? '')]);
const Many = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

/** The query of every list; unknown parameters are let be. */
const ListQuery = z.object({
  page: One.pipe(z.coerce.number<string>().pipe(PageNumber)).default(firstPage),
  name: One.optional(),
  state: One.pipe(z.coerce.number<string>().int()).optional(),
  type: Many.default([]),
  product: One.optional(),
});
export type ListQuery = z.output<typeof ListQuery>;

export function listQuery(request: FastifyRequest): ListQuery {
  return read(ListQuery, request.query);
}

/** Names a filter by its text, for the shelf that remembers what it found. */
export function filterKey({ page: _, ...filter }: ListQuery, ...more: readonly string[]): string {
  return JSON.stringify([filter, ...more]);
}

/** Case does not matter. */
export function hasName(query: ListQuery): (item: { readonly name: string }) => boolean {
  const wanted = query.name?.toLowerCase() ?? '';
  return ({ name }) => wanted === '' || name.toLowerCase().includes(wanted);
}

/** A page on the wire; `next` and `prev` repeat the query with another page. */
export function pageOnWire<T, Row>(request: FastifyRequest, found: ShelfPage<T>, row: (item: T) => Row) {
  const link = (page: number) => {
    if (page < 0 || page >= found.pages) return '';
    const [path, query] = request.url.split('?');
    const parameters = new URLSearchParams(query);
    parameters.set('page', String(page));
    return `${path}?${parameters.toString()}`;
  };
  return {
    count: found.count,
    items: found.items.map(row),
    next: link(found.page + 1),
    prev: link(found.page - 1),
    pages: found.pages,
  };
}

const IdParameter = z.object({ id: z.string().max(256) });

export function idOf(request: FastifyRequest): string {
  return read(IdParameter, request.params).id;
}

export function notFound(): Refusal {
  return new Refusal(404, 'The item was not found');
}
