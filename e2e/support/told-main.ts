import { channels } from '../../app/contract/channels.ts';
import { contract, type KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import { Failure, type Result } from '../../app/result.ts';
import type { Keydock } from './launch.ts';

type Topics = keyof KeydockContract;
type ValueOf<H> = H extends (...given: never[]) => Promise<Result<infer V>> ? V : never;

/** What main answers to some calls, as values; a Failure is given as such. Everything else main answers itself. */
export type Told = {
  readonly [T in Topics]?: {
    readonly [K in keyof Handlers<KeydockContract>[T]]?:
      | ValueOf<Handlers<KeydockContract>[T][K]>
      | { readonly failure: Failure };
  };
};

/**
 * The window of the real app, over a main that is told what to say to some calls: for states that no token can be
 * brought into on demand. What it says is parsed by the contract first, so it says nothing that main never could.
 */
export class ToldMain {
  readonly #keydock: Keydock;

  constructor(keydock: Keydock) {
    this.#keydock = keydock;
  }

  /** Calls are answered so from now on. Earlier ones of the same name are forgotten. */
  async says(told: Told): Promise<void> {
    const answers = Object.entries(told).flatMap(([topic, calls]) =>
      Object.entries(calls ?? {}).map(([name, value]): [string, unknown] => [
        `${topic}.${name}`,
        answerOf(topic, name, value),
      ]),
    );
    await this.#keydock.app.evaluate(
      ({ ipcMain }, { call, given }) => {
        type Handler = (event: unknown, ...args: unknown[]) => unknown;
        const holder = globalThis as { toldMain?: { answers: Map<string, unknown>; asked: unknown[] } };
        const known = holder.toldMain;
        for (const [name, answer] of given) known?.answers.set(name, answer);
        if (known !== undefined) return;
        const state = { answers: new Map(given), asked: [] as unknown[] };
        holder.toldMain = state;
        // Electron keeps its handlers here; the app's own answers every call that is not told.
        const own = Reflect.get(ipcMain, '_invokeHandlers').get(call) as Handler;
        ipcMain.removeHandler(call);
        ipcMain.handle(call, (event, topic: string, name: string, input: unknown, ...more: unknown[]) => {
          const key = `${topic}.${name}`;
          if (!state.answers.has(key)) return own(event, topic, name, input, ...more);
          state.asked.push({ call: key, input });
          return state.answers.get(key);
        });
      },
      { call: channels.call, given: answers },
    );
  }

  /** Tells the window something by itself. */
  async tells(topic: Topics, name: string, payload: unknown): Promise<void> {
    const entry: unknown = Reflect.get(contract[topic], name);
    const schema = Reflect.get(Object(entry), 'payload') as { parse(value: unknown): unknown } | undefined;
    if (schema === undefined) throw new Error(`${topic}.${name} is no event`);
    await this.#keydock.app.evaluate(
      ({ BrowserWindow }, { event, args }) => {
        for (const window of BrowserWindow.getAllWindows()) window.webContents.send(event, ...args);
      },
      { event: channels.event, args: [topic, name, schema.parse(payload)] },
    );
  }

  /** What the window asked of one call so far, oldest first. */
  async asked(call: string): Promise<readonly unknown[]> {
    const all = await this.#keydock.app.evaluate(
      () => (globalThis as { toldMain?: { asked: { call: string; input: unknown }[] } }).toldMain?.asked ?? [],
    );
    return all.filter((one) => one.call === call).map(({ input }) => input);
  }
}

function answerOf(topic: string, name: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'failure' in value && Object.keys(value).length === 1) {
    return { ok: false, error: Failure.parse(value.failure) };
  }
  const entry: unknown = Reflect.get(Object(Reflect.get(contract, topic)), name);
  const output = Reflect.get(Object(entry), 'output') as { parse(value: unknown): unknown } | undefined;
  if (output === undefined) throw new Error(`${topic}.${name} is no call`);
  return { ok: true, value: output.parse(value) };
}
