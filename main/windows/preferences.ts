import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Theme } from '../../app/contract/shapes.ts';

const Pixels = z.number().int().min(-100_000).max(100_000);

/** What a window remembers: nothing about work, people or keys. */
const Preferences = z.object({
  theme: Theme.catch('system'),
  letterKeys: z.boolean().catch(true),
  bounds: z
    .object({ x: Pixels, y: Pixels, width: Pixels.min(1), height: Pixels.min(1) })
    .nullable()
    .catch(null),
  isMaximized: z.boolean().catch(false),
});
export type Preferences = z.output<typeof Preferences>;

export interface PreferencesFile {
  get(): Preferences;
  /** Writes at once. A disk that cannot be written costs the memory, not the window. */
  set(changed: Partial<Preferences>): void;
}

/** Opens `window.json`. A missing or broken file is the same as a first start. */
export function openPreferences(folder: string): PreferencesFile {
  const file = path.join(folder, 'window.json');
  let current = Preferences.parse(readJson(file));
  return {
    get: () => current,
    set(changed) {
      current = { ...current, ...changed };
      try {
        fs.mkdirSync(folder, { recursive: true });
        fs.writeFileSync(`${file}.new`, JSON.stringify(current), { mode: 0o600 });
        fs.renameSync(`${file}.new`, file);
      } catch {
        // Read-only or full: the window opens in the middle next time.
      }
    },
  };
}

function readJson(file: string): unknown {
  try {
    const parsed: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
