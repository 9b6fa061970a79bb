import type { z } from 'zod';
import type { Result } from '../result.ts';

/** A question the window may ask: one schema for what goes in, one for what comes out. */
export interface Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly input: I;
  readonly output: O;
}

/** Something main tells the window by itself. */
export interface Event<P extends z.ZodType = z.ZodType> {
  readonly kind: 'event';
  readonly payload: P;
}

export type Topic = Readonly<Record<string, Call | Event>>;
export type Contract = Readonly<Record<string, Topic>>;

/** Declares a call. */
export function call<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> {
  return { kind: 'call', input, output };
}

/** Declares an event. */
export function event<P extends z.ZodType>(payload: P): Event<P> {
  return { kind: 'event', payload };
}

/** Keeps the literal types of a contract, so that everything below derives from it. */
export function defineContract<const C extends Contract>(contract: C): C {
  return contract;
}

type CallNames<T extends Topic> = { [K in keyof T]: T[K] extends Call ? K : never }[keyof T];
type EventNames<T extends Topic> = { [K in keyof T]: T[K] extends Event ? K : never }[keyof T];

/** What the window calls: `client.approvals.open({ queue, id })` answers a Result. */
export type Client<C extends Contract> = {
  readonly [T in keyof C]: {
    readonly [K in CallNames<C[T]>]: C[T][K] extends Call<infer I, infer O>
      ? (input: z.input<I>) => Promise<Result<z.output<O>>>
      : never;
  };
};

/** What main must provide: input already parsed; the output is parsed again before it leaves, so nothing else can slip out. */
export type Handlers<C extends Contract> = {
  readonly [T in keyof C]: {
    readonly [K in CallNames<C[T]>]: C[T][K] extends Call<infer I, infer O>
      ? (input: z.output<I>, caller: Caller) => Promise<Result<z.input<O>>>
      : never;
  };
};

/** Who asked. Main uses it to place a dialog over the right window; it grants nothing. */
export interface Caller {
  /** Electron's id of the asking web contents. */
  readonly webContentsId: number;
}

/** Main's side of the events: `emit.approvals.changed(payload)`. */
export type Emitter<C extends Contract> = {
  readonly [T in keyof C]: {
    readonly [K in EventNames<C[T]>]: C[T][K] extends Event<infer P> ? (payload: z.input<P>) => void : never;
  };
};

/** The window's side of the events: `on.approvals.changed(listener)` answers the way to stop listening. */
export type Subscriptions<C extends Contract> = {
  readonly [T in keyof C]: {
    readonly [K in EventNames<C[T]>]: C[T][K] extends Event<infer P>
      ? (listener: (payload: z.output<P>) => void) => () => void
      : never;
  };
};

/** The raw bridge that preload exposes; everything typed is derived from it by {@link clientOver} and {@link subscriptionsOver}. */
export interface Bridge {
  call(topic: string, name: string, input: unknown): Promise<unknown>;
  on(topic: string, name: string, listener: (payload: unknown) => void): () => void;
}

function derive<R>(contractTopics: readonly string[] | undefined, leaf: (topic: string, name: string) => unknown): R {
  const topics = new Map<string, unknown>();
  const root = new Proxy(Object.create(null) as object, {
    get(_target, topic) {
      if (typeof topic !== 'string') return undefined;
      if (contractTopics !== undefined && !contractTopics.includes(topic)) return undefined;
      let methods = topics.get(topic);
      if (methods === undefined) {
        methods = new Proxy(Object.create(null) as object, {
          get: (_inner, name) => (typeof name === 'string' ? leaf(topic, name) : undefined),
        });
        topics.set(topic, methods);
      }
      return methods;
    },
  });
  // The proxy answers every name; the type says which names exist, and main refuses all others.
  return root as R;
}

/**
 * The window's typed client over the bridge. Main parses every input, so nothing is parsed here.
 * @returns an object whose calls answer Results; a broken bridge rejects
 */
export function clientOver<C extends Contract>(bridge: Pick<Bridge, 'call'>): Client<C> {
  return derive<Client<C>>(undefined, (topic, name) => (input: unknown) => bridge.call(topic, name, input));
}

/** The window's typed subscriptions over the bridge. */
export function subscriptionsOver<C extends Contract>(bridge: Pick<Bridge, 'on'>): Subscriptions<C> {
  return derive<Subscriptions<C>>(
    undefined,
    (topic, name) => (listener: (payload: unknown) => void) => bridge.on(topic, name, listener),
  );
}
