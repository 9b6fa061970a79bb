import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { ClientKey } from '../../app/contract/client-shapes.ts';
import type { ExportDraft as ExportDraftSchema, ExportsOverview, RunKey } from '../../app/contract/export-shapes.ts';
import type { Account } from '../../app/contract/shapes.ts';
import type { Grade } from '../../app/exposure.ts';
import type { Profile } from '../../app/profile.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { type Clients, openClients } from '../../main/clients/clients.ts';
import { DecryptEngine } from '../../main/decrypt/engine.ts';
import { forkEngine } from '../../main/decrypt/fork-engine.ts';
import { type Exports, openExports } from '../../main/export/exports.ts';
import { createActs } from '../../main/journal/acts.ts';
import { openJournal } from '../../main/journal/journal.ts';
import { createLog } from '../../main/log.ts';
import { createTokens } from '../../main/tokens/create-tokens.ts';
import { KnownModulesFile } from '../../main/tokens/modules/known-modules.ts';
import { nativeAddonPath } from '../../main/tokens/native-addon.ts';
import { nodeLauncher, socketPair } from '../../main/tokens/node-launcher.ts';
import type { JobName } from '../../main/tokens/protocol.ts';
import type { TokenInHand, Tokens } from '../../main/tokens/tokens.ts';
import type { SecretPrompt } from '../../main/windows/secret.ts';
import { Desk, yes } from '../platform/desk.ts';
import type { Practice } from '../practice/world.ts';
import { keptCode } from '../support/kept-code.ts';
import type { Provider } from '../tokens/providers.ts';

/** An export as main tells it, before the contract has parsed it. */
export type ExportDraft = z.input<typeof ExportDraftSchema>;

const root = fileURLToPath(new URL('../../', import.meta.url));
const caller = { webContentsId: 1 };

/** The value of a Result that must be a success. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error.facts)}`);
  return result.value;
}

/**
 * The security engineer at Keydock without a window: real tokens in their own processes, the real platform client, the
 * real export ceremony. In place of the windows stand `answer` (confirmations), `pins` (the PIN window) and `chosen`
 * (dialogs).
 */
export class ExportDesk {
  readonly desk: Desk;
  readonly tokens: Tokens;
  readonly clients: Clients;
  exports: Exports;
  readonly drafts: ExportDraft[] = [];
  readonly overviews: ExportsOverview[] = [];
  readonly printed: string[] = [];
  /** How long the print dialog is open. */
  printing: Promise<unknown> = Promise.resolve();
  readonly sheets: Parameters<NonNullable<Desk['answer']>>[0][] = [];
  /** What dialogs answer; null for a dialog that was closed. */
  chosen: string | null = null;
  /** How often a PIN was typed. */
  typed = 0;
  /** Whether the person enters the PIN when asked. */
  knowsPin = true;
  answer: Desk['answer'] = (sheet) => yes(sheet);
  readonly #pins: readonly Provider[];
  readonly #practice: Practice;
  readonly #profile: Profile;
  #engine: DecryptEngine | null = null;
  readonly #log: ReturnType<typeof createLog>;
  readonly #acts: ReturnType<typeof createActs>;
  readonly #journal: ReturnType<typeof openJournal>;

  /** @param wish.deadline of one import, in ms @param wish.floor of the profile */
  static async open(
    practice: Practice,
    providers: readonly Provider[],
    wish: { readonly deadline?: number; readonly floor?: Grade } = {},
  ): Promise<ExportDesk> {
    const desk = await Desk.open(practice, 'sara');
    const known = new KnownModulesFile(path.join(desk.folder, 'tokens'));
    for (const { name, module } of providers) {
      await known.allow({ ...module, name, since: new Date().toISOString() });
    }
    return new ExportDesk(desk, practice, providers, wish);
  }

  private constructor(
    desk: Desk,
    practice: Practice,
    providers: readonly Provider[],
    { deadline, floor = 'K' }: { readonly deadline?: number; readonly floor?: Grade },
  ) {
    this.desk = desk;
    this.#practice = practice;
    this.#profile = { ...practice.profile, floors: { ...practice.profile.floors, export: floor } };
    this.#pins = providers;
    this.#log = createLog({ dir: path.join(desk.folder, 'logs') });
    this.#journal = openJournal({ dir: path.join(desk.folder, 'journal'), log: this.#log });
    this.#acts = createActs({
      journal: this.#journal,
      who: () => this.account,
      profile: () => ({ id: 'practice', name: practice.profile.name }),
    });
    const env = Object.assign({}, process.env, ...providers.map((provider) => provider.env)) as NodeJS.ProcessEnv;
    const secretWindows = {
      ask: (question: { readonly facts: unknown }) => this.#typePin(question),
      withdraw: () => undefined,
    };
    this.tokens = createTokens({
      folder: path.join(desk.folder, 'tokens'),
      processes: async () => ({
        launcher: nodeLauncher(path.join(root, 'main/tokens/process/main.ts'), env),
        nativeAddon: nativeAddonPath(root),
      }),
      ...(deadline === undefined ? {} : { deadlineOf: (name: JobName) => (name === 'importKey' ? deadline : 30_000) }),
      confirmations: { ask: async (sheet) => ok(await this.answer(sheet)) },
      secretWindows,
      dialogs: { openFile: async () => this.chosen, openFolder: async () => this.chosen },
      acts: this.#acts,
      log: this.#log,
      onChange: () => undefined,
    });
    this.clients = openClients({
      sources: desk.platform.sources,
      session: () => desk.session(),
      profile: practice.profile,
      tokens: this.tokens,
      engine: async () => this.#openEngine(),
      secretWindows,
      confirmations: { ask: async (sheet) => ok(await this.answer(sheet)) },
      dialogs: { openFile: async () => this.chosen, saveFile: async () => this.chosen },
      acts: this.#acts,
    });
    this.exports = this.#openExports(desk.folder);
  }

  #openExports(data: string): Exports {
    return openExports({
      data,
      profile: this.#profile,
      profileId: 'practice',
      client: this.desk.platform.sources.client,
      // Chromium tells which certificate a host showed; here it is the one that the practice world has.
      network: Object.assign(this.desk.network, { certificateOf: () => certificate }),
      session: () => this.desk.session(),
      tokens: this.tokens,
      clients: this.clients,
      channel: socketPair,
      confirmations: {
        ask: async (sheet) => {
          this.sheets.push(sheet);
          return ok(await this.answer(sheet));
        },
      },
      dialogs: { openFile: async () => this.chosen, saveFile: async () => this.chosen },
      acts: this.#acts,
      journal: this.#journal,
      log: this.#log,
      print: async (html) => {
        this.printed.push(html);
        await this.printing;
        return ok(null);
      },
      onDraft: (draft) => this.drafts.push(draft),
      onOverview: (overview) => this.overviews.push(overview),
    });
  }

  get account(): Account | null {
    const session = this.desk.session();
    return session.kind === 'signed-in' ? session.account : null;
  }

  /** Keydock begins again, over the same folder or over what a crash left: a copy of it. Nothing of the old one is waited for. */
  restart(folder: string = this.desk.folder): void {
    this.exports = this.#openExports(folder);
  }

  /** The token of that label, logged in. */
  async token(label: string): Promise<TokenInHand> {
    await this.tokens.handlers.overview({}, caller);
    for (let tries = 0; ; tries += 1) {
      const found = this.tokens.present().find(({ description }) => description.label === label);
      if (found !== undefined) return must(await this.tokens.ready(found.id, caller, 'for a test'));
      if (tries > 100) throw new Error(`no token ${label}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async productId(name: string): Promise<string> {
    return ((await this.#practice.control('find', { queue: 'products', idOrName: name })) as { id: string }).id;
  }

  /** A client key on a token, registered for a product and approved by somebody else. */
  async approvedKey(label: string, product: string): Promise<ClientKey> {
    const token = await this.token(label);
    const key = must(await this.clients.handlers.makeKey({ token: token.id, label: `sara ${product}` }, caller));
    if (key === null) throw new Error('no key was made');
    await this.registerAndApprove(key, product);
    return key;
  }

  async registerAndApprove(key: ClientKey, product: string): Promise<void> {
    const asked = must(
      await this.clients.handlers.register(
        {
          key: key.place,
          product: await this.productId(product),
          name: `sara ${product} ${createHash('sha256').update(key.fingerprint).digest('hex').slice(0, 6)}`,
          description: '',
          clientType: 'SecurityEngineer',
        },
        caller,
      ),
    );
    if (asked.kind !== 'asked') throw new Error('the person said no');
    const anna = await Desk.open(this.#practice, 'anna');
    for (let tries = 0; ; tries += 1) {
      const outcome = await anna.decide('clients', asked.id);
      if (outcome.ok && outcome.value.result.kind === 'done') break;
      if (tries > 100) throw new Error(`not approved: ${JSON.stringify(outcome)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await anna.close();
  }

  /** A draft that stands at its preview. */
  async previewed(key: ClientKey, product: string, target: string): Promise<ExportDraft> {
    const { handlers } = this.exports;
    const receiver = await this.token(target);
    const { id } = must(await handlers.begin({ product: await this.productId(product) }, caller));
    must(await handlers.chooseKey({ id, key: key.place }, caller));
    must(await handlers.chooseTarget({ id, token: receiver.id }, caller));
    return must(await handlers.preview({ id }, caller));
  }

  /** Runs these keys and waits for the end. */
  async run(id: string, keys: readonly number[], wish: { allowDuplicates?: boolean; stopAtFailure?: boolean } = {}) {
    const { allowDuplicates = false, stopAtFailure = false } = wish;
    must(await this.exports.handlers.run({ id, keys: [...keys], allowDuplicates, stopAtFailure }, caller));
    return await this.ended(id);
  }

  async ended(id: string): Promise<ExportDraft> {
    for (;;) {
      const draft = must(await this.exports.handlers.get({ id }, caller));
      if (draft.run === null || (draft.run.endedAt !== null && draft.doing === null)) return draft;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async labelsOn(label: string): Promise<string[]> {
    const token = await this.token(label);
    const objects = must(await token.run('objects', { token: token.ref }));
    return objects.flatMap((object) => (object.class === 'public-key' ? [] : [object.label])).toSorted();
  }

  journal() {
    return this.desk.journal();
  }

  async close(): Promise<void> {
    await this.exports.dispose();
    await this.clients.dispose();
    await this.tokens.dispose();
    this.#engine?.close();
    await this.desk.close();
  }

  #openEngine(): DecryptEngine {
    if (this.#engine === null || this.#engine.isGone) {
      const addon = nativeAddonPath(root);
      const native = existsSync(addon) ? { addon } : {};
      const channel = forkEngine(path.join(root, 'main/decrypt/process/main.ts'), { env: { ...keptCode() } });
      this.#engine = new DecryptEngine(channel, { stateFolder: path.join(this.desk.folder, 'engine'), ...native });
    }
    return this.#engine;
  }

  /** What the PIN window does, by hand: the bytes go down the port that the token process has the other end of. */
  async #typePin(question: { readonly facts: unknown }): Promise<Result<SecretPrompt>> {
    if (!this.knowsPin) return fail('token.pin-missing');
    const words = JSON.stringify(question.facts);
    const provider = this.#pins.find(({ labels }) => labels.some((label) => words.includes(label)));
    if (provider === undefined) return fail('token.pin-missing');
    this.typed += 1;
    const [near, far] = await socketPair();
    const octets = Buffer.from(provider.pin);
    near.write(Buffer.concat([Uint8Array.of(octets.length >> 8, octets.length & 0xff), octets]));
    const prompt = {
      port: far,
      closed: new Promise<void>(() => undefined),
      again: () => undefined,
      over: () => undefined,
      close: () => near.destroy(),
    };
    // The checked boundary of this stand-in: under Node a port is a socket, which is what the launcher sends on.
    return ok(prompt as unknown as SecretPrompt);
  }
}

/** SHA-256 of a certificate, as main/network tells it. */
export const certificate = 'c0'.repeat(32);

export function statesOf(draft: ExportDraft): readonly z.input<typeof RunKey>['state'][] {
  return (draft.run?.keys ?? []).map(({ state }) => state);
}

export function asPerson() {
  return caller;
}
