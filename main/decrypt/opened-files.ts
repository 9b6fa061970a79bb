import { app } from 'electron';
import { OpenedPaths, pathsIn } from './opened-paths.ts';

/** Files that the system hands over: "Open with", a drop on the icon, a file behind the program's name. */
export interface OpenedFiles {
  /** What this process was started with; goes to the first one where it is the second. */
  readonly own: OpenedPaths;
  /** What has come before anybody listened. */
  early(): readonly string[];
  /** @param listener told of what comes from now on; of a second start without files by an empty list */
  onOpen(listener: (paths: readonly string[]) => void): void;
}

/** To be called before the app is ready: macOS tells of the first files early. */
export function hearOpenedFiles(): OpenedFiles {
  const args = process.argv.slice(app.isPackaged ? 1 : 2);
  const own: OpenedPaths = { opened: [...pathsIn(args, process.cwd())] };
  const early = [...own.opened];
  let tell = (paths: readonly string[]): void => void early.push(...paths);
  app.on('open-file', (event, file) => {
    event.preventDefault();
    tell([file]);
  });
  // The arguments that Chromium passes on are in another order and with switches of its own: what we sent along counts.
  app.on('second-instance', (_event, _argv, _folder, sent) => {
    const given = OpenedPaths.safeParse(sent);
    tell(given.success ? given.data.opened : []);
  });
  return {
    own,
    early: () => early,
    onOpen(listener) {
      tell = listener;
    },
  };
}
