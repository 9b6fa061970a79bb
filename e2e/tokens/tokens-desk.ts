import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import type { TokenPage } from '../../app/contract/token-shapes.ts';
import { ok, type Result } from '../../app/result.ts';
import { type Acts, createActs } from '../../main/journal/acts.ts';
import { type Journal, openJournal } from '../../main/journal/journal.ts';
import { createTokens } from '../../main/tokens/create-tokens.ts';
import { KnownModulesFile } from '../../main/tokens/modules/known-modules.ts';
import { nativeAddonPath } from '../../main/tokens/native-addon.ts';
import { nodeLauncher, socketPair } from '../../main/tokens/node-launcher.ts';
import type { TokenInHand, Tokens } from '../../main/tokens/tokens.ts';
import type { Question } from '../../main/windows/confirmation.ts';
import type { SecretPrompt } from '../../main/windows/secret.ts';
import type { Provider } from './providers.ts';
import { successOf } from './signed-in.ts';

const root = path.join(import.meta.dirname, '../..');
const caller = { webContentsId: 1 };

/** What the person answers to a confirmation. */
export type Answer = Awaited<ReturnType<Parameters<typeof createTokens>[0]['confirmations']['ask']>>;

/**
 * The token room of main without a window: the real token process of one provider, the real journal. Where windows would
 * be stand `answer` (confirmations) and the provider's PIN (the window for PINs).
 */
export class TokensDesk {
  readonly tokens: Tokens;
  readonly journal: Journal;
  readonly acts: Acts;
  readonly folder = mkdtempSync(path.join(tmpdir(), 'keydock-tokens-'));
  readonly incidents: unknown[] = [];
  /** What was asked, and what the person says to it. */
  answer: (question: Question) => Answer = () => ok({ confirmed: false });
  readonly #provider: Provider;

  static async open(provider: Provider): Promise<TokensDesk> {
    const desk = new TokensDesk(provider);
    const { name, module } = provider;
    const known = new KnownModulesFile(path.join(desk.folder, 'tokens'));
    await known.allow({ ...module, name, since: new Date().toISOString() });
    return desk;
  }

  private constructor(provider: Provider) {
    this.#provider = provider;
    const log = {
      event: () => undefined,
      incident: (_where: string, error: unknown) => String(this.incidents.push(error)),
    };
    this.journal = openJournal({ dir: path.join(this.folder, 'journal'), log });
    this.acts = createActs({ journal: this.journal, who: () => null, profile: () => null });
    this.tokens = createTokens({
      folder: path.join(this.folder, 'tokens'),
      processes: async () => ({
        launcher: nodeLauncher(path.join(root, 'main/tokens/process/main.ts'), provider.env),
        nativeAddon: nativeAddonPath(root),
      }),
      confirmations: { ask: async (question) => this.answer(question) },
      secretWindows: { ask: () => this.#typePin(), withdraw: () => undefined },
      dialogs: { openFile: async () => null, openFolder: async () => null },
      acts: this.acts,
      log,
      onChange: () => undefined,
    });
  }

  get caller() {
    return caller;
  }

  /** The token of that label, with somebody logged in. */
  async token(label: string): Promise<TokenInHand> {
    const isSettled = async () => successOf(await this.tokens.handlers.overview({}, caller)).isSettled;
    while (!(await isSettled())) await new Promise((resolve) => setTimeout(resolve, 20));
    const found = this.tokens.present().find(({ description }) => description.label === label);
    if (found === undefined) throw new Error(`no token ${label}`);
    return successOf(await this.tokens.ready(found.id, caller, 'for a test'));
  }

  async page(token: string): Promise<z.input<typeof TokenPage>> {
    return successOf(await this.tokens.handlers.open({ token }, caller));
  }

  /** What the journal has of one act, oldest first. */
  async lines(act: string): Promise<readonly Record<string, unknown>[]> {
    const lines = (await this.journal.read(1_000)).toReversed().map((line) => ({ ...line }));
    return lines.filter((line: Record<string, unknown>) => line['act'] === act);
  }

  async close(): Promise<void> {
    await this.tokens.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What the window for PINs does, by hand: the bytes go down the port that the token process has the other end of. */
  async #typePin(): Promise<Result<SecretPrompt>> {
    const [near, far] = await socketPair();
    const octets = Buffer.from(this.#provider.pin);
    near.write(Buffer.concat([Uint8Array.of(octets.length >> 8, octets.length & 0xff), octets]));
    const prompt = {
      port: far,
      closed: new Promise<void>(() => undefined),
      isRestRefused: () => false,
      again: () => undefined,
      over: () => undefined,
      close: () => near.destroy(),
    };
    // The checked boundary of this stand-in: under Node a port is a socket, which is what the launcher sends on.
    return ok(prompt as unknown as SecretPrompt);
  }
}
