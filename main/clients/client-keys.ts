import path from 'node:path';
import type { ClientKey, KeyPlace } from '../../app/contract/client-shapes.ts';
import type { Caller } from '../../app/contract/define.ts';
import { tokenKinds } from '../../app/exposure.ts';
import type { Warning } from '../../app/facts.ts';
import { short, shortId } from '../../app/platform/facts/text-limits.ts';
import { stateLabel } from '../../app/platform/states.ts';
import type { ClientRegistration } from '../../app/platform/wire/clients.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { tokenName } from '../../app/token-name.ts';
import { weaknessesOf } from '../tokens/key-safety.ts';
import type { ObjectDescription } from '../tokens/token-shapes.ts';
import type { TokenInHand } from '../tokens/tokens.ts';
import { clientsOf, fingerprintOfClient } from './client-list.ts';
import { createKeyFiles } from './key-files.ts';
import { keyWords, type OpenedClientKey, publicHalf } from './opened-key.ts';
import type { ClientParts } from './parts.ts';
import type { ProductNames } from './product-names.ts';

/** Keys that are listed at most. */
const mostKeys = 500;

/** The keys on this machine that can be a client's. */
export interface ClientKeys {
  /** On the tokens that show their keys now, and in files opened in this run; with the clients they are registered as. */
  list(): Promise<Result<ClientKey[]>>;
  /** All of them, without asking the platform. */
  opened(): Promise<readonly OpenedClientKey[]>;
  keyAt(place: KeyPlace): Promise<Result<OpenedClientKey>>;
  /** One key as the window shows it. */
  shown(key: OpenedClientKey): Promise<Result<ClientKey>>;
  /** @returns null when no file was chosen or no pass phrase given */
  chooseFile(caller: Caller): Promise<Result<ClientKey | null>>;
  dispose(): void;
}

export function createClientKeys(parts: ClientParts, productNames: ProductNames): ClientKeys {
  const files = createKeyFiles(parts);

  async function opened(): Promise<OpenedClientKey[]> {
    const keys: OpenedClientKey[] = [];
    for (const token of parts.tokens.present()) keys.push(...(await keysOf(token)));
    return [...keys, ...files.list()].slice(0, mostKeys);
  }

  async function keysOf(token: TokenInHand): Promise<OpenedClientKey[]> {
    const { needsLogin, isLoggedIn } = token.description;
    if (needsLogin && !isLoggedIn) return [];
    const objects = await token.run('objects', { token: token.ref });
    // A token that does not answer says so on its own page; its keys are simply not at hand.
    if (!objects.ok) return [];
    const keys: OpenedClientKey[] = [];
    for (const object of objects.value.filter(canBeClient)) {
      const key = await keyOf(token, object);
      if (key.ok) keys.push(key.value);
    }
    return keys;
  }

  async function keyOf(token: TokenInHand, object: ObjectDescription): Promise<Result<OpenedClientKey>> {
    const spki = await token.run('publicKey', { token: token.ref, key: object });
    if (!spki.ok) return spki;
    const read = publicHalf(spki.value);
    if (read === null) return fail('client.key-gone');
    const place = { kind: 'token', token: token.id, object: parts.tokens.objectId(token, object) } as const;
    return ok({ kind: 'token', token, object, place, spki: spki.value, ...read });
  }

  /** What the platform has registered; null where this account may not see it, or nobody is signed in. */
  async function registrations(): Promise<Result<readonly ClientRegistration[] | null>> {
    if (parts.session().kind !== 'signed-in') return ok(null);
    const clients = await clientsOf(parts.sources.client, {});
    // Which clients have a key is of use, and nothing without which it cannot be shown.
    return ok(clients.ok ? clients.value.clients : null);
  }

  async function described(key: OpenedClientKey, clients: readonly ClientRegistration[] | null): Promise<ClientKey> {
    return {
      place: key.place,
      label: short(key.kind === 'token' ? key.object.label || key.object.id : key.name),
      type: keyWords(key.publicKey),
      where: short(key.kind === 'token' ? whereOf(key.token) : key.name),
      fingerprint: key.fingerprint,
      isFile: key.kind === 'file',
      registeredAs: clients === null ? null : await registeredAs(key.fingerprint, clients),
      warnings: warningsOf(key),
    };
  }

  async function registeredAs(fingerprint: string, clients: readonly ClientRegistration[]) {
    const same = clients.filter((client) => fingerprintOfClient(client) === fingerprint).slice(0, 50);
    return await Promise.all(
      same.map(async ({ id, name, state, idProduct }) => ({
        id,
        name: short(name),
        state: stateLabel(state),
        product: short((await productNames.nameOf(idProduct)) ?? `product ${shortId(idProduct ?? 'unknown')}`),
      })),
    );
  }

  async function shown(key: OpenedClientKey): Promise<Result<ClientKey>> {
    const clients = await registrations();
    return clients.ok ? ok(await described(key, clients.value)) : clients;
  }

  return {
    opened,
    shown,
    async list() {
      const [keys, clients] = await Promise.all([opened(), registrations()]);
      return clients.ok ? ok(await Promise.all(keys.map((key) => described(key, clients.value)))) : clients;
    },
    async keyAt(place) {
      if (place.kind === 'file') return files.find(place.key);
      const token = parts.tokens.find(place.token);
      if (token === null) return fail('client.key-gone');
      const object = await parts.tokens.objectOf(token, place.object);
      return object.ok ? await keyOf(token, object.value) : object;
    },
    async chooseFile(caller) {
      const key = await files.choose(caller);
      if (!key.ok || key.value === null) return key.ok ? ok(null) : key;
      return await shown(key.value);
    },
    dispose: files.dispose,
  };
}

/** A private key that agrees (EC) or decrypts (RSA). The key that signs records does neither. */
function canBeClient({ class: objectClass, keyType, attributes, isLeftover }: ObjectDescription): boolean {
  if (objectClass !== 'private-key' || isLeftover) return false;
  if (keyType === 'EC') return attributes.derive !== false;
  return keyType === 'RSA' && (attributes.decrypt !== false || attributes.unwrap === true);
}

function whereOf({ description }: TokenInHand): string {
  return `${tokenName(description)} · ${tokenKinds[description.kind].name}`;
}

function warningsOf(key: OpenedClientKey): Warning[] {
  if (key.kind === 'file') {
    return [
      {
        tone: 'warn',
        title: 'Opening key in a file.',
        text: `Whoever can copy ${path.basename(key.name)} can open everything that is sealed to this client. A key made on a token cannot be copied.`,
      },
    ];
  }
  // Of a client key these two matter: whoever knows the PIN could carry it away.
  return weaknessesOf(key.object.attributes)
    .filter(({ id }) => id === 'readable' || id === 'extractable')
    .map(({ id, means }) => ({
      tone: 'warn',
      title: id === 'readable' ? 'This key can be read.' : 'This key can leave the token.',
      text: means,
    }));
}
