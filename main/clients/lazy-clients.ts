import { contract, type KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import { handlersLater } from '../ipc/handlers-later.ts';
import type { Clients } from './clients.ts';
import type { ClientParts } from './parts.ts';

/** The clients' room, loaded when it is first asked for something: the first window does not wait for it. */
export function createClients(parts: ClientParts): Clients {
  let opened: Promise<Clients> | undefined;
  const room = (): Promise<Clients> => {
    opened ??= import('./clients.ts').then(({ openClients }) => openClients(parts));
    return opened;
  };
  return {
    handlers: handlersLater<Handlers<KeydockContract>['clients']>(
      contract.clients,
      async () => (await room()).handlers,
    ),
    keyAt: async (place) => (await room()).keyAt(place),
    shown: async (place) => (await room()).shown(place),
    clientFor: async (fingerprint, product) => (await room()).clientFor(fingerprint, product),
    nameOfProduct: async (id) => (await room()).nameOfProduct(id),
    async dispose() {
      await (await opened)?.dispose();
    },
  };
}
