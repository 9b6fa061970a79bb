import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Files that the system hands over: "Open with", a drop on the icon, a file behind the program's name. */
export const OpenedPaths = z.strictObject({ opened: z.array(z.string().min(1).max(32_768)).max(2_000) });
export type OpenedPaths = z.output<typeof OpenedPaths>;

/**
 * The files among a program's arguments: everything that is no switch, as a path or as a file: URL, which desktops of
 * Linux hand over. After `--` everything is a file.
 * @param args after the program's own name and, in a checkout, the app's folder
 * @param folder what relative paths start from
 */
export function pathsIn(args: readonly string[], folder: string): readonly string[] {
  const end = args.indexOf('--');
  const [before, after] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
  return [...before.filter((argument) => !argument.startsWith('-')), ...after]
    .flatMap((argument) => fileOf(argument) ?? [])
    .filter((file) => file !== '' && !file.includes('\0'))
    .slice(0, 2_000)
    .map((file) => path.resolve(folder, file));
}

/** A path as it is, a file: URL of this machine as its path; no other URL is ours. A drive's letter is no scheme. */
function fileOf(argument: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(argument)) return argument;
  if (!/^file:\/\//i.test(argument)) return undefined;
  try {
    return fileURLToPath(argument);
  } catch {
    return undefined; // on another machine, or not to be read as a path
  }
}
