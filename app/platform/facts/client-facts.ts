import type { Fact, FactGroup, FactValue, Warning } from '../../facts.ts';
import { clientTypeOf } from '../client-types.ts';
import { keyTypeText } from '../key-types.ts';
import type { ClientRegistration } from '../wire/clients.ts';
import type { Product } from '../wire/products.ts';
import { type Directory, person, personText } from './directory.ts';
import { fitted } from './fitted.ts';
import { fact, factGroup, type ItemFacts, notReadable, textOr } from './item-facts.ts';
import { isExtractable } from './operation-facts.ts';
import { type Reading, valueIn, whyUnknown } from './reading.ts';
import { counted, inSentence, short, shortId } from './text-limits.ts';

/** A public key or certificate of a registration, as main's crypto read it. */
export type RegisteredKey =
  /** `sha256`: lower-case hex of the SHA-256 of the SPKI in DER. `words`: "EC P-256", "RSA-3072". */
  | { readonly kind: 'read'; readonly sha256: string; readonly words: string; readonly subject: string | null }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'none' };

/** All that main could read about one client registration. */
export interface ClientSources {
  readonly item: ClientRegistration;
  readonly encryptionKey: RegisteredKey;
  readonly encryptionCertificate: RegisteredKey;
  readonly clientCertificate: RegisteredKey;
  readonly product: Reading<Product>;
  /** Ready clients of the same product, type and user: approving retires them. */
  readonly earlier: Reading<readonly ClientRegistration[]>;
  /** The product's name from a list, for those who may list products and not read one. */
  readonly productName?: string;
}

/** The label under which the engineer's screen shows the same digest: both must use these words. */
export const keyDigestLabel = 'SHA-256 of the public key';

/** The facts of one client registration: whose key receives the product's keys. */
export function clientFacts(sources: ClientSources, directory: Directory): ItemFacts {
  const { item } = sources;
  const type = clientTypeOf(item.clientType);
  const productName = productNameOf(sources);
  return fitted({
    noun: 'Client registration',
    icon: 'client',
    title: short(item.name),
    sentence: `${personText(item.clientUser, directory)} asks to register ${inSentence(item.name)} as ${inSentence(type.words)} of ${inSentence(productName)}.`,
    askedAt: null,
    warnings: [receivesWarning(sources), ...keyWarnings(sources), retiresWarning(sources)].filter(
      (warning) => warning !== null,
    ),
    // The key first: comparing it is what an approver is here for.
    groups: [keyGroup(sources), receiverGroup(sources, directory), registrationGroup(item)],
    notReadable: [
      notReadable(sources.product.kind, 'the product', 'it is not shown which keys this client will receive'),
      notReadable(sources.earlier.kind, 'the list of clients', 'it is not shown which earlier client will be retired'),
    ].filter((sentence) => sentence !== null),
    consequence: consequenceOf(type.receives),
    typed: typedFor(sources),
  });
}

/** The product in a sentence: its name from wherever one could be read, else its id. */
export function productNameOf({ item, product, productName }: ClientSources): string {
  return valueIn(product)?.name || productName || `product ${shortId(item.idProduct ?? 'unknown')}`;
}

function consequenceOf(receives: ReturnType<typeof clientTypeOf>['receives']): string {
  switch (receives) {
    case 'keys':
      return 'Approving lets this client fetch the keys below from then on, wrapped to its public key. Keys that were fetched cannot be called back.';
    case 'secrets':
      return 'Approving lets this client fetch the production secrets of the product from then on. What was fetched cannot be called back.';
    case 'certificates':
      return 'Approving lets this client ask for certificates from then on.';
    case 'unknown':
      return 'Approving lets this client act on the platform from then on. Keydock does not know what clients of this type may do.';
    default:
      return receives satisfies never;
  }
}

/** The key that what the client fetches is encrypted to. */
export function receivingKey(sources: ClientSources): RegisteredKey {
  return sources.encryptionKey.kind === 'none' ? sources.encryptionCertificate : sources.encryptionKey;
}

function typedFor(sources: ClientSources): NonNullable<ItemFacts['typed']> {
  const key = receivingKey(sources);
  const shown = key.kind === 'read' ? key : sources.clientCertificate;
  return shown.kind === 'read'
    ? {
        label: `Type the last four characters of the ${keyDigestLabel}, as the engineer reads them to you`,
        expected: shown.sha256.slice(-4),
      }
    : {
        label: 'There is no public key to compare. Type the last four characters of the client id',
        expected: sources.item.id.slice(-4),
      };
}

/** The keys of a product that can be exported: "Content encryption (AES-256)". */
function exportableKeys(product: Product): { readonly known: readonly string[]; readonly unknown: number } {
  const withKey = product.productOperations.filter(({ token }) => token !== undefined);
  return {
    known: withKey
      .filter((operation) => isExtractable(operation) === true)
      .map(({ name, token }) => `${token?.name || name} (${keyTypeText(token?.keyType ?? '') || 'type not told'})`),
    unknown: withKey.filter((operation) => isExtractable(operation) === undefined).length,
  };
}

function receivesWarning(sources: ClientSources): Warning | null {
  const product = valueIn(sources.product);
  switch (clientTypeOf(sources.item.clientType).receives) {
    case 'keys': {
      const keys = product === undefined ? undefined : exportableKeys(product);
      const many = keys === undefined || keys.unknown > 0 ? 'keys' : counted(keys.known.length, 'key');
      return {
        tone: 'danger',
        title: `This client will receive ${many} of the product.`,
        text: 'Whoever holds the private key to this public key can take those keys out of the platform. Compare the characters below with the engineer, by voice or face to face, before you approve.',
      };
    }
    case 'secrets':
      return {
        tone: 'danger',
        title: 'This client will receive the production secrets of the product.',
        text: 'Whoever holds the private key to this public key can fetch them. Compare the characters below with the person who set up the machine before you approve.',
      };
    case 'certificates':
      return {
        tone: 'warn',
        title: 'This client will be able to issue certificates.',
        text: 'What it issues is believed by everything that trusts the certificate authority of this product.',
      };
    case 'unknown':
      return {
        tone: 'danger',
        title: 'Keydock does not know this type of client.',
        text: 'It cannot say what the client will receive. Approve only if you know it yourself.',
      };
    default:
      return null;
  }
}

/** What is wrong with the keys of a registration. */
export function keyWarnings(sources: ClientSources): readonly Warning[] {
  const { encryptionKey, encryptionCertificate } = sources;
  const warnings: Warning[] = [];
  const key = receivingKey(sources);
  const receives = clientTypeOf(sources.item.clientType).receives;
  if (key.kind === 'unreadable' || (key.kind === 'none' && (receives === 'keys' || receives === 'secrets'))) {
    warnings.push({
      tone: 'danger',
      title: key.kind === 'none' ? 'There is no public key in this registration.' : 'The public key cannot be read.',
      text: 'So nobody can compare it with the screen of the person who asks. Reject it, unless you know why it is so.',
    });
  }
  if (
    encryptionKey.kind === 'read' &&
    encryptionCertificate.kind === 'read' &&
    encryptionKey.sha256 !== encryptionCertificate.sha256
  ) {
    warnings.push({
      tone: 'danger',
      title: 'The public key and the certificate do not belong together.',
      text: 'The registration carries two different keys, and the platform does not say which of them it will use. Reject it.',
    });
  }
  return warnings;
}

export function retiresWarning(sources: ClientSources): Warning | null {
  const earlier = valueIn(sources.earlier) ?? [];
  if (earlier.length === 0) return null;
  return {
    tone: 'warn',
    title: `Approving retires ${counted(earlier.length, 'earlier client')}.`,
    text: `${earlier
      .slice(0, 5)
      .map(({ name }) => inSentence(name))
      .join(
        ', ',
      )}${earlier.length > 5 ? ' and more' : ''} will no longer receive anything. If the person who asks has not lost or replaced their key, somebody else may be asking in their name.`,
  };
}

/** Of a client that nobody has approved yet. */
const waitingWords = { title: 'Who will receive what', receives: 'Will receive' };

/** Who it is and what it receives. */
export function receiverGroup(sources: ClientSources, directory: Directory, words = waitingWords): FactGroup {
  const { item } = sources;
  const product = valueIn(sources.product);
  const why = whyUnknown(sources.product, 'the product');
  return factGroup(words.title, [
    fact('Client', textOr(item.name, 'without a name')),
    fact('Type', textOr(item.clientType, 'not told')),
    fact(
      'Belongs to',
      item.clientUser === ''
        ? { kind: 'unknown', why: 'the platform does not say' }
        : { kind: 'names', names: [person(item.clientUser, directory)], mute: 'only this account can fetch with it' },
    ),
    fact(
      'Identity',
      item.clientUser === ''
        ? { kind: 'unknown', why: 'the platform does not say' }
        : { kind: 'mono', text: item.clientUser },
    ),
    fact(
      'Product',
      product !== undefined
        ? { kind: 'text', text: product.name, mute: product.productType || 'type not told' }
        : sources.productName !== undefined
          ? { kind: 'text', text: sources.productName, mute: why }
          : { kind: 'unknown', why },
    ),
    receivesFact(sources, product, why, words.receives),
    fact('Retires', retiresValue(sources)),
    fact('Note', textOr(item.description, 'none')),
  ]);
}

function receivesFact(sources: ClientSources, product: Product | undefined, why: string, label: string): Fact {
  const receives = clientTypeOf(sources.item.clientType).receives;
  if (receives === 'certificates') return fact(label, { kind: 'none', text: 'no keys; it asks for certificates' });
  if (receives === 'unknown') return fact(label, { kind: 'unknown', why: 'Keydock does not know this type of client' });
  if (product === undefined) return fact(label, { kind: 'unknown', why });
  if (receives === 'secrets') {
    const items = product.productConfigItems.map(({ name }) => name);
    return fact(label, {
      kind: 'badge',
      tone: 'danger',
      text: 'production secrets',
      mute: items.length === 0 ? 'the configuration items of the product' : items.join(', '),
    });
  }
  const { known, unknown } = exportableKeys(product);
  if (known.length === 0 && unknown === 0) {
    return fact(label, {
      kind: 'text',
      text: 'no key at present',
      mute: 'none of the product’s keys is marked extractable',
    });
  }
  const rest =
    unknown === 0 ? '' : `; of ${counted(unknown, 'more key')} the platform does not say whether they can be exported`;
  return fact(label, {
    kind: 'badge',
    tone: 'danger',
    text: known.length === 0 ? 'perhaps keys' : counted(known.length, 'key'),
    mute: `${known.join(', ')}${rest}`,
  });
}

function retiresValue(sources: ClientSources): FactValue {
  const earlier = valueIn(sources.earlier);
  if (earlier === undefined) return { kind: 'unknown', why: whyUnknown(sources.earlier, 'the list of clients') };
  if (earlier.length === 0) return { kind: 'none', text: 'no earlier client' };
  return {
    kind: 'badge',
    tone: 'warn',
    text: counted(earlier.length, 'earlier client'),
    mute: earlier.map(({ name, id }) => `${name} (${shortId(id)})`).join(', '),
  };
}

/** The keys of a registration, by their digests. */
export function keyGroup(sources: ClientSources): FactGroup {
  return factGroup('Whose key it is', [
    ...keyFacts(sources.encryptionKey, keyDigestLabel, 'Key'),
    ...keyFacts(sources.encryptionCertificate, `${keyDigestLabel} in the certificate`, 'Certificate'),
    ...keyFacts(sources.clientCertificate, `${keyDigestLabel} it signs in with`, 'Sign-in certificate'),
    receivingKey(sources).kind === 'none'
      ? fact(keyDigestLabel, { kind: 'none', text: 'no public key in this registration' })
      : null,
  ]);
}

function keyFacts(key: RegisteredKey, digestLabel: string, label: string): readonly Fact[] {
  switch (key.kind) {
    case 'none':
      return [];
    case 'unreadable':
      return [fact(digestLabel, { kind: 'unknown', why: 'what was registered is not a public key Keydock can read' })];
    case 'read':
      return [
        fact(digestLabel, { kind: 'digest', algorithm: 'SHA-256', hex: key.sha256 }),
        fact(label, {
          kind: 'text',
          text: key.words,
          ...(key.subject === null ? {} : { mute: key.subject }),
        }),
      ];
    default:
      return key satisfies never;
  }
}

export function registrationGroup(item: ClientRegistration): FactGroup {
  return factGroup('The registration itself', [
    fact('Client id', { kind: 'mono', text: item.id }),
    fact(
      'Product id',
      item.idProduct === undefined
        ? { kind: 'unknown', why: 'the platform does not say' }
        : { kind: 'mono', text: item.idProduct },
    ),
  ]);
}
