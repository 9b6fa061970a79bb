import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Caller } from '../../app/contract/define.ts';
import type { ProfileSummary } from '../../app/contract/shapes.ts';
import { hostOf, type Profile } from '../../app/profile.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { writeAtomically } from '../atomic-write.ts';
import type { Log } from '../log.ts';
import { summaryOf } from '../network/anchors.ts';
import type { Confirmations } from '../windows/confirmation.ts';
import type { Dialogs, DroppedFiles } from '../windows/files.ts';
import { changesOf } from './profile-changes.ts';
import { type CheckedProfile, parseProfile, readProfileFile } from './profile-file.ts';
import { profileIdOf } from './profile-id.ts';
import { addQuestion, removeQuestion, replaceQuestion } from './profile-questions.ts';

/** The profiles on this computer. One of them is active, unless there is none. */
export interface Profiles {
  /** By name. */
  list(): ProfileSummary[];
  active(): Profile | null;
  /** Main's own dialog, then the confirmation window. Null when the person chose neither. */
  import(caller: Caller): Promise<Result<ProfileSummary | null>>;
  importDropped(fileId: string, caller: Caller): Promise<Result<ProfileSummary | null>>;
  /** @returns `profile.decision-under-way` while something is being decided, as do import and removal */
  activate(id: string): Promise<Result<null>>;
  remove(id: string, caller: Caller): Promise<Result<{ removed: boolean }>>;
  /** Called when the list, or which one is active, has changed. @returns the way to stop listening */
  onChange(listener: (profiles: ProfileSummary[]) => void): () => void;
  /** Called, and waited for, before a profile goes: what was kept for it must go first. */
  beforeRemove(listener: (id: string) => Promise<void>): void;
}

const ACTIVE = 'active';
const fileName = /^([0-9a-f]{32})\.json$/;

/**
 * Reads the profiles in a folder: `<id>.json` each, and `active`, which names one. Synchronous, since the first window
 * waits for it. A file that no longer passes the checks is left alone and not used.
 */
export function createProfiles({
  dir,
  confirmations,
  files,
  dialogs,
  isDeciding,
  log,
}: {
  readonly dir: string;
  readonly confirmations: Pick<Confirmations, 'ask' | 'isOpen'>;
  readonly files: Pick<DroppedFiles, 'pathOf'>;
  readonly dialogs: Pick<Dialogs, 'openFile'>;
  /** Is a decision on its way? Then the active profile stays: a switch would cut it off. */
  readonly isDeciding: () => boolean;
  readonly log: Log;
}): Profiles {
  const known = load(dir, log);
  let activeId = readActive(dir);
  if (!known.has(activeId)) activeId = first(known);
  const listeners = new Set<(profiles: ProfileSummary[]) => void>();
  const removers: ((id: string) => Promise<void>)[] = [];

  const list = (): ProfileSummary[] =>
    [...known]
      .map(([id, checked]) => summarize(id, checked, id === activeId))
      .sort((a, b) => a.name.localeCompare(b.name));

  async function choose(id: string): Promise<void> {
    activeId = id;
    await writeAtomically(path.join(dir, ACTIVE), id);
    const profiles = list();
    for (const listener of [...listeners]) listener(profiles);
  }

  async function importFile(file: string, { webContentsId }: Caller): Promise<Result<ProfileSummary | null>> {
    const read = await readProfileFile(file);
    if (!read.ok) return read;
    if (isDeciding()) return fail('profile.decision-under-way');
    const checked = read.value;
    const id = profileIdOf(checked.profile);
    const before = known.get(id);
    const changes = before === undefined ? [] : changesOf(before, checked);
    if (before === undefined || changes.length > 0) {
      const question =
        before === undefined
          ? addQuestion(checked, Date.now())
          : replaceQuestion(checked, before.profile, changes, Date.now());
      const answer = await confirmations.ask(question, webContentsId);
      if (!answer.ok) return answer;
      if (!answer.value.confirmed) return ok(null);
      await writeAtomically(path.join(dir, `${id}.json`), `${JSON.stringify(checked.profile, null, 2)}\n`);
      known.set(id, checked);
      log.event('profile.imported', { profile: id, kind: before === undefined ? 'new' : 'replaced' });
    } else if (confirmations.isOpen()) return fail('confirmation.busy');
    await choose(id);
    return ok(summarize(id, known.get(id) ?? checked, true));
  }

  return {
    list,
    active: () => known.get(activeId)?.profile ?? null,
    async import(caller) {
      const filters = [{ name: 'Keydock profile', extensions: ['json'] }];
      const file = await dialogs.openFile({ title: 'Import a profile', filters }, caller);
      return file === null ? ok(null) : await importFile(file, caller);
    },
    async importDropped(fileId, caller) {
      const file = files.pathOf(fileId);
      return file.ok ? await importFile(file.value, caller) : file;
    },
    async activate(id) {
      if (!known.has(id)) return fail('profile.not-found');
      if (id === activeId) return ok(null);
      if (isDeciding() || confirmations.isOpen()) return fail('profile.decision-under-way');
      await choose(id);
      return ok(null);
    },
    async remove(id, { webContentsId }) {
      const checked = known.get(id);
      if (checked === undefined) return fail('profile.not-found');
      if (isDeciding()) return fail('profile.decision-under-way');
      const answer = await confirmations.ask(removeQuestion(checked.profile), webContentsId);
      if (!answer.ok) return answer;
      if (!answer.value.confirmed) return ok({ removed: false });
      for (const forget of removers) await forget(id);
      await rm(path.join(dir, `${id}.json`), { force: true });
      known.delete(id);
      log.event('profile.removed', { profile: id });
      await choose(id === activeId ? first(known) : activeId);
      return ok({ removed: true });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    beforeRemove: (listener) => void removers.push(listener),
  };
}

function summarize(id: string, { profile, authorities }: CheckedProfile, active: boolean): ProfileSummary {
  return {
    id,
    active,
    name: profile.name,
    note: profile.note ?? null,
    colour: profile.colour,
    apiHost: hostOf(profile.apiBase),
    authorityHost: hostOf(profile.authority),
    objectStoreHosts: profile.objectStoreHosts,
    extraCas: authorities.map(summaryOf),
    floors: profile.floors,
  };
}

function load(dir: string, log: Log): Map<string, CheckedProfile> {
  const profiles = new Map<string, CheckedProfile>();
  for (const name of namesIn(dir)) {
    const id = fileName.exec(name)?.[1];
    if (id === undefined) continue;
    const checked = parseProfile(readFileSync(path.join(dir, name)));
    // The name of the file is the digest of what identifies it: another content is not this profile.
    if (checked.ok && profileIdOf(checked.value.profile) === id) profiles.set(id, checked.value);
    else log.event('profile.unusable', { profile: id });
  }
  return profiles;
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function readActive(dir: string): string {
  try {
    return readFileSync(path.join(dir, ACTIVE), 'utf8').trim();
  } catch {
    return '';
  }
}

/** The first by name, or no id. */
function first(profiles: ReadonlyMap<string, CheckedProfile>): string {
  const [found] = [...profiles].sort(([, a], [, b]) => a.profile.name.localeCompare(b.profile.name));
  return found?.[0] ?? '';
}
