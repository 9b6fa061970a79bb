import type { FactGroup, Warning } from '../../facts.ts';
import type { ClientChange } from '../wire/change-requests.ts';
import type { ClientRegistration } from '../wire/clients.ts';
import { keyDigestLabel, type RegisteredKey } from './client-facts.ts';
import { type Directory, person, personText } from './directory.ts';
import { fitted } from './fitted.ts';
import { fact, factGroup, type ItemFacts, notReadable, textOr } from './item-facts.ts';
import { type Reading, valueIn, whyUnknown } from './reading.ts';
import { inSentence, short, shortId } from './text-limits.ts';

/** All that main could read about one request to change a client. */
export interface ClientChangeSources {
  readonly item: ClientChange;
  readonly client: Reading<ClientRegistration>;
  /** The key that is registered for it. */
  readonly key: RegisteredKey;
  /** Of the client's product, as far as it could be read. */
  readonly productName: string | undefined;
}

/** The one change that is known: the client receives nothing any more. */
const retires = 'ChangeClientStateToBeDeleted';

/** What the change is called, in words. */
export function clientChangeWords(changeType: string): string {
  return changeType === retires ? 'retire' : short(changeType || 'change of unknown kind');
}

/** The facts of a request to change a client: whose access ends. */
export function clientChangeFacts(sources: ClientChangeSources, directory: Directory): ItemFacts {
  const { item } = sources;
  const client = valueIn(sources.client);
  const name = inSentence(client?.name || `client ${shortId(item.clientID ?? 'unknown')}`);
  const isRetiring = item.changeType === retires;
  return fitted({
    noun: 'Client change',
    icon: 'change',
    title: short(item.name),
    sentence: isRetiring
      ? `Somebody asks to retire ${name}${client === undefined ? '' : `, a client of ${personText(client.clientUser, directory)}`}.`
      : `Somebody asks to change ${name} in a way this version does not know.`,
    askedAt: null,
    warnings: [isRetiring ? retiring(name, sources.productName) : unknownChange(item.changeType)],
    groups: [changeGroup(item), clientGroup(sources, directory)],
    notReadable: [
      notReadable(sources.client.kind, 'the client', 'it is not shown whose it is and what it receives'),
    ].filter((sentence) => sentence !== null),
    consequence: isRetiring
      ? 'Approving ends what this client receives. It cannot be taken back: a new client would have to be registered.'
      : 'Keydock cannot say what approving this does.',
    typed: null,
  });
}

function retiring(name: string, productName: string | undefined): Warning {
  const what = productName === undefined ? 'nothing any more' : `nothing of ${inSentence(productName)} any more`;
  return {
    tone: 'warn',
    title: `Approving retires ${name}.`,
    text: `It will receive ${what}. What it has fetched before stays where it is. The platform does not say who asks for it: make sure that its owner knows.`,
  };
}

function unknownChange(changeType: string): Warning {
  return {
    tone: 'danger',
    title: 'Keydock does not know this change.',
    text: `The platform calls it ${inSentence(changeType || 'nothing')}. Approve only if you know what it does.`,
  };
}

function changeGroup(item: ClientChange): FactGroup {
  return factGroup('What is asked', [
    fact(
      'Change',
      item.changeType === retires
        ? { kind: 'badge', tone: 'warn', text: 'retire the client', mute: item.changeType }
        : { kind: 'text', text: item.changeType || 'not told', mute: 'a change this version does not know' },
    ),
    fact('Asked by', { kind: 'unknown', why: 'the platform does not say' }),
    fact('Note', textOr(item.description, 'none')),
    fact('Change request id', { kind: 'mono', text: item.id }),
  ]);
}

function clientGroup({ item, client, key, productName }: ClientChangeSources, directory: Directory): FactGroup {
  const read = valueIn(client);
  const why = whyUnknown(client, 'the client');
  const id = fact(
    'Client id',
    item.clientID === undefined
      ? { kind: 'unknown', why: 'the platform does not say' }
      : { kind: 'mono', text: item.clientID },
  );
  if (read === undefined) return factGroup('Whose client', [fact('Client', { kind: 'unknown', why }), id]);
  return factGroup('Whose client', [
    fact('Client', textOr(read.name, 'without a name')),
    fact('Type', textOr(read.clientType, 'not told')),
    fact(
      'Belongs to',
      read.clientUser === ''
        ? { kind: 'unknown', why: 'the platform does not say' }
        : { kind: 'names', names: [person(read.clientUser, directory)] },
    ),
    fact(
      'Product',
      productName === undefined
        ? { kind: 'mono', text: read.idProduct ?? 'not told' }
        : { kind: 'text', text: productName },
    ),
    fact(
      keyDigestLabel,
      key.kind === 'read'
        ? { kind: 'digest', algorithm: 'SHA-256', hex: key.sha256 }
        : { kind: 'unknown', why: 'what was registered is not a public key Keydock can read' },
    ),
    id,
  ]);
}
