import type { AadInput } from '../../../app/contract/decrypt-shapes.ts';
import { client } from '../../data/bridge.ts';
import { takeAnswer } from '../../data/decrypt.ts';
import { announce } from '../../state/announcer.ts';
import { orTrouble } from '../../state/trouble.ts';
import { go } from '../../state/use-route.ts';
import { visible } from '../../ui/shorten.ts';
import type { Action } from './file-words.ts';

/** Ids of files, as main gave them. */
export type Ids = readonly string[];

/** How `Salted__` files were made, where the person knows. */
export interface KdfChoice {
  readonly digest: 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';
  readonly pbkdf2: boolean;
  readonly rounds: number | null;
}

export const chooseFiles = () => takeAnswer(client.decrypt.choose({}));
export const chooseFolder = () => takeAnswer(client.decrypt.chooseFolder({}));
export const forgetFolder = () => takeAnswer(client.decrypt.forgetFolder({}));
export const setOverwrite = (overwrite: boolean) => takeAnswer(client.decrypt.setOverwrite({ overwrite }));

export const start = (ids: Ids) => takeAnswer(client.decrypt.start({ ids: [...ids] }));
export const control = (ids: Ids, action: Action) => takeAnswer(client.decrypt.control({ ids: [...ids], action }));

export const setKey = (ids: Ids, key: string) => takeAnswer(client.decrypt.setKey({ ids: [...ids], key }));
export const setToken = (ids: Ids, token: string) => takeAnswer(client.decrypt.useToken({ ids: [...ids], token }));
export const chooseKeyFile = (ids: Ids) => takeAnswer(client.decrypt.chooseKeyFile({ ids: [...ids] }));
export const chooseEnvelope = (ids: Ids) => takeAnswer(client.decrypt.chooseEnvelope({ ids: [...ids] }));
export const chooseRecord = (ids: Ids) => takeAnswer(client.decrypt.chooseRecord({ ids: [...ids] }));

export const setAad = (ids: Ids, aad: AadInput | null) => takeAnswer(client.decrypt.setAad({ ids: [...ids], aad }));
export const setIv = (ids: Ids, iv: string | null) => takeAnswer(client.decrypt.setIv({ ids: [...ids], iv }));
export const setKdf = (ids: Ids, kdf: KdfChoice | null) => takeAnswer(client.decrypt.setKdf({ ids: [...ids], kdf }));
export const setFormat = (ids: Ids, format: string | null) =>
  takeAnswer(client.decrypt.setFormat({ ids: [...ids], format }));

export const reveal = (id: string) => orTrouble(client.decrypt.reveal({ id }));

/** Opens a file below the list. @param how a step that nobody would go back to leaves no trace */
export function openFile(file: string | null, how: 'push' | 'replace' = 'push'): void {
  go({ screen: 'decrypt', file }, how);
}

export async function saveRecord(id: string): Promise<void> {
  const saved = await orTrouble(client.decrypt.saveRecord({ id }));
  if (saved != null) announce(`Saved the record as ${visible(saved.name)}`);
}

/** Moves a key file onto a token. The confirmation window asks first. */
export async function moveKey(key: string, token: string): Promise<void> {
  const answer = await orTrouble(client.decrypt.moveKey({ key, token }));
  if (answer?.moved === true) announce('The key is on the token now. The file is still where it was.');
}
