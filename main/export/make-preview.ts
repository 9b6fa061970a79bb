import type { Caller } from '../../app/contract/define.ts';
import type { Session } from '../../app/contract/shapes.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import type { Profile } from '../../app/profile.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { signedIn } from '../clients/parts.ts';
import type { Acts } from '../journal/acts.ts';
import type { PlatformClient } from '../platform/client.ts';
import { clientOfKey } from './choose.ts';
import { atWork, type ClientKeyAtWork } from './client-key-at-work.ts';
import type { Desk } from './desk.ts';
import { type Certificates, fetchEnvelope, publicKeysOf } from './fetch-envelope.ts';
import type { LiveExport } from './live-export.ts';
import type { ClientKeyOpened, ClientKeys, OpenChannel, TokenAtHand, TokensAtHand } from './needs.ts';
import { makePreview, type OtherToken } from './preview.ts';
import { factsOfToken } from './token-facts.ts';

/** As many as a draft, a record and the window hold. */
const mostKeys = 1_000;

export interface PreviewingParts {
  readonly desk: Desk;
  readonly profile: Pick<Profile, 'apiBase' | 'floors'>;
  readonly client: PlatformClient;
  readonly network: Certificates;
  readonly session: () => Session;
  readonly tokens: TokensAtHand;
  readonly clients: ClientKeys;
  readonly channel: OpenChannel;
  readonly acts: Acts;
}

/**
 * Fetches the envelope, opens it where the client key is, and plans every key. Nothing is written on any token but what
 * a probe makes and destroys. The envelope stays in memory.
 */
export async function preview(parts: PreviewingParts, live: LiveExport, caller: Caller): Promise<Result<null>> {
  const { desk, profile, tokens } = parts;
  const { product, clientKey: chosen, client, target: chosenTarget, ceremony } = live.kept;
  if (product === null || chosen === null || client === null || chosenTarget === null || ceremony !== null) {
    return fail('export.wrong-step');
  }
  const say = (words: string): void => {
    live.doing = words;
    desk.tell(live);
  };
  live.preview = null;
  const account = signedIn(parts.session());
  if (!account.ok) return account;
  const ready = await stillReady(parts, live, product.id, chosen.fingerprint);
  if (!ready.ok) return ready;

  say('Waiting for the client key');
  const opened = await clientKeyFor(parts, live, caller);
  if (!opened.ok) return opened;
  say(`Waiting for ${chosenTarget.label}`);
  const target = await tokens.ready(chosenTarget.token, caller, 'to receive the keys');
  if (!target.ok) return target;
  const floor = profile.floors.export;
  say('Trying the tokens with known answers');
  const clientKey = await atWork(opened.value, parts.channel);
  if (!clientKey.ok) return clientKey;
  const probed = await capabilitiesOf(target.value, clientKey.value);
  if (!probed.ok) return probed;

  say(`Fetching the wrapped keys of ${inSentence(product.name)}`);
  const publicKeys = await publicKeysOf(parts.client, product.id, account.value.identity);
  if (!publicKeys.ok) return publicKeys;
  const begun = await parts.acts.begin({
    act: 'export.open',
    words: `fetch the wrapped keys of “${inSentence(product.name)}” and open the envelope (${inSentence(clientKey.value.where)})`,
  });
  if (!begun.ok) return begun;
  const fetched = await fetchEnvelope(parts.client, parts.network, profile.apiBase, product.id, account.value.identity);
  if (!fetched.ok) {
    await begun.value.failed(fetched.error);
    return fetched;
  }
  const { jwe, source } = fetched.value;
  say('Opening the envelope');
  const envelope = await clientKey.value.open(jwe, floor);
  if (!envelope.ok) {
    const error = { ...envelope.error, facts: { ...envelope.error.facts, requestId: source.requestId } };
    await begun.value.failed(error);
    return { ok: false, error };
  }
  const count = envelope.value.keys.wrappedKeys.length;
  if (count > mostKeys) {
    const problem = `it holds ${count} keys, and Keydock takes ${mostKeys} at most`;
    const failure = fail('envelope.unreadable', { problem, requestId: source.requestId });
    await begun.value.failed(failure.error);
    return failure;
  }
  await begun.value.done(`The envelope of “${inSentence(product.name)}” holds ${count} wrapped keys.`, {
    source,
    grade: envelope.value.grade,
    way: envelope.value.rung,
  });
  if (count === 0) return fail('export.no-keys');

  say('Looking at what is on the token');
  const onTarget = await target.value.run('objects', { token: target.value.ref });
  if (!onTarget.ok) return onTarget;
  live.preview = makePreview({
    product,
    fetchedAs: account.value.identity,
    source,
    envelope: envelope.value,
    clientKey: clientKey.value,
    clientKeyToken: tokenFactsOf(clientKey.value),
    target: target.value,
    targetFacts: factsOfToken(target.value, probed.value.kind),
    floor,
    plan: {
      source: clientKey.value.capabilities,
      target: probed.value.capabilities,
      isSameToken: clientKey.value.isOn(target.value),
      onTarget: onTarget.value,
      publicKeys: publicKeys.value,
    },
    others: await othersOf(tokens, target.value),
  });
  // What the probe found it to be, which may be less than it claims.
  await desk.change(live, { step: 'preview', target: { ...chosenTarget, kind: probed.value.kind } });
  return ok(null);
}

/** The registration may have been retired since it was looked up. */
async function stillReady(
  { desk, clients }: PreviewingParts,
  live: LiveExport,
  product: string,
  fingerprint: string,
): Promise<Result<null>> {
  const now = await clientOfKey(clients, product, fingerprint);
  if (!now.ok) return now;
  await desk.change(live, { client: now.value });
  if (now.value === null) return fail('export.client-missing');
  return now.value.isReady ? ok(null) : fail('export.client-not-ready', { state: now.value.stateName });
}

/** Opens the client key, after a login where its token wants one, and sees that it is the one that was chosen. */
export async function clientKeyFor(
  { tokens, clients }: Pick<PreviewingParts, 'tokens' | 'clients'>,
  live: LiveExport,
  caller: Caller,
): Promise<Result<ClientKeyOpened>> {
  const { clientKey } = live.kept;
  if (clientKey === null) return fail('export.wrong-step');
  const { place } = clientKey;
  if (place.kind === 'token') {
    const token = await tokens.ready(place.token, caller, 'to open the envelope with the client key');
    if (!token.ok) return token;
  }
  const opened = await clients.keyAt(place);
  if (!opened.ok) return opened;
  return opened.value.fingerprint === clientKey.fingerprint ? opened : fail('export.client-key-changed');
}

/** Where the client key is on the receiving token too, that token was tried a moment ago, with that key. */
async function capabilitiesOf(target: TokenAtHand, { isOn, capabilities, kind }: ClientKeyAtWork) {
  return kind !== null && isOn(target) ? ok({ capabilities, kind }) : await target.capabilities();
}

function tokenFactsOf({ token, kind }: ClientKeyAtWork) {
  return token === null ? null : factsOfToken(token, kind ?? token.description.kind);
}

/** The other tokens that are present. One where nobody is logged in is named, not asked. */
async function othersOf(tokens: TokensAtHand, target: TokenAtHand): Promise<OtherToken[]> {
  const others = tokens.present().filter(({ id, description }) => id !== target.id && description.isInitialised);
  return await Promise.all(
    others.slice(0, 32).map(async (token) => {
      const { kind, isLoggedIn, isWritable } = token.description;
      if (!isLoggedIn || !isWritable) return { token, kind, capabilities: null };
      const probed = await token.capabilities();
      return probed.ok
        ? { token, kind: probed.value.kind, capabilities: probed.value.capabilities }
        : { token, kind, capabilities: null };
    }),
  );
}
