import type { Caller } from '../../app/contract/define.ts';
import type { LocalId, TokenPage, TokensOverview } from '../../app/contract/token-shapes.ts';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import type { Log } from '../log.ts';
import type { SecretWindows } from '../windows/secret.ts';
import type { KeyUse } from './key-use.ts';
import { logIn, refOf } from './log-in.ts';
import { mechanismWords } from './mechanism-words.ts';
import { ModuleInUse, type NamedToken } from './module-in-use.ts';
import type { Machine } from './modules/discover.ts';
import { type ListedModule, ModuleList } from './modules/module-list.ts';
import { nameObjects, objectRow } from './object-rows.ts';
import { runWithPin } from './pin-at-use.ts';
import { PinCounts } from './pin-counts.ts';
import { ProbeCache, probeKey } from './probe-cache.ts';
import type { ProcessLauncher } from './process-launcher.ts';
import type { DeadlineOf } from './supervisor.ts';
import { moduleRow, probeSummary, tokenFacts, tokenRow, tokenWarnings } from './token-rows.ts';
import type { ObjectDescription } from './token-shapes.ts';
import type { EndReason, Probed, TokenInHand } from './tokens.ts';

/** A login ends by itself when nothing was done with the module for this long, in ms. */
export const idleLimitMs = 10 * 60_000;
/** How often it is looked who is there, in ms. */
const tickMs = 2_000;
/** Somebody who asked looks on for this long, in ms. */
const lookingMs = 10_000;
/** A process without a login ends when nobody has looked for this long, in ms. */
const unwatchedMs = 60_000;
const shownObjects = 2_000;
/** Answers to a use of a key after which nobody may be logged in any more. */
const endsLogin: ReadonlySet<Failure['code']> = new Set<Failure['code']>(['token.not-logged-in', 'token.pin-locked']);

/** What the room needs of the app. */
export interface RoomParts {
  /** Folder of the room's own files: which modules are allowed, wrong PINs, probes. */
  readonly folder: string;
  readonly machine: Machine;
  readonly launcher: ProcessLauncher;
  readonly nativeAddon: string;
  readonly deadlineOf?: DeadlineOf;
  readonly secretWindows: Pick<SecretWindows, 'ask'>;
  readonly acts: Acts;
  readonly log: Log;
  /** What the overview answers has changed, and with `tokens` who is there or logged in. */
  readonly onChange: (what: 'view' | 'tokens') => void;
}

/** The allowed modules with their processes, and the tokens in them. Loaded when it is first needed. */
export class TokenRoom {
  readonly list: ModuleList;
  readonly #parts: RoomParts;
  readonly #pinCounts: PinCounts;
  readonly #probes: ProbeCache;
  readonly #inUse = new Map<LocalId, ModuleInUse>();
  #listed: readonly ListedModule[] = [];
  #opened: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #lookedAt = 0;
  #holds = 0;
  /** Modules for whose token a PIN is being typed: however long that takes, the process waits. */
  readonly #typedFor = new Set<ModuleInUse>();
  /** Uses of keys that want their PIN each time are asked about one after the other: one window opens at a time. */
  #asking: Promise<unknown> = Promise.resolve();
  #told = '';
  #toldTokens = '';

  constructor(parts: RoomParts) {
    this.#parts = parts;
    this.list = new ModuleList(parts.folder, parts.machine);
    this.#pinCounts = new PinCounts(parts.folder, parts.log);
    this.#probes = new ProbeCache(parts.folder, parts.log);
  }

  /** Knows what is allowed and found, and has begun to ask the modules. */
  open(): Promise<void> {
    this.#opened ??= (async () => {
      await Promise.all([this.#pinCounts.load(), this.#probes.load()]);
      await this.readModules();
    })();
    return this.#opened;
  }

  /** Every allowed module has answered once, or failed. */
  async settled(): Promise<void> {
    await this.open();
    await Promise.all([...this.#inUse.values()].filter((module) => !module.isSettled).map((module) => module.look()));
  }

  /** Looks again which modules there are; those that are not allowed any more are ended, new ones asked. */
  async readModules(): Promise<void> {
    this.#listed = await this.list.scan();
    const allowed = new Map(
      this.#listed.flatMap(({ id, state, known }) => (state === 'allowed' && known !== null ? [[id, known]] : [])),
    );
    for (const [id, module] of this.#inUse) {
      if (allowed.get(id)?.sha256 === module.module.sha256) continue;
      this.#inUse.delete(id);
      module.end();
    }
    for (const [id, known] of allowed) {
      if (this.#inUse.has(id)) continue;
      const { log } = this.#parts;
      const module = new ModuleInUse({ ...known, id }, this.#parts, () => this.#changed(), log);
      this.#inUse.set(id, module);
      void module.look();
    }
    this.#changed();
  }

  /** Somebody looks: for a while it is looked every two seconds who is there. */
  async overview(): Promise<TokensOverview> {
    const first = this.#opened === null;
    await this.open();
    this.#look();
    // A file that has changed since, or a module that was installed, is seen without asking for it.
    if (!first) await this.readModules();
    return this.view();
  }

  present(): TokenInHand[] {
    return this.#tokens().map(({ token, module }) => this.#inHand(token, module));
  }

  find(id: LocalId): TokenInHand | null {
    const found = this.#find(id);
    return found === null ? null : this.#inHand(found.token, found.module);
  }

  /** @see Tokens.ready */
  async ready(id: LocalId, caller: Caller, forWhat: string): Promise<Result<TokenInHand>> {
    await this.settled();
    const found = this.#find(id);
    if (found === null) return fail('token.gone');
    const { token, module } = found;
    if (!token.description.needsLogin || token.description.isLoggedIn) return ok(this.#inHand(token, module));
    // Not `hold`: a window for a PIN that nobody answers must not keep the logins of other modules alive.
    this.#typedFor.add(module);
    const done = await logIn(token, module, caller, forWhat, { ...this.#parts, pinCounts: this.#pinCounts }).finally(
      () => this.#typedFor.delete(module),
    );
    await module.look(true);
    if (!done.ok) return done;
    this.#tick();
    const now = this.find(id);
    return now === null ? fail('token.gone') : ok(now);
  }

  /** @see Tokens.withPin */
  withPin<T>(id: LocalId, use: KeyUse, caller: Caller, job: (pin: number) => Promise<Result<T>>): Promise<Result<T>> {
    const done = this.#asking.then(async (): Promise<Result<T>> => {
      // What the token says of its PIN may have changed with the use before: the next question must not tell old news.
      const { module: before } = this.#find(id) ?? {};
      if (before?.isRunning === true) await before.look();
      const found = this.#find(id);
      if (found === null) return fail('token.gone');
      const { token, module } = found;
      if (token.description.needsLogin && !token.description.isLoggedIn) return fail('token.not-logged-in');
      const used = await runWithPin(token, module, use, caller, { ...this.#parts, pinCounts: this.#pinCounts }, job);
      // The token may have ended the login, which must be known before the next try.
      if (!used.ok && endsLogin.has(used.error.code)) await module.look(true);
      return used;
    });
    this.#asking = done.catch(() => undefined);
    return done;
  }

  async page(id: LocalId): Promise<Result<TokenPage>> {
    await this.settled();
    this.#look();
    const found = this.#find(id);
    if (found === null) return fail('token.gone');
    const { token, module } = found;
    const ref = refOf(token.description);
    const mechanisms = await module.run('mechanisms', { token: ref });
    if (!mechanisms.ok) return mechanisms;
    const { isLoggedIn, needsLogin } = token.description;
    const objects =
      needsLogin && !isLoggedIn ? fail('token.not-logged-in') : await module.run('objects', { token: ref });
    const probed = this.#probed(token, module);
    const row = this.#row(token, module);
    const rows = objects.ok ? nameObjects(id, objects.value) : [];
    return ok({
      token: row,
      objects: {
        rows: rows.slice(0, shownObjects).map(({ id: objectId, object }) => objectRow(objectId, object)),
        total: rows.length,
      },
      objectsFailure: objects.ok ? null : objects.error,
      mechanisms: mechanisms.value.map((mechanism) => ({ ...mechanismWords(mechanism), uses: mechanism.uses })),
      probe: probed === null ? null : probeSummary(probed),
      warnings: tokenWarnings(token, row.kind, this.#pinCounts.of(id)),
      groups: tokenFacts(token, module, row.kind),
      readAt: new Date().toISOString(),
    });
  }

  async objectOf(id: LocalId, object: LocalId): Promise<Result<ObjectDescription>> {
    const token = this.find(id);
    if (token === null) return fail('token.gone');
    const objects = await token.run('objects', { token: token.ref });
    if (!objects.ok) return objects;
    const found = nameObjects(id, objects.value).find((named) => named.id === object);
    return found === undefined ? fail('token.object-gone') : ok(found.object);
  }

  /** Tries everything now, whatever was found before. */
  async probe(id: LocalId): Promise<Result<Probed>> {
    const found = this.#find(id);
    if (found === null) return fail('token.gone');
    const { token, module } = found;
    const done = await module.run('probe', { token: refOf(token.description) });
    if (!done.ok) return done;
    const probed: Probed = { ...done.value, at: new Date().toISOString() };
    await this.#probes.put(probeKey(module.module, module.about, token.description), probed);
    this.#changed();
    return ok(probed);
  }

  listed(id: LocalId): ListedModule | null {
    return this.#listed.find((module) => module.id === id) ?? null;
  }

  /** What ends processes at the window's wish waits while something is held. @returns 'token.at-work' */
  mayEnd(): Result<null> {
    return this.#holds > 0 ? fail('token.at-work') : ok(null);
  }

  /** Ends the process that serves a token. */
  logOut(id: LocalId): Result<null> {
    const may = this.mayEnd();
    if (may.ok) this.#find(id)?.module.end();
    return may;
  }

  /** Ends every process and looks again, also at those that failed. */
  async rescan(): Promise<Result<null>> {
    await this.open();
    const may = this.mayEnd();
    if (!may.ok) return may;
    this.endAll('rescan');
    this.#look();
    await this.readModules();
    await Promise.all([...this.#inUse.values()].map((module) => module.look(true)));
    return ok(null);
  }

  endAll(why: EndReason): void {
    if (why === 'idle' && this.#holds > 0) return;
    const running = [...this.#inUse.values()].filter((module) => module.isRunning);
    if (running.length > 0) this.#parts.log.event('tokens.ended', { reason: why, count: running.length });
    for (const module of running) module.end();
  }

  hold(): () => void {
    let isHeld = true;
    this.#holds += 1;
    return () => {
      if (isHeld) this.#holds -= 1;
      isHeld = false;
    };
  }

  #isHeld(module: ModuleInUse): boolean {
    return this.#holds > 0 || this.#typedFor.has(module);
  }

  get hasLogin(): boolean {
    return [...this.#inUse.values()].some((module) => module.hasLogin);
  }

  dispose(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.endAll('quit');
  }

  #look(): void {
    this.#lookedAt = Date.now();
    this.#timer ??= setInterval(() => this.#tick(), tickMs).unref();
  }

  /** By the wall clock, not by a timer each: a machine that slept has been idle as long as it slept. */
  #tick(): void {
    const now = Date.now();
    this.#timer ??= setInterval(() => this.#tick(), tickMs).unref();
    for (const module of this.#inUse.values()) {
      const idle = now - module.lastUse;
      if (module.hasLogin && idle >= idleLimitMs && !module.isBusy && this.#holds === 0) {
        this.#parts.log.event('tokens.ended', { reason: 'idle', count: 1 });
        module.end();
      } else if (now - this.#lookedAt < lookingMs || module.hasLogin) {
        if (!module.isBusy) void module.look();
      } else if (
        !module.isBusy &&
        !this.#isHeld(module) &&
        now - Math.max(this.#lookedAt, module.lastUse) >= unwatchedMs
      ) {
        module.end();
      }
    }
    if (![...this.#inUse.values()].some((module) => module.isRunning) && now - this.#lookedAt >= lookingMs) {
      if (this.#timer !== null) clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  #tokens(): { readonly token: NamedToken; readonly module: ModuleInUse }[] {
    return [...this.#inUse.values()].flatMap((module) => module.tokens().map((token) => ({ token, module })));
  }

  #find(id: LocalId) {
    return this.#tokens().find(({ token }) => token.id === id) ?? null;
  }

  #probed({ description }: NamedToken, module: ModuleInUse): Probed | null {
    return this.#probes.get(probeKey(module.module, module.about, description));
  }

  #inHand(token: NamedToken, module: ModuleInUse): TokenInHand {
    return {
      id: token.id,
      ref: refOf(token.description),
      description: token.description,
      module: module.module,
      moduleAbout: module.about,
      run: module.run,
      givePort: module.givePort,
      secretArrived: module.secretArrived,
      known: () => this.#probed(token, module),
      capabilities: async () => {
        const known = this.#probed(token, module);
        return known === null ? await this.probe(token.id) : ok(known);
      },
    };
  }

  #row(token: NamedToken, module: ModuleInUse) {
    return tokenRow(token, module, {
      wrongPins: this.#pinCounts.of(token.id),
      probed: this.#probed(token, module),
      locksAt: new Date(module.lastUse + idleLimitMs).toISOString(),
    });
  }

  /** What the window is told now. */
  view(): TokensOverview {
    const modules = this.#listed.slice(0, 64).map((listed) => {
      const inUse = this.#inUse.get(listed.id) ?? null;
      return moduleRow(listed, inUse, inUse === null ? [] : inUse.tokens().map((token) => this.#row(token, inUse)));
    });
    const isSettled = [...this.#inUse.values()].every((module) => module.isSettled);
    return { modules, isSettled, readAt: new Date().toISOString() };
  }

  #changed(): void {
    const { modules, isSettled } = this.view();
    const view = JSON.stringify([modules, isSettled]);
    if (view === this.#told) return;
    this.#told = view;
    const tokens = JSON.stringify(this.#tokens().map(({ token }) => [token.id, token.description]));
    this.#parts.onChange(tokens === this.#toldTokens ? 'view' : 'tokens');
    this.#toldTokens = tokens;
  }
}
