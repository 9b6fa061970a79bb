import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DecryptBatch, FileRow } from '../../app/contract/decrypt-shapes.ts';
import { DecryptBatch as BatchShape } from '../../app/contract/decrypt-shapes.ts';
import type { Grade } from '../../app/exposure.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { forkEngine } from '../../main/decrypt/fork-engine.ts';
import { type Decrypt, type DecryptWorld, openDecrypt } from '../../main/decrypt/service.ts';
import { createActs } from '../../main/journal/acts.ts';
import { type Journal, openJournal } from '../../main/journal/journal.ts';
import { nativeAddonPath } from '../../main/tokens/native-addon.ts';
import type { Question } from '../../main/windows/confirmation.ts';
import { keptCode } from '../support/kept-code.ts';

const root = path.join(import.meta.dirname, '../..');
const caller = { webContentsId: 1 };

const absent = async (): Promise<Result<never>> => fail('token.gone');
/** A machine without any token. */
export const noTokens: DecryptWorld['tokens'] = {
  ready: absent,
  withPin: absent,
  find: () => null,
  objectId: () => 'no-token',
  objectOf: absent,
  onChange: () => () => undefined,
  hold: () => () => undefined,
};

/**
 * The room that decrypts files as main has it, with its real engine and its real journal, on plain Node. What only
 * Electron has is answered here: dialogs by a list of paths. Tokens are tried on the real app (e2e/flows).
 */
export class DecryptRoom {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keydock-room-'));
  readonly journal: Journal;
  readonly room: Decrypt;
  /** What the window was told, in order. */
  readonly told: DecryptBatch[] = [];
  /** What the next dialogs answer. */
  readonly chosen: string[] = [];
  /** What the confirmation window was asked, and what the person answers next. */
  readonly asked: Question[] = [];
  readonly answers: boolean[] = [];
  readonly incidents: unknown[] = [];
  floor: Grade = 'C';
  #engines: (number | undefined)[] = [];
  #count = 0;

  /**
   * @param keyFileIdleMs how long keys out of files stay with the engine
   * @param tokens what is plugged in
   * @param channel between the engine and a token process, where there is one
   */
  constructor(
    keyFileIdleMs?: number,
    tokens: DecryptWorld['tokens'] = noTokens,
    channel: DecryptWorld['channel'] = () => ({ near: undefined, far: undefined }),
  ) {
    const log = {
      event: () => undefined,
      incident: (_where: string, error: unknown) => String(this.incidents.push(error)),
    };
    this.journal = openJournal({ dir: path.join(this.folder, 'journal'), log });
    const paths = new Map<string, string>();
    const next = async () => this.chosen.shift() ?? null;
    this.room = openDecrypt({
      data: this.folder,
      launch: async () => {
        const channel = forkEngine(path.join(root, 'main/decrypt/process/main.ts'), { env: { ...keptCode() } });
        this.#engines.push(channel.pid);
        return channel;
      },
      addon: nativeAddonPath(root),
      channel,
      tokens,
      secretWindows: { ask: absent },
      confirmations: {
        ask: async (question) => {
          this.asked.push(question);
          const confirmed = this.answers.shift();
          if (confirmed === undefined) throw new Error(`nobody expected to be asked: ${question.title}`);
          return ok(confirmed ? { confirmed, typed: '', reason: '' } : { confirmed });
        },
      },
      files: {
        pathOf(id) {
          const known = paths.get(id) ?? id;
          return ok(known);
        },
      },
      dialogs: {
        openFile: next,
        openFolder: next,
        saveFile: next,
        openFiles: async () => this.chosen.splice(0),
      },
      acts: createActs({ journal: this.journal, who: () => null, profile: () => null }),
      log,
      floor: () => this.floor,
      onChange: (batch) => this.told.push(BatchShape.parse(batch)),
      showInFolder: () => undefined,
      version: '0.0.0',
      ...(keyFileIdleMs === undefined ? {} : { keyFileIdleMs }),
    });
  }

  /** Writes a file into a new folder. @returns its path */
  file(name: string, octets: Uint8Array | string): string {
    const folder = path.join(this.folder, `files-${++this.#count}`);
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, name), octets);
    return path.join(folder, name);
  }

  /** Takes files as a drop does, and waits until they were looked at. @returns their rows */
  async drop(...files: readonly string[]): Promise<readonly FileRow[]> {
    const before = new Set((await this.batch()).files.map(({ id }) => id));
    this.must(await this.room.handlers.add({ fileIds: [...files] }, caller));
    const { files: rows } = await this.until(({ files: all }) => all.every(({ state }) => state.kind !== 'looking'));
    return rows.filter(({ id }) => !before.has(id));
  }

  /** Gives files a key that lies in a file. @returns the key's id */
  async keyFile(octets: Uint8Array | string, ...rows: readonly FileRow[]): Promise<string> {
    this.chosen.push(this.file('product.key', octets));
    const { keys } = this.must(await this.room.handlers.chooseKeyFile({ ids: rows.map(({ id }) => id) }, caller));
    return keys.at(-1)?.id ?? '';
  }

  /** Begins files and waits until nothing is under way. @returns their rows */
  async decrypt(...rows: readonly FileRow[]): Promise<readonly FileRow[]> {
    const ids = rows.map(({ id }) => id);
    this.must(await this.room.handlers.start({ ids }, caller));
    return this.settled(...rows);
  }

  async settled(...rows: readonly FileRow[]): Promise<readonly FileRow[]> {
    const ids = new Set(rows.map(({ id }) => id));
    const underWay = new Set(['looking', 'waiting', 'running', 'paused']);
    const { files } = await this.until(({ files: all }) =>
      all.every(({ id, state }) => !ids.has(id) || !underWay.has(state.kind)),
    );
    return files.filter(({ id }) => ids.has(id));
  }

  async row({ id }: Pick<FileRow, 'id'>): Promise<FileRow> {
    const row = (await this.batch()).files.find((file) => file.id === id);
    if (row === undefined) throw new Error('the row is gone');
    return row;
  }

  async batch(): Promise<DecryptBatch> {
    return BatchShape.parse(this.must(await this.room.handlers.batch({}, caller)));
  }

  async until(isSo: (batch: DecryptBatch) => boolean): Promise<DecryptBatch> {
    for (let tries = 0; tries < 600; tries++) {
      const batch = await this.batch();
      if (isSo(batch)) return batch;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(
      `it never came: ${JSON.stringify((await this.batch()).files.map(({ name, state }) => [name, state]))}`,
    );
  }

  must<T>(result: Result<T>): T {
    if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error.facts)}`);
    return result.value;
  }

  get caller() {
    return caller;
  }

  /** Ends the engine as a crash does. */
  killEngine(): void {
    const pid = this.#engines.at(-1);
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }

  /** The acts of the journal, oldest first. */
  async acts(): Promise<readonly Record<string, unknown>[]> {
    return (await this.journal.read(1_000)).toReversed().map((line) => ({ ...line }));
  }

  async close(): Promise<void> {
    await this.room.dispose();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
