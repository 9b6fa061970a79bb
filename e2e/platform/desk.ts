import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sheet } from '../../app/contract/confirmation.ts';
import type { Account, ApprovalsSummary, Decision, Session } from '../../app/contract/shapes.ts';
import type { FactValue } from '../../app/facts.ts';
import type { ShownQueueId } from '../../app/platform/queues.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { createActs } from '../../main/journal/acts.ts';
import type { Line } from '../../main/journal/chain.ts';
import { openJournal } from '../../main/journal/journal.ts';
import { createLog } from '../../main/log.ts';
import type { Pace } from '../../main/platform/pace.ts';
import { openPlatform, type Platform } from '../../main/platform/platform.ts';
import type { Connection } from '../../main/platform/watcher.ts';
import { directory } from '../practice/company/people.ts';
import { Client } from '../practice/testing/client.ts';
import type { Practice } from '../practice/world.ts';
import { type NodeReach, nodeReach } from './node-reach.ts';

type Question = Omit<Sheet, 'theme' | 'colour'>;
type Said = { confirmed: false } | { confirmed: true; typed: string; reason: string };

/**
 * One person at Keydock without a window: all of main/platform, really signed in to a practice world. In place of the
 * confirmation window stands `answer`, and in place of MSAL `signIn`, so that a test says when what happens.
 */
export class Desk {
  readonly sheets: Question[] = [];
  readonly summaries: ApprovalsSummary[] = [];
  readonly connections: Connection[] = [];
  readonly downloads: { readonly id: string; readonly done: number; readonly total: number | null }[] = [];
  /** What the person chooses when asked for a folder. */
  chosenFolder: string | null = null;
  /** The paths that the window knows by opaque ids. */
  readonly files = rememberedFiles();
  readonly folder: string;
  readonly network: NodeReach;
  readonly platform: Platform;
  /** Lets the requests through that an offline desk has held back. */
  goOnline: () => void = () => undefined;
  /** What the person does when asked; typed characters are filled in as a careful person would. */
  answer: (sheet: Question) => Promise<Said> | Said = (sheet) => yes(sheet);

  readonly #practice: Practice;
  readonly #listeners = new Set<(session: Session) => void>();
  readonly #forgetters: (() => Promise<void>)[] = [];
  #session: Session = { kind: 'signed-out', lastFailure: null };
  #client: Client | null = null;
  /** Is the refresh token still good? */
  #renews = true;

  static async open(practice: Practice, who: string, pace?: Pace): Promise<Desk> {
    const folder = await mkdtemp(join(tmpdir(), 'keydock-desk-'));
    return Desk.at(practice, who, folder, pace);
  }

  /** A desk over an existing folder, as after a restart. @param offline no request gets through until `goOnline` */
  static async at(
    practice: Practice,
    who: string,
    folder: string,
    pace?: Pace,
    { offline = false } = {},
  ): Promise<Desk> {
    const desk = new Desk(practice, folder, pace);
    if (offline) {
      const online = new Promise<void>((resolve) => {
        desk.goOnline = resolve;
      });
      desk.network.before = () => online;
    }
    await desk.signIn(who);
    return desk;
  }

  private constructor(practice: Practice, folder: string, pace: Pace | undefined) {
    this.#practice = practice;
    this.folder = folder;
    this.network = nodeReach(practice.caFile);
    const log = createLog({ dir: join(folder, 'logs') });
    const journal = openJournal({ dir: join(folder, 'journal'), log });
    this.platform = openPlatform({
      profile: practice.profile,
      profileId: 'practice',
      network: this.network,
      identity: {
        session: () => this.#session,
        onChange: (listener) => {
          this.#listeners.add(listener);
          return () => this.#listeners.delete(listener);
        },
        onForget: (listener) => {
          this.#forgetters.push(listener);
        },
        restore: async () => this.#session,
        token: (options) => this.#token(options?.fresh ?? false),
        waitForSignIn: () =>
          new Promise((resolve) => {
            const settled = (session: Session) => session.kind === 'signed-in' || session.kind === 'signed-out';
            if (settled(this.#session)) return resolve(this.#session);
            const listener = (session: Session) => {
              if (!settled(session)) return;
              this.#listeners.delete(listener);
              resolve(session);
            };
            this.#listeners.add(listener);
          }),
      },
      confirmations: {
        ask: async (sheet) => {
          this.sheets.push(sheet);
          return ok(await this.answer(sheet));
        },
      },
      journal,
      acts: createActs({
        journal,
        who: () => accountIn(this.#session),
        profile: () => ({ id: 'practice', name: 'Practice' }),
      }),
      dialogs: { openFolder: async () => this.chosenFolder },
      files: this.files,
      // No safeStorage under plain Node; that it is really sealed is shown with the real app.
      encryption: {
        seal: async (text) => Buffer.from(text).reverse(),
        open: async (bytes) => Buffer.from(bytes).reverse().toString(),
      },
      dir: join(folder, 'inbox'),
      log,
      idleSeconds: () => 0,
      onApprovals: (summary) => this.summaries.push(summary),
      onConnection: (connection) => this.connections.push(connection),
      onDownload: (news) => this.downloads.push(news),
      ...(pace === undefined ? {} : { pace }),
    });
  }

  async signIn(who: string): Promise<void> {
    this.#client = await Client.signedIn(this.#practice, who);
    this.#renews = true;
    this.#change({ kind: 'signed-in', account: this.#account(who), expiresAt: inAnHour(), kept: 'os-encrypted' });
  }

  /** The session ends: the platform refuses the token, the sign-in service the refresh. */
  async endSession(): Promise<void> {
    this.#renews = false;
    await this.#practice.control('expireTokens', {});
  }

  async signOut(): Promise<void> {
    for (const forget of this.#forgetters) await forget();
    this.#client = null;
    this.#change({ kind: 'signed-out', lastFailure: null });
  }

  session(): Session {
    return this.#session;
  }

  decide(queue: ShownQueueId, id: string, decision: Decision = 'APPROVE') {
    return this.platform.handlers.approvals.decide({ queue, id, decision }, { webContentsId: 1 });
  }

  /** What became of a decision, without its ids. */
  async verdict(queue: ShownQueueId, id: string, decision: Decision = 'APPROVE') {
    const outcome = await this.decide(queue, id, decision);
    return outcome.ok ? outcome.value.result : { failed: outcome.error };
  }

  async open(queue: ShownQueueId, id: string) {
    const item = await this.platform.handlers.approvals.open({ queue, id }, { webContentsId: 1 });
    if (!item.ok) throw new Error(item.error.code);
    return item.value;
  }

  async journal(): Promise<Line[]> {
    const text = await readFile(join(this.folder, 'journal', 'journal.jsonl'), 'utf8').catch(() => '');
    return text.split('\n').flatMap((row) => (row === '' ? [] : [JSON.parse(row) as Line]));
  }

  async close({ keep = false } = {}): Promise<void> {
    await this.platform.dispose();
    this.network.close();
    if (!keep) await rm(this.folder, { recursive: true, force: true });
  }

  async #token(fresh: boolean): Promise<Result<{ token: string; identity: string }>> {
    if (this.#client === null || this.#session.kind !== 'signed-in') {
      return fail(this.#session.kind === 'expired' ? 'session.expired' : 'session.signed-out');
    }
    if (fresh && !this.#renews) {
      this.#change({ kind: 'expired', account: this.#session.account, lastFailure: null });
      return fail('session.expired');
    }
    if (fresh) await this.#client.refresh();
    return ok({ token: this.#client.token, identity: this.#session.account.identity });
  }

  #change(session: Session): void {
    this.#session = session;
    for (const listener of [...this.#listeners]) listener(session);
  }

  #account(who: string): Account {
    const user = this.#practice.users.find(({ user: name }) => name.startsWith(who));
    if (user === undefined) throw new Error(`nobody called ${who}`);
    return {
      name: directory().people[user.oid] ?? user.user,
      username: user.user,
      identity: `oid:${user.oid}`,
      oid: user.oid,
      tenantId: 'tenant',
      groups: user.groups.map((id) => ({ id })),
      groupsLeftOut: false,
    };
  }
}

/** A careful person: reads what is to be typed from the facts, gives a reason. */
export function yes(sheet: Question): Said {
  return { confirmed: true, typed: sheet.typed === null ? '' : typedFor(sheet), reason: 'because' };
}

function typedFor(sheet: Question): string {
  const digest = factOf(sheet.groups, 'SHA-256 of the public key');
  if (digest?.kind === 'digest') return digest.hex.slice(-4);
  const operation = factOf(sheet.groups, 'Operation');
  return operation?.kind === 'text' ? (operation.mute ?? '') : '';
}

/** The value under a label, in any group. */
export function factOf(groups: Question['groups'], label: string): FactValue | undefined {
  return groups.flatMap(({ facts }) => facts).find((fact) => fact.label === label)?.value;
}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}

function rememberedFiles() {
  const paths: string[] = [];
  return {
    remember: (filePath: string) => `file-${paths.push(filePath)}`,
    pathOf: (id: string) => paths[Number(id.slice('file-'.length)) - 1] ?? '',
  };
}

function accountIn(session: Session): Account | null {
  return session.kind === 'signed-in' ? session.account : null;
}
