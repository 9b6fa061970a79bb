import { renameSync } from 'node:fs';
import path from 'node:path';
import type { DecryptBatch, FileRow } from '../../app/contract/decrypt-shapes.ts';
import type { Result } from '../../app/result.ts';
import { EncryptedFiles } from './encrypted-files.ts';
import type { Keydock } from './launch.ts';
import { DecryptPage } from './pages/decrypt.ts';
import { expect } from './test.ts';

/**
 * Files to decrypt with a key that lies in a file, and whether the decryption process still has that key: once the file
 * is taken away, only what is in the process opens anything. Asks main as the window does, by its bridge.
 */
export class OfflineFiles {
  readonly #keydock: Keydock;
  readonly #files = new EncryptedFiles();

  constructor(keydock: Keydock) {
    this.#keydock = keydock;
  }

  /** Drops a file of each name, and gives them the key from the key file, which is then taken away. */
  async take(...names: readonly string[]): Promise<void> {
    const page = new DecryptPage(this.#keydock);
    await page.drop(...names.map((name) => this.#files.gcm(`${name}.bin.enc`, name)));
    await expect
      .poll(async () => (await this.#batch()).files.map(({ state }) => state.kind))
      .toEqual(names.map(() => 'needs'));
    await page.answerDialogs(this.#files.keyFile);
    const ids = (await this.#batch()).files.map(({ id }) => id);
    await this.#ask('chooseKeyFile', { ids });
    this.takeKeyAway();
  }

  takeKeyAway(): void {
    renameSync(this.#files.keyFile, this.#away);
  }

  giveBackKey(): void {
    renameSync(this.#away, this.#files.keyFile);
  }

  /** @returns 'done', or the code of what failed */
  async decrypt(name: string): Promise<string> {
    const row = async (): Promise<FileRow> => {
      const found = (await this.#batch()).files.find((file) => file.name === `${name}.bin.enc`);
      if (found === undefined) throw new Error(`no file ${name}`);
      return found;
    };
    const { id, state } = await row();
    if (state.kind === 'failed') await this.#ask('control', { ids: [id], action: 'retry' });
    else await this.#ask('start', { ids: [id] });
    const underWay = ['looking', 'ready', 'waiting', 'running'];
    await expect.poll(async () => underWay.includes((await row()).state.kind)).toBe(false);
    const after = (await row()).state;
    return after.kind === 'failed' ? after.failure.code : after.kind;
  }

  get #away(): string {
    return path.join(this.#files.folder, 'the key, taken away');
  }

  #batch(): Promise<DecryptBatch> {
    return this.#ask('batch', {});
  }

  async #ask(name: string, input: object): Promise<DecryptBatch> {
    const asked = [name, input] as const;
    const answer: Result<DecryptBatch> = await this.#keydock.window.evaluate(
      (of) => Reflect.get(window, 'keydock').call('decrypt', ...of),
      asked,
    );
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  }
}

/** Names of the key files that are open as client keys. */
export async function clientKeyFiles(keydock: Keydock): Promise<readonly string[]> {
  const answer: Result<readonly { readonly label: string; readonly isFile: boolean }[]> = await keydock.window.evaluate(
    () => Reflect.get(window, 'keydock').call('clients', 'keys', {}),
  );
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value.filter(({ isFile }) => isFile).map(({ label }) => label);
}
