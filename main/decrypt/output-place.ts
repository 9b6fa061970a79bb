import path from 'node:path';

/** Where a result is, by names alone: its path stays in main (rule R1). */
export function outputPlace(file: string): { readonly output: string; readonly folder: string } {
  return {
    output: path.basename(file).slice(0, 1_024),
    folder: path.basename(path.dirname(file)).slice(0, 1_024),
  };
}
