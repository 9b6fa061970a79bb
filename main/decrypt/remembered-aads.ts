import path from 'node:path';
import { z } from 'zod';
import { AadInput } from '../../app/contract/decrypt-shapes.ts';
import { writeAtomically } from '../atomic-write.ts';
import { readOwnText } from '../regular-file.ts';

/** How many are kept. */
const most = 30;
/** Bytes: thirty of the longest, and room. */
const longestFile = 1024 * 1024;
const Kept = z.strictObject({ aads: z.array(AadInput).max(most) });

/** AADs that were right before, newest first. An AAD is no secret: it lies in the platform and beside downloads. */
export interface RememberedAads {
  list(): Promise<readonly AadInput[]>;
  /** Only after a tag has shown that it was right. */
  remember(aad: AadInput): Promise<void>;
}

/** @param folder made when it is missing */
export function openRememberedAads(folder: string): RememberedAads {
  const file = path.join(folder, 'aads.json');
  let kept: Promise<readonly AadInput[]> | undefined;
  const list = (): Promise<readonly AadInput[]> => {
    kept ??= read(file);
    return kept;
  };
  return {
    list,
    async remember(aad) {
      const others = (await list()).filter(({ kind, text }) => kind !== aad.kind || text !== aad.text);
      const aads = [{ kind: aad.kind, text: aad.text }, ...others].slice(0, most);
      kept = Promise.resolve(aads);
      await writeAtomically(file, `${JSON.stringify({ aads } satisfies z.input<typeof Kept>)}\n`);
    },
  };
}

/** A file that is missing, or is none of ours, is an empty list: nothing depends on it. */
async function read(file: string): Promise<readonly AadInput[]> {
  try {
    return Kept.parse(JSON.parse((await readOwnText(file, longestFile)) ?? '')).aads;
  } catch {
    return [];
  }
}
