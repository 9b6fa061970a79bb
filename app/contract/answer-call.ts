import { Failure, fail, type Result } from '../result.ts';
import type { Call, Caller, Contract, Emitter, Event, Handlers } from './define.ts';
import { isPlainAndSmall } from './limits.ts';

/** What a call came to: the Result for the window, and why, for the log. */
export interface Answered {
  readonly result: Result<unknown>;
  readonly refused: 'unknown-call' | 'too-large' | 'malformed' | null;
}

type AnyHandler = (input: unknown, caller: Caller) => Promise<Result<unknown>>;

/**
 * Answers one call of the window: finds it in the contract, parses what came in, runs the handler, parses what goes
 * out, so that nothing a schema does not name can leave. The door and the mock of the component tests are both made
 * of it.
 * @param onBug a handler threw, or answered what its schema does not allow; answers the incident id
 * @returns always a Result; never throws
 */
export async function answerCall<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  asked: { readonly topic: unknown; readonly name: unknown; readonly input: unknown },
  caller: Caller,
  onBug: (where: string, error: unknown) => string,
): Promise<Answered> {
  const found = findCall(contract, handlers, asked.topic, asked.name);
  if (found === null) return { result: fail('app.bad-call'), refused: 'unknown-call' };
  if (!isPlainAndSmall(asked.input)) return { result: fail('app.bad-call'), refused: 'too-large' };
  const input = found.call.input.safeParse(asked.input);
  if (!input.success) return { result: fail('app.bad-call'), refused: 'malformed' };
  try {
    const result = await found.handler(input.data, caller);
    if (!result.ok) return { result: { ok: false, error: Failure.parse(result.error) }, refused: null };
    return { result: { ok: true, value: found.call.output.parse(result.value) }, refused: null };
  } catch (error) {
    const incident = onBug(`${found.topic}.${found.name}`, error);
    return { result: fail('app.unexpected', {}, { incident }), refused: null };
  }
}

/** Own properties only: `__proto__`, `constructor` and their like are names of nothing. */
function findCall<C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  topic: unknown,
  name: unknown,
): { readonly topic: string; readonly name: string; readonly call: Call; readonly handler: AnyHandler } | null {
  if (typeof topic !== 'string' || typeof name !== 'string') return null;
  const call = own(own(contract, topic), name);
  const handler = own(own(handlers, topic), name);
  if (!isCall(call) || typeof handler !== 'function') return null;
  // The handler's type follows from the contract's, by the names just looked up.
  return { topic, name, call, handler: handler as AnyHandler };
}

function own(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined;
  return Reflect.get(holder, name);
}

function isCall(value: unknown): value is Call {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'kind') === 'call';
}

function isEvent(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'kind') === 'event';
}

/**
 * Main's typed way to tell the window something. Payloads are parsed before they leave.
 * @param send delivers one event
 * @param onBug a payload that its schema does not allow; the event is not sent
 */
export function emitterOver<C extends Contract>(
  contract: C,
  send: (topic: string, name: string, payload: unknown) => void,
  onBug: (where: string, error: unknown) => string,
): Emitter<C> {
  const emitter = Object.fromEntries(
    Object.entries(contract).map(([topic, entries]) => [
      topic,
      Object.fromEntries(
        Object.entries(entries).flatMap(([name, entry]) => {
          if (!isEvent(entry)) return [];
          const emit = (payload: unknown): void => {
            const parsed = entry.payload.safeParse(payload);
            if (parsed.success) send(topic, name, parsed.data);
            else onBug(`${topic}.${name}`, parsed.error);
          };
          return [[name, emit]];
        }),
      ),
    ]),
  );
  // Built from the contract's own entries, so it has exactly the events that the type names.
  return emitter as Emitter<C>;
}
