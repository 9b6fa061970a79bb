import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LocalId } from '../../app/contract/token-shapes.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { canonicalJson, sha256Hex } from '../journal/canonical-json.ts';
import { writeNew } from '../journal/journal-export.ts';
import { readOwnText } from '../regular-file.ts';
import { CeremonyRecord } from './record.ts';
import { type SignatureVerdict, verifyCompact } from './record-signature.ts';

/** Records that are listed; older files stay where they are. */
const mostRecords = 500;
/** Bytes of one file. A record of a thousand keys is some 2 MiB, a third more as JWS. */
const longestRecord = 8 * 1024 * 1024;

/** A record as its file says it is, looked at anew each time. */
export interface KeptRecord {
  readonly id: string;
  /** The file's own text: a JWS in compact serialisation, or canonical JSON. */
  readonly text: string;
  readonly sha256: string;
  readonly record: CeremonyRecord;
  /** The canonical JSON. */
  readonly payload: string;
  /** Null for an unsigned one. */
  readonly signature: Exclude<SignatureVerdict, { kind: 'unreadable' }> | null;
}

/** The records of all profiles, one file each, in a folder of their own; none is ever changed or removed here. */
export interface Records {
  /** Newest first; files that cannot be read are left out. */
  list(): Promise<readonly KeptRecord[]>;
  open(id: string): Promise<Result<KeptRecord>>;
  /** @throws Error of the file system, also where that id has a record */
  keep(id: string, text: string): Promise<void>;
}

export function openRecords(dir: string): Records {
  const extensionOf = (text: string) => (text.startsWith('{') ? 'json' : 'jws');
  async function read(name: string): Promise<KeptRecord | null> {
    const text = await readOwnText(path.join(dir, name), longestRecord);
    return text === null ? null : keptRecord(path.parse(name).name, text);
  }
  return {
    async list() {
      const names = (await readdir(dir).catch(() => [])).filter((name) =>
        /^[A-Za-z0-9_-]{8,64}\.(jws|json)$/.test(name),
      );
      const all = (await Promise.all(names.map(read))).filter((record) => record !== null);
      return all.toSorted((a, b) => (a.record.madeAt < b.record.madeAt ? 1 : -1)).slice(0, mostRecords);
    },
    async open(id) {
      const name = LocalId.parse(id);
      let isThere = false;
      for (const extension of ['jws', 'json']) {
        const record = await read(`${name}.${extension}`);
        if (record !== null) return ok(record);
        isThere ||= (await stat(path.join(dir, `${name}.${extension}`)).catch(() => null)) !== null;
      }
      return fail(isThere ? 'record.unreadable' : 'record.not-found');
    },
    async keep(id, text) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await writeNew(path.join(dir, `${LocalId.parse(id)}.${extensionOf(text)}`), text);
    },
  };
}

/** Reads a record from its text. @returns null for anything that is none, or is not the record of this id */
export function keptRecord(id: string, text: string): KeptRecord | null {
  const signature = text.startsWith('{') ? null : verifyCompact(text);
  if (signature?.kind === 'unreadable') return null;
  const payload = signature === null ? text : signature.payload;
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    return null;
  }
  const record = CeremonyRecord.safeParse(json);
  if (!record.success || record.data.id !== id) return null;
  // Another spelling of the same values would have another digest, and fields that are not shown would hide in it.
  if (canonicalJson(record.data) !== payload) return null;
  if (!isVouchedAsItSays(record.data, signature)) return null;
  return { id, text, sha256: sha256Hex(text), record: record.data, payload, signature };
}

/** One whose signature was taken off, or that another key has signed than the one it names, is none that was written here. */
function isVouchedAsItSays({ vouching }: CeremonyRecord, signature: KeptRecord['signature']): boolean {
  if (signature === null) return vouching.kind === 'unsigned';
  return vouching.kind === 'record-key' && vouching.kid === signature.kid;
}
