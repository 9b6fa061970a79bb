import path from 'node:path';
import type { KeydockContract } from '../../app/contract/contract.ts';
import type { DecryptBatch } from '../../app/contract/decrypt-shapes.ts';
import type { Caller, Handlers } from '../../app/contract/define.ts';
import type { LocalId } from '../../app/contract/token-shapes.ts';
import { aadOf } from '../../app/formats/aad.ts';
import { namedFormat } from '../../app/formats/formats.ts';
import { fromBase64 } from '../../app/formats/text.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import { codeOf, writeNew } from '../journal/journal-export.ts';
import type { Dialogs, DroppedFiles } from '../windows/files.ts';
import type { Batch } from './batch.ts';
import { type BatchFile, isAtRest } from './batch-file.ts';
import { collectFiles } from './collect-files.ts';
import { decryptRecord } from './decrypt-record.ts';
import { giveDroppedKeys, takeDroppedKeys } from './dropped-keys.ts';
import { detailsOf } from './file-details.ts';
import type { Inspector } from './inspector.ts';
import { fitting, mayTry } from './key-choice.ts';
import type { KeyRing } from './key-ring.ts';
import { type MoveWorld, moveKey } from './move-key.ts';
import type { RememberedAads } from './remembered-aads.ts';
import { agreeToReplace } from './replacements.ts';
import { mayBegin, mayRetry, type Runner } from './runner.ts';

/** The parts of the room that its handlers work with. */
export interface DecryptParts extends MoveWorld {
  readonly batch: Batch;
  readonly keys: KeyRing;
  readonly inspector: Inspector;
  readonly runner: Runner;
  readonly aads: RememberedAads;
  readonly acts: Acts;
  readonly files: Pick<DroppedFiles, 'pathOf'>;
  readonly dialogs: Pick<Dialogs, 'openFile' | 'openFiles' | 'openFolder' | 'saveFile'>;
  /** Opens the system's file manager with the file selected. */
  readonly showInFolder: (file: string) => void;
  readonly version: string;
  /** Resolves when what the system handed over so far is in the batch. */
  readonly taken: () => Promise<unknown>;
}

const anyFile = [{ name: 'All files', extensions: ['*'] }];
const jsonFile = [{ name: 'JSON', extensions: ['json'] }];

/** Takes files into the batch and has them looked at. @param named absolute paths of files and folders */
export async function takeFiles(
  { batch, inspector }: Pick<DecryptParts, 'batch' | 'inspector'>,
  named: readonly string[],
) {
  const { files, leftOut } = await collectFiles(named, batch.room);
  inspector.look(batch.add(files, leftOut));
}

/** What the window is answered about files to decrypt. */
export function decryptHandlers(parts: DecryptParts): Handlers<KeydockContract>['decrypt'] {
  const { batch, keys, inspector, aads, dialogs } = parts;
  const shown = (): Result<DecryptBatch> => ok(batch.snapshot());
  const those = (ids: readonly LocalId[]) => batch.those(ids);

  /** Asks for one file by main's own dialog, and gives it to the files that are named. */
  async function chosenFile(
    title: string,
    filters: typeof anyFile,
    caller: Caller,
    take: (file: string) => Promise<Result<unknown>>,
  ): Promise<Result<DecryptBatch>> {
    const file = await dialogs.openFile({ title, filters }, caller);
    const taken = file === null ? ok(null) : await take(file);
    return taken.ok ? shown() : taken;
  }

  async function takeAll(paths: readonly string[], caller: Caller): Promise<void> {
    const { taken, rest } = await takeDroppedKeys(keys, paths, caller);
    await takeFiles(parts, rest);
    await giveDroppedKeys(batch, inspector, taken);
  }

  return {
    async batch() {
      await parts.taken();
      return shown();
    },
    async add({ fileIds }, caller) {
      const paths: string[] = [];
      for (const id of fileIds) {
        const known = parts.files.pathOf(id);
        if (!known.ok) return known;
        paths.push(known.value);
      }
      await takeAll(paths, caller);
      return shown();
    },
    async choose(_nothing, caller) {
      const chosen = await dialogs.openFiles({ title: 'Files to decrypt', filters: anyFile }, caller);
      await takeAll(chosen, caller);
      return shown();
    },
    async details({ id }) {
      const file = batch.find(id);
      return file === undefined ? gone : ok(detailsOf(file, (key) => keys.get(key), await aads.list()));
    },
    async setAad({ ids, aad }) {
      const readable = aad === null ? ok(null) : aadOf(aad, 'name');
      if (!readable.ok) return readable;
      batch.choose(those(ids), { aad });
      return shown();
    },
    async setIv({ ids, iv }) {
      if (iv !== null && fromBase64(iv)?.length !== 16) return fail('decrypt.iv-needed');
      batch.choose(those(ids), { iv });
      return shown();
    },
    async setFormat({ ids, format }) {
      if (format !== null && namedFormat(format) === undefined)
        return fail('decrypt.unknown-format-name', { name: format, names: 'those on the list' });
      inspector.look(batch.choose(those(ids), { format }));
      return shown();
    },
    async setKdf({ ids, kdf }) {
      const { rounds, ...said } = kdf ?? { rounds: null };
      const wish = kdf === null ? null : { ...said, ...(rounds === null ? {} : { rounds }) };
      batch.choose(those(ids), { kdf: wish });
      return shown();
    },
    chooseRecord: ({ ids }, caller) =>
      chosenFile('Record of the request', jsonFile, caller, async (record) => {
        inspector.look(batch.choose(those(ids), { record }));
        return ok(null);
      }),
    chooseEnvelope: ({ ids }, caller) =>
      chosenFile('File with the wrapped key', anyFile, caller, async (envelope) => {
        batch.choose(those(ids), { envelope });
        return ok(null);
      }),
    chooseKeyFile: ({ ids }, caller) =>
      chosenFile('Key file', anyFile, caller, async (file) => {
        const key = await keys.addFile(file, caller);
        if (!key.ok) return key.error.code === 'app.cancelled' ? ok(null) : key;
        batch.choose(those(ids), { keys: [key.value.id] });
        return ok(null);
      }),
    async useToken({ ids, token }, caller) {
      const found = await keys.addToken(token, caller);
      if (!found.ok) return found;
      await inspector.settled();
      const named = those(ids);
      if (named.length > 0 && named.every((file) => fitting(file, found.value).length === 0)) {
        const labels = found.value.map(({ name, type }) => `${name} (${type})`).join(', ');
        return fail('decrypt.token-no-key', { label: 'one that fits', labels: labels.slice(0, 1_000) });
      }
      for (const file of named) {
        const likely = fitting(file, found.value);
        batch.choose([file], { keys: mayTry(file, likely) ? likely.map(({ id }) => id) : [] });
      }
      return shown();
    },
    async setKey({ ids, key }) {
      if (keys.get(key) === undefined) return fail('decrypt.key-needed', { format: 'file', needs: 'a key' });
      batch.choose(those(ids), { keys: [key] });
      return shown();
    },
    async moveKey({ key, token }, caller) {
      const found = keys.get(key);
      if (found === undefined) return fail('decrypt.key-needed', { format: 'file', needs: 'a key' });
      return moveKey(parts, found, token, caller);
    },
    async chooseFolder(_nothing, caller) {
      const folder = await dialogs.openFolder({ title: 'Folder for the results' }, caller);
      if (folder !== null) batch.folder = folder;
      batch.changed();
      return shown();
    },
    async forgetFolder() {
      batch.folder = undefined;
      batch.changed();
      return shown();
    },
    async setOverwrite({ overwrite }) {
      batch.overwrite = overwrite;
      batch.changed();
      return shown();
    },
    async start({ ids }, caller) {
      await inspector.settled();
      const begun = await begin(parts, those(ids).filter(mayBegin), caller);
      return begun.ok ? shown() : begun;
    },
    async control({ ids, action }, caller) {
      const done = await actions[action](parts, those(ids), caller);
      return done.ok ? shown() : done;
    },
    async reveal({ id }) {
      const course = batch.find(id)?.course;
      if (course?.kind !== 'done') return gone;
      parts.showInFolder(course.result.output);
      return ok(null);
    },
    async saveRecord({ id }, caller) {
      const file = batch.find(id);
      const made = { at: new Date().toISOString(), version: parts.version };
      const record = file === undefined ? undefined : recordOf(file, keys, made);
      return file === undefined || record === undefined ? gone : saveNew(`${file.name}.decrypted.json`, record, caller);
    },
  };

  async function saveNew(name: string, content: string, caller: Caller): Promise<Result<{ name: string } | null>> {
    const question = { title: 'Save what was done', name: name.slice(-200), filters: jsonFile };
    const file = await dialogs.saveFile(question, caller);
    if (file === null) return ok(null);
    const written = path.basename(file).slice(0, 255);
    try {
      await writeNew(file, content);
      return ok({ name: written });
    } catch (error) {
      const code = codeOf(error);
      if (code === null) throw error;
      return code === 'EEXIST'
        ? fail('decrypt.output-exists', { name: written })
        : fail('decrypt.folder-refused', { reason: code });
    }
  }
}

const gone = fail('app.file-not-known');

function recordOf(file: BatchFile, keys: KeyRing, made: { readonly at: string; readonly version: string }) {
  const { course } = file;
  const key = course.kind === 'done' ? keys.get(course.key) : undefined;
  return decryptRecord(file, key, detailsOf(file, () => key, []).aad, made);
}

/** Begins files, once it is agreed what their results may replace. @param prepare what the agreed ones still need */
async function begin(
  { batch, runner, confirmations }: DecryptParts,
  files: readonly BatchFile[],
  caller: Caller,
  prepare: (agreed: readonly BatchFile[]) => Promise<void> = async () => undefined,
): Promise<Result<null>> {
  const agreed = await agreeToReplace(files, batch, confirmations, caller);
  if (!agreed.ok) return agreed;
  const { destination } = agreed.value;
  // While the question was open some may have been taken away.
  const still = batch.those(agreed.value.files.map(({ id }) => id));
  await prepare(still);
  await runner.start(still, destination, caller);
  return ok(null);
}

type Action = Parameters<Handlers<KeydockContract>['decrypt']['control']>[0]['action'];

const actions: Readonly<
  Record<Action, (parts: DecryptParts, files: readonly BatchFile[], caller: Caller) => Promise<Result<null>>>
> = {
  async pause({ runner }, files) {
    for (const file of files) runner.pause(file);
    return ok(null);
  },
  async resume({ runner }, files) {
    for (const file of files) runner.resume(file);
    return ok(null);
  },
  async cancel({ runner }, files) {
    await Promise.all(files.map((file) => runner.cancel(file)));
    return ok(null);
  },
  /** The files may have changed meanwhile: they are looked at anew, and what was chosen is kept. */
  retry(parts, files, caller) {
    const { batch, inspector } = parts;
    return begin(parts, files.filter(mayRetry), caller, (agreed) => {
      inspector.look(batch.choose(agreed, {}));
      return inspector.settled();
    });
  },
  async remove({ batch, runner }, files) {
    await Promise.all(files.map((file) => runner.cancel(file)));
    for (const file of files) if (isAtRest(file)) batch.remove(file);
    return ok(null);
  },
};
