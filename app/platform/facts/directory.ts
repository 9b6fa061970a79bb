import type { FactValue } from '../../facts.ts';
import { inSentence, shortId } from './text-limits.ts';

/** Who is who, for an API that has only ids: the profile's names, and who is asking. Keys are lower-case uuids. */
export interface Directory {
  readonly people: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, string>>;
  /** The signed-in account, `oid:<uuid>`, and the groups it is a member of. */
  readonly you: { readonly identity: string; readonly groups: readonly string[] };
}

type Named = Extract<FactValue, { kind: 'names' }>['names'][number];

/** `oid:<uuid>` and a bare `<uuid>` are the same person; other prefixes are kept. @see assumptions.requester */
function keyOf(identity: string): string {
  return identity.replace(/^oid:/i, '').toLowerCase();
}

/** Do two spellings of an identity mean the same account? */
export function sameIdentity(a: string, b: string): boolean {
  return keyOf(a) === keyOf(b);
}

function lookUp(names: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(names, key) ? names[key] : undefined;
}

/** A person or service by identity. */
export function person(identity: string, directory: Directory): Named {
  // A service principal's id is a uuid as well, and a company may name its build service in the same list.
  const bare = keyOf(identity).replace(/^appid:/, '');
  const name = lookUp(directory.people, bare);
  const you = sameIdentity(identity, directory.you.identity);
  return { id: identity, ...(name === undefined ? {} : { name }), ...(you ? { you } : {}) };
}

/** A group by id. */
export function group(id: string, directory: Directory): Named {
  const key = id.toLowerCase();
  const name = lookUp(directory.groups, key);
  const you = directory.you.groups.some((mine) => mine.toLowerCase() === key);
  return { id, ...(name === undefined ? {} : { name }), ...(you ? { you } : {}) };
}

/** A person inside a sentence or a row: the name, else the shortened id; never blank. */
export function personText(identity: string, directory: Directory): string {
  if (identity === '') return 'Someone unnamed';
  return inSentence(person(identity, directory).name ?? shortId(identity));
}
