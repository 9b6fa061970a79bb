import type { ExportsOverview } from '../../app/contract/export-shapes.ts';
import { inSentence, short } from '../../app/platform/facts/text-limits.ts';
import type { Acts } from '../journal/acts.ts';
import type { Log } from '../log.ts';
import type { ObjectDescription } from '../tokens/token-shapes.ts';
import type { CeremonyKey } from './ceremony.ts';
import type { Desk } from './desk.ts';
import type { TokenAtHand, TokensAtHand } from './needs.ts';

type Leftover = ExportsOverview['leftovers'][number];

/** What interrupted exports left on tokens where somebody is logged in. */
export interface Leftovers {
  list(): readonly Leftover[];
  /** Looks at every token that was not looked at since its login; `again` looks at all of them. */
  look(again: boolean): Promise<void>;
  dispose(): void;
}

export interface LeftoverParts {
  readonly tokens: Pick<TokensAtHand, 'present' | 'objectId' | 'onChange'>;
  readonly desk: Pick<Desk, 'all' | 'change'>;
  readonly acts: Acts;
  readonly log: Log;
  readonly onChange: () => void;
}

/**
 * At each login to a token its objects are looked at once: unfinished ones are listed, and a key at which an export was
 * cut off is told what became of it. Destroying is a confirmed act of its own (tokens.destroyObject).
 */
export function watchLeftovers({ tokens, desk, acts, log, onChange }: LeftoverParts): Leftovers {
  const found = new Map<string, readonly Leftover[]>();
  const lookedAt = new Set<string>();
  const noted = new Set<string>();
  let queue: Promise<void> = Promise.resolve();

  async function lookAt(token: TokenAtHand): Promise<void> {
    // A key that is being written is unfinished too, and nobody's leftover yet.
    const all = await desk.all();
    if (all.some(({ running, kept }) => running !== null && kept.target?.token === token.id)) return;
    const objects = await token.run('objects', { token: token.ref });
    if (!objects.ok) return;
    lookedAt.add(token.id);
    const left = objects.value.filter(({ isLeftover }) => isLeftover);
    found.set(
      token.id,
      left.map((object) => ({
        token: token.id,
        tokenLabel: short(token.description.label),
        object: tokens.objectId(token, object),
        label: object.label,
      })),
    );
    for (const { label } of left) {
      const once = `${token.id} ${label}`;
      if (noted.has(once)) continue;
      noted.add(once);
      await acts.note(
        'leftover.found',
        `an unfinished object, “${inSentence(label)}”, is on “${inSentence(token.description.label)}”.`,
      );
    }
    for (const live of all) {
      const { ceremony, target } = live.kept;
      if (ceremony === null || target?.token !== token.id) continue;
      const keys = ceremony.keys.map((key) => settled(key, objects.value));
      if (keys.some((key, index) => key !== ceremony.keys[index])) {
        await desk.change(live, { ceremony: { ...ceremony, keys } });
      }
    }
  }

  const list = (): Leftover[] => [...found.values()].flat().slice(0, 200);

  function look(again: boolean): Promise<void> {
    queue = queue.then(async () => {
      const present = tokens.present().filter(({ description }) => description.isLoggedIn || !description.needsLogin);
      const ids = new Set(present.map(({ id }) => id));
      // Logged out, removed: what was seen of it is no news any more, and it is looked at again when it is back.
      const before = JSON.stringify(list());
      for (const id of [...found.keys(), ...lookedAt]) {
        if (ids.has(id)) continue;
        found.delete(id);
        lookedAt.delete(id);
      }
      for (const token of present) if (again || !lookedAt.has(token.id)) await lookAt(token);
      if (JSON.stringify(list()) !== before) onChange();
    });
    queue = queue.catch((error: unknown) => void log.incident('export.leftovers', error));
    return queue;
  }

  const stop = tokens.onChange(() => void look(false));
  return {
    list,
    look,
    dispose: stop,
  };
}

/** What the token shows of a key at which an export was cut off. */
function settled(key: CeremonyKey, objects: readonly ObjectDescription[]): CeremonyKey {
  if (key.state.kind !== 'failed' || key.state.failure.code !== 'export.interrupted') return key;
  const found = foundWords(key, objects);
  if (key.state.failure.facts['found'] === found) return key;
  return { ...key, state: { kind: 'failed', failure: { ...key.state.failure, facts: { found } } } };
}

function foundWords({ label, ckaId }: CeremonyKey, objects: readonly ObjectDescription[]): string {
  const same = objects.filter((object) => object.id === ckaId);
  if (same.some(({ isLeftover }) => isLeftover)) return 'An unfinished object of it is on the token.';
  if (same.some((object) => object.label === label)) {
    return 'It is on the token under its name, so it was proven before it was stored; what was read back of it is lost.';
  }
  return 'Nothing of it is on the token.';
}
