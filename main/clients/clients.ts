import type { ClientKey, KeyPlace } from '../../app/contract/client-shapes.ts';
import type { KeydockContract } from '../../app/contract/contract.ts';
import type { Handlers } from '../../app/contract/define.ts';
import { sameIdentity } from '../../app/platform/facts/directory.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import { type State, stateLabel, stateValue } from '../../app/platform/states.ts';
import { ok, type Result } from '../../app/result.ts';
import { type ClientKeys, createClientKeys } from './client-keys.ts';
import { clientsOf, fingerprintOfClient, isAlive } from './client-list.ts';
import { clientPage, openClient } from './client-pages.ts';
import type { ClientDesk } from './desk.ts';
import { makeKey } from './make-key.ts';
import type { OpenedClientKey } from './opened-key.ts';
import { type ClientParts, signedIn } from './parts.ts';
import { createProductNames } from './product-names.ts';
import { register } from './register.ts';
import { retire } from './retire.ts';
import { saveSecrets } from './save-secrets.ts';
import { fetchSecrets, shownSecrets } from './secrets.ts';

/** A registration of a key, as an export needs it. */
export interface RegisteredClient {
  readonly id: string;
  readonly name: string;
  readonly state: State;
  readonly stateName: string;
  /** The platform seals keys to it now. */
  readonly isReady: boolean;
  /** What stands in the way or should be known, as a sentence. */
  readonly warning: string | null;
}

/** The clients of one platform and their keys on this machine. */
export interface Clients {
  readonly handlers: Handlers<KeydockContract>['clients'];
  /** A key by its place, with its public half; on a token somebody must be logged in. */
  keyAt(place: KeyPlace): Promise<Result<OpenedClientKey>>;
  /** The same as the window shows it. */
  shown(place: KeyPlace): Promise<Result<ClientKey>>;
  /**
   * The security engineer's client of the signed-in person that has this key registered for a product: the one in use
   * before one that waits.
   * @returns null where there is none
   */
  clientFor(fingerprint: string, product: string): Promise<Result<RegisteredClient | null>>;
  /** What products are called where they may be listed and not read. */
  nameOfProduct(id: string): Promise<string | undefined>;
  /** Has the decryption process wipe what key files held. */
  dispose(): Promise<void>;
}

export function openClients(parts: ClientParts): Clients {
  const productNames = createProductNames(parts.sources.client, () => parts.sources.directory().you.identity);
  const keys: ClientKeys = createClientKeys(parts, productNames);
  const desk: ClientDesk = { ...parts, productNames, keys };

  async function clientFor(fingerprint: string, product: string): Promise<Result<RegisteredClient | null>> {
    const account = signedIn(parts.session());
    if (!account.ok) return account;
    const { identity } = account.value;
    const clients = await clientsOf(parts.sources.client, { product }, identity);
    if (!clients.ok) return clients;
    const mine = clients.value.clients.filter(
      (one) =>
        one.idProduct === product &&
        one.clientType === 'SecurityEngineer' &&
        sameIdentity(one.clientUser, identity) &&
        isAlive(one),
    );
    const same = mine.filter((one) => fingerprintOfClient(one) === fingerprint);
    const found = same.find(({ state }) => state.value === stateValue.Ready) ?? same[0];
    if (found === undefined) return ok(null);
    const isReady = found.state.value === stateValue.Ready;
    const earlier = mine.find(({ id, state }) => id !== found.id && state.value === stateValue.Ready);
    return ok({
      id: found.id,
      name: found.name,
      state: found.state,
      stateName: stateLabel(found.state),
      isReady,
      warning:
        isReady || earlier === undefined
          ? null
          : `Approving it retires ${inSentence(earlier.name)}, your client of this product with another key.`,
    });
  }

  return {
    keyAt: keys.keyAt,
    async shown(place) {
      const key = await keys.keyAt(place);
      return key.ok ? await keys.shown(key.value) : key;
    },
    clientFor,
    nameOfProduct: productNames.nameOf,
    dispose: async () => keys.dispose(),
    handlers: {
      page: (filter) => clientPage(desk, filter),
      open: ({ id }) => openClient(desk, id),
      retire: ({ id }, caller) => retire(desk, id, caller),
      keys: () => keys.list(),
      makeKey: (wanted, caller) => makeKey(desk, wanted, caller),
      chooseKeyFile: (_, caller) => keys.chooseFile(caller),
      register: (wanted, caller) => register(desk, wanted, caller),
      async secrets({ client }, caller) {
        const fetched = await fetchSecrets(desk, client, 'show', caller);
        if (!fetched.ok) return fetched;
        return ok(fetched.value === null ? null : shownSecrets(fetched.value));
      },
      saveSecrets: ({ client }, caller) => saveSecrets(desk, client, caller),
    },
  };
}
