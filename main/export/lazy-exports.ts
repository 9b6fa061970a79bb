import { contract, type KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import { handlersLater } from '../ipc/handlers-later.ts';
import type { ExportParts, Exports } from './exports.ts';

/** The export ceremony, loaded when it is first asked for something: the first window does not wait for it. */
export function createExports(parts: ExportParts): Exports {
  let opened: Exports | null = null;
  let opening: Promise<Exports> | undefined;
  const room = (): Promise<Exports> => {
    opening ??= import('./exports.ts').then(({ openExports }) => {
      opened = openExports(parts);
      return opened;
    });
    return opening;
  };
  return {
    handlers: handlersLater<Handlers<KeydockContract>['exports']>(
      contract.exports,
      async () => (await room()).handlers,
    ),
    isRunning: () => opened?.isRunning() ?? false,
    async dispose() {
      await (await opening)?.dispose();
    },
  };
}
