import type { KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import { ok } from '../../app/result.ts';
import type { Profiles } from './profiles.ts';

/** What the window may ask about profiles. */
export function profileHandlers(profiles: Profiles): Handlers<KeydockContract>['profiles'] {
  return {
    list: async () => ok(profiles.list()),
    import: (_nothing, caller) => profiles.import(caller),
    importDropped: ({ fileId }, caller) => profiles.importDropped(fileId, caller),
    activate: ({ id }) => profiles.activate(id),
    remove: ({ id }, caller) => profiles.remove(id, caller),
  };
}
