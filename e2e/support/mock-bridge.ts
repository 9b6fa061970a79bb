import { answerCall, emitterOver } from '../../app/contract/answer-call.ts';
import type { Bridge, Contract, Emitter, Handlers } from '../../app/contract/define.ts';

/** Answers for some of the calls; the types follow from the contract. */
export type MockAnswers<C extends Contract> = { readonly [T in keyof C]?: Partial<Handlers<C>[T]> };

/** A bridge without a main behind it, for tests of components. */
export interface MockBridge<C extends Contract> {
  readonly bridge: Bridge & { file(file: unknown): Promise<string | null> };
  /** Tells the component something, as main would. */
  readonly emit: Emitter<C>;
  /** What was asked so far, oldest first: `approvals.open` and its input. */
  readonly asked: readonly { readonly call: string; readonly input: unknown }[];
}

/**
 * Derived from the contract like everything else: what the component sends and what the test answers are parsed by the
 * same code as main's door, so a mock that says what main never could fails the test.
 * @throws on a call without an answer, an input or an answer that its schema refuses: each is a fault of the test
 */
export function mockBridge<C extends Contract>(contract: C, answers: MockAnswers<C>): MockBridge<C> {
  const asked: { call: string; input: unknown }[] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const refuse = (where: string, error: unknown): never => {
    throw new Error(`${where}: not as the contract says`, { cause: error });
  };
  return {
    asked,
    bridge: {
      async call(topic, name, input) {
        asked.push({ call: `${topic}.${name}`, input });
        // What is absent is refused below, by the same look-up as for a call that never was.
        const handlers = answers as Handlers<C>;
        const { result, refused } = await answerCall(
          contract,
          handlers,
          { topic, name, input },
          { webContentsId: 0 },
          refuse,
        );
        if (refused !== null) throw new Error(`${topic}.${name}: ${refused}`);
        return result;
      },
      on(topic, name, listener) {
        const key = `${topic}.${name}`;
        const heard = listeners.get(key) ?? new Set();
        listeners.set(key, heard.add(listener));
        return () => heard.delete(listener);
      },
      file: async () => null,
    },
    emit: emitterOver(
      contract,
      (topic, name, payload) => {
        for (const listener of listeners.get(`${topic}.${name}`) ?? []) listener(payload);
      },
      refuse,
    ),
  };
}
