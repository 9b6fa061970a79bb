import type { z } from 'zod';
import type { AskOutcome } from '../../app/contract/client-shapes.ts';
import type { Caller } from '../../app/contract/define.ts';
import { fact, factGroup } from '../../app/platform/facts/item-facts.ts';
import { inSentence, shortId } from '../../app/platform/facts/text-limits.ts';
import { stateLabel, stateValue } from '../../app/platform/states.ts';
import { ClientChange, ClientChangePage } from '../../app/platform/wire/change-requests.ts';
import type { ClientRegistration } from '../../app/platform/wire/clients.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { BegunAct } from '../journal/acts.ts';
import { itemPath, type PlatformClient } from '../platform/client.ts';
import { whoAndWhere } from '../platform/who-acts.ts';
import { confirmed, failedAct, readBack, unknownOutcome } from './ask.ts';
import { fingerprintOfClient } from './client-list.ts';
import { readClient, retirable } from './client-pages.ts';
import type { ClientDesk } from './desk.ts';
import { signedIn } from './parts.ts';

const list = '/registrations/clients/changerequests';
const changeType = 'ChangeClientStateToBeDeleted';

/** Asks the platform to retire a client, by a change request that somebody else approves. */
export async function retire(
  desk: ClientDesk,
  id: string,
  caller: Caller,
): Promise<Result<z.output<typeof AskOutcome>>> {
  const account = signedIn(desk.session());
  if (!account.ok) return account;
  const as = account.value.identity;
  const read = await readClient(desk, id, as);
  if (!read.ok) return read;
  const item = read.value;
  const may = retirable(item);
  if (!may.can) return fail('client.not-retirable', { why: may.why });
  const waiting = await waitingChange(desk.sources.client, id, as);
  if (!waiting.ok) return waiting;
  if (waiting.value !== null) {
    return fail('client.not-retirable', { why: 'That is asked for already, and waits for approval.' });
  }
  const productName =
    (await desk.productNames.nameOf(item.idProduct)) ?? `product ${shortId(item.idProduct ?? 'unknown')}`;
  const groups = [groupOf(item, productName, desk)];
  const said = await confirmed(
    desk,
    account.value,
    {
      title: 'Ask to retire this client?',
      lead: `Once somebody has approved it, ${inSentence(item.name)} receives nothing of ${inSentence(productName)} any more. What it has fetched stays where it is, and it cannot be taken back: a new client would have to be registered.`,
      warnings: [],
      groups: [...groups, whoAndWhere('Who asks, and where', account.value, desk.profile)],
      confirm: { label: 'Ask to retire', tone: 'danger' },
    },
    caller,
  );
  if (!said.ok) return said;
  if (!said.value) return ok({ kind: 'cancelled' });
  const act = await desk.acts.begin({
    act: 'client.retire',
    words: `retire the client “${inSentence(item.name)}” of “${inSentence(productName)}”`,
    facts: groups,
  });
  return act.ok ? await send(desk, item, as, act.value) : act;
}

function groupOf(item: ClientRegistration, productName: string, { sources }: ClientDesk) {
  const fingerprint = fingerprintOfClient(item);
  const { people } = sources.directory();
  const bare = item.clientUser.replace(/^[a-z]+:/, '').toLowerCase();
  const name = Object.hasOwn(people, bare) ? people[bare] : undefined;
  return factGroup('The client', [
    fact('Client', { kind: 'text', text: item.name }),
    fact('Type', { kind: 'text', text: item.clientType || 'not told' }),
    fact('Product', { kind: 'text', text: productName }),
    fact('Belongs to', { kind: 'names', names: [{ id: item.clientUser, ...(name === undefined ? {} : { name }) }] }),
    fact(
      'SHA-256 of the public key',
      fingerprint === null
        ? { kind: 'unknown', why: 'what was registered is not a public key Keydock can read' }
        : { kind: 'digest', algorithm: 'SHA-256', hex: fingerprint },
    ),
    fact('Client id', { kind: 'mono', text: item.id }),
  ]);
}

async function send(
  { sources: { client } }: ClientDesk,
  item: ClientRegistration,
  as: string,
  act: BegunAct,
): Promise<Result<z.output<typeof AskOutcome>>> {
  const body = { clientID: item.id, changeType, name: `Retire ${item.name}`.slice(0, 1_024), description: '' };
  const posted = await client.post(list, body, ClientChange, { as });
  if (posted.kind === 'refused') return failedAct(act, posted.failure);
  const asked = await readBack(async () => {
    const path = posted.kind === 'answered' && posted.value !== null ? itemPath(list, posted.value.id) : null;
    if (path === null) return await waitingChange(client, item.id, as);
    const change = await client.get(path, ClientChange, { as, refusalExpected: true });
    return !change.ok && change.error.code === 'platform.not-found' ? ok(null) : change;
  });
  if (!asked.ok || asked.value === null) {
    return failedAct(act, asked.ok || posted.kind === 'unsure' ? unknownOutcome() : asked.error);
  }
  const stateName = stateLabel(asked.value.state);
  await act.done(
    `The platform has the request to retire “${inSentence(item.name)}”: ${stateName}. Somebody else decides.`,
    {
      client: item.id,
      changeRequest: asked.value.id,
    },
  );
  return ok({ kind: 'asked', id: asked.value.id, stateName });
}

/** A change request that is not yet decided and would retire this client; null where there is none to be seen. */
async function waitingChange(client: PlatformClient, id: string, as: string): Promise<Result<ClientChange | null>> {
  // In this order: one that moves on between the two readings is then in the second.
  for (const state of [stateValue.Created, stateValue.ApprovalRequired]) {
    for (let page = 0; page < 20; page += 1) {
      const answer = await client.get(list, ClientChangePage, { as, query: { page, state }, refusalExpected: true });
      // Who may ask and not look: then it is asked for, and the platform says what it thinks of a second one.
      if (!answer.ok) return answer.error.code === 'platform.forbidden' ? ok(null) : answer;
      const same = answer.value.items.find((one) => one.clientID === id && one.changeType === changeType);
      if (same !== undefined) return ok(same);
      if (answer.value.items.length === 0 || page + 1 >= answer.value.pages) break;
    }
  }
  return ok(null);
}
