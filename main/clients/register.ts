import { createPublicKey } from 'node:crypto';
import type { z } from 'zod';
import type { AskOutcome, KeyPlace } from '../../app/contract/client-shapes.ts';
import type { Caller } from '../../app/contract/define.ts';
import type { Account } from '../../app/contract/shapes.ts';
import type { FactGroup, Warning } from '../../app/facts.ts';
import { clientTypeOf } from '../../app/platform/client-types.ts';
import { keyDigestLabel } from '../../app/platform/facts/client-facts.ts';
import { sameIdentity } from '../../app/platform/facts/directory.ts';
import { fact, factGroup, textOr } from '../../app/platform/facts/item-facts.ts';
import { valueIn } from '../../app/platform/facts/reading.ts';
import { counted, inSentence, shortId } from '../../app/platform/facts/text-limits.ts';
import { stateLabel, stateValue } from '../../app/platform/states.ts';
import { ClientAccepted, type ClientRegistration, ClientRegistrationRequest } from '../../app/platform/wire/clients.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { factsOfToken, tokenGroup } from '../export/token-facts.ts';
import type { BegunAct } from '../journal/acts.ts';
import type { Posted } from '../platform/client.ts';
import { productReading } from '../platform/gather.ts';
import { whoAndWhere } from '../platform/who-acts.ts';
import { confirmed, failedAct, readBack, unknownOutcome } from './ask.ts';
import { clientsOf, fingerprintOfClient, isAlive } from './client-list.ts';
import { readClient } from './client-pages.ts';
import type { ClientDesk } from './desk.ts';
import { proveKeyPair } from './key-pair-proof.ts';
import { keyWords, type OpenedClientKey } from './opened-key.ts';
import { signedIn } from './parts.ts';

/** What is asked for: the window names the key by its place only. */
export interface Registration {
  readonly key: KeyPlace;
  readonly product: string;
  readonly name: string;
  readonly description: string;
  readonly clientType: 'SecurityEngineer' | 'ProductionPC';
}

type Outcome = z.output<typeof AskOutcome>;

/** All that is known before anything is asked. */
interface Prepared {
  readonly wanted: Registration;
  readonly account: Account;
  readonly key: OpenedClientKey;
  readonly productName: string;
  readonly productNote: string;
  /** Clients of the same product, type and person: what approving this one retires. Null where they could not be read. */
  readonly earlier: readonly ClientRegistration[] | null;
}

/**
 * Asks the platform to register a key as a client of a product, in the name of who is signed in. Somebody else approves
 * it. What was taken is read back and compared: the platform must have this very key.
 */
export async function register(desk: ClientDesk, wanted: Registration, caller: Caller): Promise<Result<Outcome>> {
  const prepared = await prepare(desk, wanted);
  if (!prepared.ok) return prepared;
  const { account } = prepared.value;
  const said = await confirmed(desk, account, sheetOf(desk, prepared.value), caller);
  if (!said.ok) return said;
  if (!said.value) return ok({ kind: 'cancelled' });
  const act = await desk.acts.begin({
    act: 'client.register',
    words: `register “${inSentence(wanted.name)}” as ${clientTypeOf(wanted.clientType).words} of “${inSentence(prepared.value.productName)}”`,
    facts: groupsOf(prepared.value),
  });
  if (!act.ok) return act;
  return await send(desk, prepared.value, act.value);
}

async function prepare(desk: ClientDesk, wanted: Registration): Promise<Result<Prepared>> {
  const account = signedIn(desk.session());
  if (!account.ok) return account;
  const key = await desk.keys.keyAt(wanted.key);
  if (!key.ok) return key;
  const fits = fitting(wanted.clientType, key.value);
  if (!fits.ok) return fits;
  const as = account.value.identity;
  const { client } = desk.sources;
  const [product, clients, listedName] = await Promise.all([
    productReading(client, wanted.product, { as, strictness: 'tolerant' }),
    clientsOf(client, { product: wanted.product }, as),
    desk.productNames.nameOf(wanted.product),
  ]);
  if (!product.ok) return product;
  if (!clients.ok && clients.error.code !== 'platform.forbidden') return clients;
  const mine = clients.ok
    ? clients.value.clients.filter(
        ({ idProduct, clientType, clientUser }) =>
          idProduct === wanted.product && clientType === wanted.clientType && sameIdentity(clientUser, as),
      )
    : null;
  const same = mine?.find((one) => isAlive(one) && fingerprintOfClient(one) === key.value.fingerprint);
  if (same !== undefined) {
    return fail('client.registered-already', { name: same.name.slice(0, 300), state: stateLabel(same.state) });
  }
  const proven = await proveKeyPair(key.value);
  if (!proven.ok) return proven;
  const read = valueIn(product.value);
  return ok({
    wanted,
    account: account.value,
    key: key.value,
    productName: read?.name ?? listedName ?? `product ${shortId(wanted.product)}`,
    productNote: read?.productType ?? '',
    earlier: mine?.filter(({ state }) => state.value === stateValue.Ready) ?? null,
  });
}

/** What the platform takes, said before it refuses. @see platform-api.md section 6 */
function fitting(type: Registration['clientType'], { publicKey }: OpenedClientKey): Result<null> {
  if (type === 'SecurityEngineer' && (publicKey.kind !== 'EC' || publicKey.curve !== 'P-256')) {
    return fail('client.key-kind', { needs: 'an EC P-256 key', given: keyWords(publicKey) });
  }
  return ok(null);
}

function sheetOf(desk: ClientDesk, prepared: Prepared) {
  const { wanted, account, productName } = prepared;
  return {
    title: 'Register this client?',
    lead: `The platform is asked to register this public key as ${clientTypeOf(wanted.clientType).words} of ${inSentence(productName)}. Somebody who may approve clients compares its digest with you and decides; nothing can be fetched before.`,
    warnings: [...retires(prepared), ...inFile(prepared.key)],
    groups: [...groupsOf(prepared), whoAndWhere('Who asks, and where', account, desk.profile)],
    confirm: { label: 'Register', tone: 'accent' as const },
  };
}

function retires({ earlier, wanted }: Prepared): Warning[] {
  if (earlier === null) {
    return [
      {
        tone: 'warn',
        title: 'It is not known what this would retire.',
        text: 'You may not read the list of clients. Approving this one retires your earlier client of this product and type, if there is one.',
      },
    ];
  }
  if (earlier.length === 0) return [];
  const names = earlier.slice(0, 5).map(({ name }) => inSentence(name));
  const loses = wanted.clientType === 'SecurityEngineer' ? 'keys' : 'secrets';
  return [
    {
      tone: 'warn',
      title: `Approving this retires ${counted(earlier.length, 'earlier client')} of yours.`,
      text: `${names.join(', ')}${earlier.length > 5 ? ' and more' : ''} will no longer receive ${loses}. What was fetched before stays where it is.`,
    },
  ];
}

function inFile(key: OpenedClientKey): Warning[] {
  if (key.kind !== 'file') return [];
  return [
    {
      tone: 'warn',
      title: 'Opening key in a file.',
      text: 'Whoever can copy the file and knows its pass phrase can open everything that will be sealed to this client.',
    },
  ];
}

function groupsOf({ wanted, key, productName, productNote, earlier }: Prepared): FactGroup[] {
  return [
    // The digest first: it is what the approver will ask for.
    factGroup('The key', [
      fact(keyDigestLabel, { kind: 'digest', algorithm: 'SHA-256', hex: key.fingerprint }),
      fact('Key', { kind: 'text', text: keyWords(key.publicKey) }),
      fact(
        'Where it is',
        key.kind === 'file'
          ? { kind: 'badge', tone: 'warn', text: 'in a file', mute: key.name }
          : { kind: 'text', text: key.object.label || key.object.id, mute: 'on the token below' },
      ),
    ]),
    factGroup('What is registered', [
      fact('Client', { kind: 'text', text: wanted.name }),
      fact('Type', { kind: 'text', text: wanted.clientType }),
      fact('Product', { kind: 'text', text: productName, ...(productNote === '' ? {} : { mute: productNote }) }),
      fact('Product id', { kind: 'mono', text: wanted.product }),
      fact(
        'Retires',
        earlier === null
          ? { kind: 'unknown', why: 'you may not read the list of clients' }
          : earlier.length === 0
            ? { kind: 'none', text: 'no earlier client' }
            : { kind: 'badge', tone: 'warn', text: earlier.map(({ name }) => inSentence(name)).join(', ') },
      ),
      fact('Note', textOr(wanted.description, 'none')),
    ]),
    ...(key.kind === 'token' ? [tokenGroup('The token', factsOfToken(key.token, key.token.description.kind))] : []),
  ];
}

/** The platform takes base64 of the PEM text, not of the key. @see platform-api.md section 6 */
export function pemInBase64(spki: Uint8Array): string {
  const pem = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' }).export({
    format: 'pem',
    type: 'spki',
  });
  return Buffer.from(pem).toString('base64');
}

async function send(desk: ClientDesk, prepared: Prepared, act: BegunAct): Promise<Result<Outcome>> {
  const { wanted, account, key } = prepared;
  const body = ClientRegistrationRequest.parse({
    name: wanted.name,
    description: wanted.description,
    idProduct: wanted.product,
    clientType: wanted.clientType,
    // It must be the caller's own, or the client "is not found" later.
    clientUser: account.identity,
    encryptionPublicKey: pemInBase64(key.spki),
  });
  const { client } = desk.sources;
  const posted = await client.post('/registrations/clients', body, ClientAccepted, { as: account.identity });
  if (posted.kind === 'refused') return failedAct(act, posted.failure);
  const taken = await readBack(() => registeredNow(desk, prepared, posted));
  if (!taken.ok || taken.value === null) {
    return failedAct(act, taken.ok || posted.kind === 'unsure' ? unknownOutcome() : taken.error);
  }
  const registered = taken.value;
  const differs = differences(prepared, registered);
  if (differs !== '') return failedAct(act, fail('client.not-as-asked', { id: registered.id, what: differs }).error);
  await act.done(
    `The platform has the client “${inSentence(registered.name)}” with this key: ${stateLabel(registered.state)}. Somebody else decides.`,
    { client: registered.id, keySha256: key.fingerprint },
  );
  return ok({ kind: 'asked', id: registered.id, stateName: stateLabel(registered.state) });
}

/** The registration by the id that was answered; after a lost answer by its key, in the list. */
async function registeredNow(
  desk: ClientDesk,
  { wanted, account, key }: Prepared,
  posted: Posted<z.output<typeof ClientAccepted> | null>,
): Promise<Result<ClientRegistration | null>> {
  if (posted.kind === 'answered' && posted.value !== null) {
    const read = await readClient(desk, posted.value.id, account.identity);
    return !read.ok && read.error.code === 'platform.not-found' ? ok(null) : read;
  }
  const clients = await clientsOf(
    desk.sources.client,
    { product: wanted.product, name: wanted.name },
    account.identity,
  );
  if (!clients.ok) return clients;
  const same = clients.value.clients.find((one) => isAlive(one) && fingerprintOfClient(one) === key.fingerprint);
  return ok(same ?? null);
}

/** What the platform has registered otherwise than it was asked, in words; empty where all is as asked. */
function differences({ wanted, account, key }: Prepared, registered: ClientRegistration): string {
  return [
    fingerprintOfClient(registered) === key.fingerprint ? '' : 'another key',
    registered.idProduct === wanted.product ? '' : 'another product',
    registered.clientType === wanted.clientType ? '' : 'another type',
    sameIdentity(registered.clientUser, account.identity) ? '' : 'another person',
  ]
    .filter((text) => text !== '')
    .join(', ');
}
