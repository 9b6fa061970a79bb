import type { z } from 'zod';
import type { ProductSecrets as Shown } from '../../app/contract/client-shapes.ts';
import type { Caller } from '../../app/contract/define.ts';
import type { FactGroup } from '../../app/facts.ts';
import { configItemNote } from '../../app/platform/config-items.ts';
import { keyDigestLabel } from '../../app/platform/facts/client-facts.ts';
import { fact, factGroup } from '../../app/platform/facts/item-facts.ts';
import { inSentence, short, shortId } from '../../app/platform/facts/text-limits.ts';
import { keyTypeText } from '../../app/platform/key-types.ts';
import type { ClientRegistration } from '../../app/platform/wire/clients.ts';
import { ProductSecrets, SerializedJwe } from '../../app/platform/wire/distributions.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { tokenName } from '../../app/token-name.ts';
import type { BegunAct } from '../journal/acts.ts';
import { itemPath } from '../platform/client.ts';
import { whoAndWhere } from '../platform/who-acts.ts';
import { confirmed, failedAct } from './ask.ts';
import { fingerprintOfClient } from './client-list.ts';
import { mayFetchSecrets, readClient } from './client-pages.ts';
import type { ClientDesk } from './desk.ts';
import type { OpenedClientKey } from './opened-key.ts';
import { signedIn } from './parts.ts';

/** What the window takes of one value, in characters. */
const longestValue = 65_536;

/** What was fetched and opened. Never kept: it is shown, or written where the person says, and let go. */
export interface FetchedSecrets {
  readonly productName: string;
  readonly secrets: ProductSecrets;
  readonly readAt: string;
  readonly client: ClientRegistration;
}

/** What becomes of them, in the words of the window that asks. */
const purposes = {
  show: {
    title: 'Fetch and show these secrets?',
    label: 'Fetch and show',
    what: 'They are shown in the window and kept nowhere.',
  },
  save: {
    title: 'Fetch and save these secrets?',
    label: 'Fetch and save',
    what: 'They are written into a file that you name next, which only you can read.',
  },
} as const;

/**
 * Fetches the secrets of a production PC's product and opens them with its key, after a confirmation.
 * @returns null when the person said no
 */
export async function fetchSecrets(
  desk: ClientDesk,
  id: string,
  purpose: keyof typeof purposes,
  caller: Caller,
): Promise<Result<FetchedSecrets | null>> {
  const account = signedIn(desk.session());
  if (!account.ok) return account;
  const as = account.value.identity;
  const read = await readClient(desk, id, as);
  if (!read.ok) return read;
  const client = read.value;
  const { idProduct } = client;
  if (!mayFetchSecrets(client, as) || idProduct === undefined) return fail('client.no-secrets');
  const key = await keyFor(desk, client);
  if (!key.ok) return key;
  const productName = (await desk.productNames.nameOf(idProduct)) ?? `product ${shortId(idProduct)}`;
  const groups = groupsOf(client, productName, key.value);
  const words = purposes[purpose];
  const said = await confirmed(
    desk,
    account.value,
    {
      title: words.title,
      lead: `The production secrets of ${inSentence(productName)} are fetched and opened with the key of this client. ${words.what} The platform writes down that they were fetched.`,
      warnings: [],
      groups: [...groups, whoAndWhere('Who fetches, and where', account.value, desk.profile)],
      confirm: { label: words.label, tone: 'accent' },
    },
    caller,
  );
  if (!said.ok || !said.value) return said.ok ? ok(null) : said;
  const act = await desk.acts.begin({
    act: 'secrets.fetch',
    words: `fetch the secrets of “${inSentence(productName)}” with the client “${inSentence(client.name)}”`,
    facts: groups,
  });
  if (!act.ok) return act;
  return await fetchAndOpen(desk, { client, idProduct, productName, key: key.value, as }, act.value);
}

/** The client's key, where it is on this machine now. */
async function keyFor(desk: ClientDesk, client: ClientRegistration): Promise<Result<OpenedClientKey>> {
  const fingerprint = fingerprintOfClient(client);
  const keys = fingerprint === null ? [] : await desk.keys.opened();
  const same = keys.filter((key) => key.fingerprint === fingerprint);
  // One on a token before the same one in a file.
  const best = same.find(({ kind }) => kind === 'token') ?? same[0];
  return best === undefined ? fail('client.key-not-here') : ok(best);
}

function groupsOf(client: ClientRegistration, productName: string, key: OpenedClientKey): FactGroup[] {
  return [
    factGroup('Whose secrets, and with which key', [
      fact('Product', { kind: 'text', text: productName }),
      fact('Client', { kind: 'text', text: client.name, mute: client.clientType }),
      fact('Client id', { kind: 'mono', text: client.id }),
      fact(keyDigestLabel, { kind: 'digest', algorithm: 'SHA-256', hex: key.fingerprint }),
      fact(
        'Where the key is',
        key.kind === 'file'
          ? { kind: 'badge', tone: 'warn', text: 'in a file', mute: key.name }
          : {
              kind: 'text',
              text: key.object.label || key.object.id,
              mute: `on ${tokenName(key.token.description)}`,
            },
      ),
    ]),
  ];
}

interface Fetch {
  readonly client: ClientRegistration;
  readonly idProduct: string;
  readonly productName: string;
  readonly key: OpenedClientKey;
  readonly as: string;
}

async function fetchAndOpen(desk: ClientDesk, fetch: Fetch, act: BegunAct): Promise<Result<FetchedSecrets>> {
  const { idProduct, productName, key, as, client } = fetch;
  const product = itemPath('/distributions/products', idProduct);
  if (product === null) return failedAct(act, fail('platform.not-found').error);
  const answer = await desk.sources.client.get(`${product}/secrets`, SerializedJwe, { as, refusalExpected: true });
  if (!answer.ok) return failedAct(act, answer.error);
  const opened = await open(key, answer.value.serializedJWE);
  if (!opened.ok) return failedAct(act, opened.error);
  const secrets = readSecrets(opened.value);
  if (!secrets.ok) return failedAct(act, secrets.error);
  const count = secrets.value.productConfigItems.length;
  await act.done(`${count} items were fetched and opened. Nothing of them is in this journal.`, {
    client: client.id,
    items: count,
  });
  return ok({ productName, secrets: secrets.value, readAt: new Date().toISOString(), client });
}

async function open(key: OpenedClientKey, jwe: string): Promise<Result<string>> {
  if (key.kind === 'token') {
    const opened = await key.token.run('openSecrets', { token: key.token.ref, key: key.object, jwe });
    return opened.ok ? ok(opened.value.text) : opened;
  }
  const opened = await key.engine.openJwe(key.key, jwe);
  if (opened.ok) return opened;
  switch (opened.error.code) {
    case 'decrypt.key-check':
    case 'decrypt.key-not-recipient':
    case 'decrypt.key-wrong-kind':
    case 'decrypt.not-authentic':
      return fail('client.secrets-key');
    case 'decrypt.malformed':
      return fail('client.secrets-unreadable', { problem: String(opened.error.facts['problem'] ?? 'unknown') });
    default:
      return opened;
  }
}

function readSecrets(text: string): Result<ProductSecrets> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('client.secrets-unreadable', { problem: 'what is inside is no JSON' });
  }
  const secrets = ProductSecrets.safeParse(json);
  if (!secrets.success) return fail('client.secrets-unreadable', { problem: 'what is inside has another form' });
  const { productConfigItems: items } = secrets.data;
  // Shown whole or not at all: half a table of keys is worse than none.
  if (items.length > 500 || items.some(({ name, value }) => name.length > 300 || value.length > longestValue)) {
    return fail('client.secrets-unreadable', { problem: 'they are more than can be shown' });
  }
  return ok(secrets.data);
}

/** What the window shows of them. */
export function shownSecrets({ productName, secrets, readAt, client }: FetchedSecrets): z.input<typeof Shown> {
  return {
    product: short(productName),
    items: secrets.productConfigItems.map(({ name, value }) => ({ name, value, note: configItemNote(name, value) })),
    groups: [
      ...(secrets.tokenInfo.length === 0
        ? []
        : [
            factGroup(
              'Keys of the product',
              secrets.tokenInfo.slice(0, 300).map(({ name, keyType, publicKey }) =>
                fact(short(name) || 'without a name', {
                  kind: 'text',
                  text: keyTypeText(keyType) || keyType,
                  mute: publicKey === undefined ? 'no public half' : 'its public half is among the saved secrets',
                }),
              ),
            ),
          ]),
      factGroup('How they came', [
        fact('Fetched as', { kind: 'text', text: client.name, mute: client.clientType }),
        fact('Fetched', { kind: 'time', iso: readAt }),
      ]),
    ],
    readAt,
  };
}

/** The same as a file: everything the platform sent, and where it is from. */
export function savedSecrets({ productName, secrets, readAt, client }: FetchedSecrets): string {
  const file = {
    what: 'Keydock production secrets',
    product: { id: client.idProduct, name: productName },
    client: { id: client.id, name: client.name },
    fetchedAt: readAt,
    ...secrets,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
