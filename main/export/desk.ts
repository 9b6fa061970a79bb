import type { ExportDraft } from '../../app/contract/export-shapes.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Log } from '../log.ts';
import { shownDraft } from './draft-view.ts';
import {
  type Drafts,
  isSameOwner,
  type KeptDraft,
  mostDrafts,
  newLocalId,
  type Owner,
  ownerOf,
  takenUp,
} from './drafts.ts';
import type { LiveExport } from './live-export.ts';
import type { TokensAtHand } from './needs.ts';

/**
 * The exports of one profile: one thing is done in each at a time, and what changed is kept before it is told. Each belongs
 * to the account that began it: for whoever else is here it does not exist.
 */
export interface Desk {
  /** Of all accounts: for what main itself has to look after, never for the window. */
  all(): Promise<readonly LiveExport[]>;
  /** Of who is here; none for nobody. */
  mine(): Promise<readonly LiveExport[]>;
  /** @returns 'session.signed-out', or 'export.not-found' also for one of somebody else */
  get(id: string): Promise<Result<LiveExport>>;
  /** @returns 'session.signed-out' or 'export.too-many' */
  begin(): Promise<Result<LiveExport>>;
  /** Changes what is kept, and tells. @throws Error when it cannot be written */
  change(
    live: LiveExport,
    changes: Partial<Omit<KeptDraft, 'version' | 'id' | 'owner' | 'startedAt' | 'changedAt'>>,
  ): Promise<void>;
  /** Tells of what is in memory only. Of an export of somebody who is not here any more nothing is told. */
  tell(live: LiveExport): void;
  /**
   * Does one thing; a second one meanwhile is refused. What stands in the way stays with the draft until something
   * succeeds. Where somebody else is here by the time it is done, they are not answered with it.
   */
  act(id: string, doing: string, work: (live: LiveExport) => Promise<Result<unknown>>): Promise<Result<ExportDraft>>;
  shown(live: LiveExport): ExportDraft;
  /** Marks an export as one whose keys are being written, until that has ended. */
  runs(live: LiveExport, running: Promise<void>): void;
  remove(id: string): Promise<Result<null>>;
  /** Whether keys are being written in one of them. */
  isRunning(): boolean;
}

/** How often the window is told of a run, in ms: of one with hundreds of keys, which is hundreds of kilobytes, less often. */
function tellEvery({ kept }: LiveExport): number {
  return (kept.ceremony?.keys.length ?? 0) > 100 ? 500 : 100;
}

/** What is being done while a run goes on by itself. */
const writing = 'Writing keys';

export interface DeskParts {
  readonly drafts: Drafts;
  readonly tokens: Pick<TokensAtHand, 'find'>;
  readonly log: Log;
  /** Who is here now; null for nobody. */
  readonly who: () => Owner | null;
  readonly onDraft: (draft: ExportDraft) => void;
  readonly onList: () => void;
}

export function createDesk({ drafts, tokens, log, who, onDraft, onList }: DeskParts): Desk {
  const live = new Map<string, LiveExport>();
  const soon = new Set<LiveExport>();
  let loading: Promise<void> | null = null;
  /** The clock may stand still or go back; the window drops what is not newer than what it has. */
  let lastTime = 0;
  function now(): string {
    lastTime = Math.max(Date.now(), lastTime + 1);
    return new Date(lastTime).toISOString();
  }

  async function load(): Promise<void> {
    for (const kept of await drafts.load()) {
      lastTime = Math.max(lastTime, Date.parse(kept.changedAt) || 0);
      const owner = ownerOf(kept);
      // Its record is kept and stands for it. What was never run and says of nobody that it is theirs is a choice or
      // two: nobody is shown it, so it goes.
      if (kept.record !== null || owner === null) {
        if (owner === null) log.event('export.draft-of-nobody');
        await drafts.remove(kept.id);
        continue;
      }
      const up = takenUp(kept.owner === null ? { ...kept, owner } : kept, now());
      if (up !== kept) await drafts.save(up);
      live.set(kept.id, openedNow(up));
    }
  }
  const loaded = (): Promise<void> => {
    loading ??= load();
    return loading;
  };

  const shown = (one: LiveExport): ExportDraft => shownDraft(one, tokens);
  function isMine({ kept }: LiveExport): boolean {
    const [owner, here] = [ownerOf(kept), who()];
    return owner !== null && here !== null && isSameOwner(owner, here);
  }
  function tell(one: LiveExport): void {
    one.kept = { ...one.kept, changedAt: now() };
    if (isMine(one)) onDraft(shown(one));
  }
  async function change(one: LiveExport, changes: Partial<KeptDraft>): Promise<void> {
    one.kept = { ...one.kept, ...changes, changedAt: now() };
    await drafts.save(one.kept);
    // With a time of its own: something else may have been told while this was written.
    if (one.running === null) tell(one);
    else tellSoon(one);
  }
  /** A run changes many times a second, and each time all of its keys are told. */
  function tellSoon(one: LiveExport): void {
    if (soon.has(one)) return;
    soon.add(one);
    setTimeout(() => {
      soon.delete(one);
      tell(one);
    }, tellEvery(one));
  }
  async function get(id: string): Promise<Result<LiveExport>> {
    await loaded();
    if (who() === null) return fail('session.signed-out');
    const one = live.get(id);
    return one === undefined || !isMine(one) ? fail('export.not-found') : ok(one);
  }

  return {
    get,
    change,
    tell,
    shown,
    isRunning: () => [...live.values()].some(({ running }) => running !== null),
    async all() {
      await loaded();
      return [...live.values()];
    },
    async mine() {
      await loaded();
      return [...live.values()].filter(isMine);
    },
    async begin() {
      await loaded();
      const here = who();
      if (here === null) return fail('session.signed-out');
      // The oldest that holds no outcome makes room; one with keys on a token stays until it is finished or discarded.
      const mine = [...live.values()].filter(isMine);
      if (mine.length >= mostDrafts) {
        const idle = mine.filter(
          ({ kept, doing }) => doing === null && (kept.ceremony === null || kept.record !== null),
        );
        const oldest = idle.toSorted((a, b) => (a.kept.changedAt < b.kept.changedAt ? -1 : 1))[0];
        if (oldest === undefined) return fail('export.too-many', { most: mostDrafts });
        live.delete(oldest.kept.id);
        await drafts.remove(oldest.kept.id);
      }
      const at = now();
      const one = openedNow({
        version: 1,
        id: newLocalId(),
        owner: { identity: here.identity, tenantId: here.tenantId },
        startedAt: at,
        changedAt: at,
        step: 'product',
        product: null,
        clientKey: null,
        client: null,
        target: null,
        ceremony: null,
        record: null,
      });
      live.set(one.kept.id, one);
      await drafts.save(one.kept);
      onList();
      return ok(one);
    },
    async act(id, doing, work) {
      const found = await get(id);
      if (!found.ok) return found;
      const one = found.value;
      if (one.doing !== null) return fail('export.busy');
      one.doing = doing;
      tell(one);
      try {
        const result = await work(one);
        one.failure = result.ok || result.error.code === 'app.cancelled' ? null : result.error;
        if (!result.ok) {
          log.event('export.not-done', { code: result.error.code });
          return result;
        }
      } finally {
        one.doing = one.running === null ? null : writing;
        tell(one);
        onList();
      }
      const still = await get(id);
      return still.ok ? ok(shown(one)) : still;
    },
    runs(one, running) {
      one.running = running.finally(() => {
        one.running = null;
        one.doing = null;
        tell(one);
        onList();
      });
    },
    async remove(id) {
      const found = await get(id);
      if (!found.ok) return found;
      if (found.value.doing !== null) return fail('export.busy');
      live.delete(id);
      await drafts.remove(id);
      onList();
      return ok(null);
    },
  };
}

function openedNow(kept: KeptDraft): LiveExport {
  return { kept, preview: null, failure: null, doing: null, isCancelled: false, running: null, audit: null };
}
