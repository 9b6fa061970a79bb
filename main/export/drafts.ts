import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ClientKey } from '../../app/contract/client-shapes.ts';
import { ExportStep } from '../../app/contract/export-shapes.ts';
import { ItemId } from '../../app/contract/shapes.ts';
import { LocalId } from '../../app/contract/token-shapes.ts';
import { TokenKind } from '../../app/exposure.ts';
import { sameIdentity } from '../../app/platform/facts/directory.ts';
import { writeAtomically } from '../atomic-write.ts';
import type { Log } from '../log.ts';
import { readOwnText } from '../regular-file.ts';
import { Ceremony } from './ceremony.ts';

/** Exports that are kept of one account at a time; the window lists no more. */
export const mostDrafts = 50;
/** Files that are read, of all accounts. */
const mostFiles = 1_000;
/** Bytes of one file: a ceremony of a thousand keys is some 2 MiB. */
const longestDraft = 8 * 1024 * 1024;

const Short = z.string().max(300);

/** The account that an export belongs to: the object id alone is unique in its tenant only. */
const Owner = z.object({ identity: z.string().max(256), tenantId: z.string().max(64) });
export type Owner = z.output<typeof Owner>;

export function isSameOwner(one: Owner, other: Owner): boolean {
  return one.tenantId.toLowerCase() === other.tenantId.toLowerCase() && sameIdentity(one.identity, other.identity);
}

/** An export as it is kept between its steps and over a restart: choices and outcomes, never an envelope or a secret. */
export const KeptDraft = z.object({
  version: z.literal(1),
  id: LocalId,
  /** Whose it is: nobody else is shown it. Files of earlier versions do not say. */
  owner: Owner.nullable().default(null),
  startedAt: z.string().max(40),
  changedAt: z.string().max(40),
  step: ExportStep,
  product: z.object({ id: ItemId, name: Short }).nullable(),
  /** A key in a file is opened anew after a restart: its place then names nothing any more. */
  clientKey: ClientKey.nullable(),
  client: z
    .object({ id: ItemId, name: Short, stateName: Short, isReady: z.boolean(), warning: Short.nullable() })
    .nullable(),
  target: z.object({ token: LocalId, label: Short, kind: TokenKind, serial: Short }).nullable(),
  ceremony: Ceremony.nullable(),
  record: LocalId.nullable(),
});
export type KeptDraft = z.output<typeof KeptDraft>;

/** The exports of one profile, of all its accounts, one file each, in a folder of their own. */
export interface Drafts {
  /** Reads what is there. A file that is none of ours is left where it is, and said in the log. */
  load(): Promise<readonly KeptDraft[]>;
  /** Writes one, after all that was asked before for the same one. @throws Error of the file system */
  save(draft: KeptDraft): Promise<void>;
  remove(id: string): Promise<void>;
}

export function newLocalId(): string {
  return randomBytes(12).toString('base64url');
}

export function openDrafts({ dir, log }: { readonly dir: string; readonly log: Log }): Drafts {
  const fileOf = (id: string) => path.join(dir, `${LocalId.parse(id)}.json`);
  let queue: Promise<unknown> = Promise.resolve();
  /** One write at a time, in the order they were asked for: the last state is the one that stays. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work, work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  return {
    async load() {
      const names = await readdir(dir).catch(() => []);
      const drafts: KeptDraft[] = [];
      for (const name of names.filter((each) => /^[A-Za-z0-9_-]{8,64}\.json$/.test(each)).slice(0, mostFiles)) {
        const draft = await readDraft(path.join(dir, name));
        if (draft === null) log.event('export.draft-unreadable');
        else drafts.push(draft);
      }
      return drafts;
    },
    save(draft) {
      // As it is now: what changes later is written by a later call.
      const text = `${JSON.stringify(draft)}\n`;
      return inTurn(() => writeAtomically(fileOf(draft.id), text));
    },
    remove: (id) => inTurn(() => rm(fileOf(id), { force: true })),
  };
}

async function readDraft(file: string): Promise<KeptDraft | null> {
  try {
    const draft = KeptDraft.safeParse(JSON.parse((await readOwnText(file, longestDraft)) ?? ''));
    return draft.success && `${draft.data.id}.json` === path.basename(file) ? draft.data : null;
  } catch {
    return null;
  }
}

/** Whose a draft is: what it says itself, or who ran it. @returns null where nothing tells */
export function ownerOf({ owner, ceremony }: KeptDraft): Owner | null {
  if (owner !== null || ceremony === null) return owner;
  const { identity, tenantId } = ceremony.who;
  return { identity, tenantId };
}

/**
 * A draft as it is taken up after a restart: what was under way when Keydock ended is said, never guessed. Keys that
 * were stored stay stored; a client key in a file has to be opened again.
 */
export function takenUp(draft: KeptDraft, at: string): KeptDraft {
  const afterFile =
    draft.clientKey?.isFile === true && draft.ceremony === null
      ? {
          ...draft,
          clientKey: null,
          client: null,
          step: draft.product === null ? ('product' as const) : ('client-key' as const),
        }
      : draft;
  const { ceremony } = afterFile;
  if (ceremony === null || ceremony.endedAt !== null) return afterFile;
  const found = 'Keydock looks for it when somebody is logged in to the token again.';
  const keys = ceremony.keys.map((key): Ceremony['keys'][number] => {
    if (key.state.kind === 'running') {
      return { ...key, state: { kind: 'failed', failure: { code: 'export.interrupted', facts: { found } } } };
    }
    if (key.state.kind !== 'waiting') return key;
    return { ...key, state: { kind: 'skipped', why: 'Keydock ended before it was this key’s turn.' } };
  });
  return { ...afterFile, step: 'record', changedAt: at, ceremony: { ...ceremony, endedAt: at, keys } };
}
