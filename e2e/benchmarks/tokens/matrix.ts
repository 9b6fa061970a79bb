import type { WrappedForm } from '../../../app/crypto/wrapped-form.ts';
import { wordsFor } from '../../../app/errors.ts';
import { type Grade, isWeaker, tokenKinds } from '../../../app/exposure.ts';
import type { Result } from '../../../app/result.ts';
import type { Capabilities } from '../../../main/tokens/capabilities.ts';
import { ExportableKeyType, exportableKeys } from '../../../main/tokens/exportable-keys.ts';
import type { Imported, JobResult } from '../../../main/tokens/protocol.ts';
import type { ObjectRef, TokenRef } from '../../../main/tokens/token-shapes.ts';
import { makeEnvelope, makeKey, type PlatformKey } from '../../tokens/envelopes.ts';
import { type ClientToken, importOne, makeClient } from '../../tokens/export.ts';
import { type Provider, softhsm, supervise } from '../../tokens/providers.ts';
import { logIn, must, refOf, successOf, tokensOf } from '../../tokens/signed-in.ts';
import { importSent, sendKek } from '../../tokens/transfer.ts';
import type { Row } from '../report.ts';
import type { Column, Promised } from './columns.ts';
import { unwrapWithPkcs11Tool } from './peer.ts';

type Supervisor = ReturnType<typeof supervise>;

/** A token with somebody logged in, and what its probe found. */
interface Present {
  readonly provider: Provider;
  readonly supervisor: Supervisor;
  readonly token: TokenRef;
  readonly capabilities: Capabilities;
}

type Opener = Present & { readonly client: ClientToken };

const forms = ['kwp', 'cloudhsm'] as const;
const peer = 'pkcs11-tool --unwrap';

/** Measures one provider: its probe, opening an envelope, and each kind of key in each form. */
export async function measureColumn(column: Column): Promise<Row[]> {
  const provider = await column.start();
  const supervisor = supervise(provider);
  try {
    const rows: Row[] = [];
    const token = await logInAt(supervisor, provider);
    const started = performance.now();
    const clientKey = column.keyIsThere === true ? await keyOn(supervisor, token) : undefined;
    const probed = await must(supervisor, 'probe', { token, ...(clientKey === undefined ? {} : { clientKey }) });
    const about = tokenKinds[probed.kind].name;
    rows.push(measured(`${column.name}.probe`, performance.now() - started, `of every capability; ${about}`, true));
    const present: Present = { provider, supervisor, token, capabilities: probed.capabilities };
    const opener = await openerOf(present, clientKey);
    rows.push(...(await rowsOf(column, present, opener)));
    return rows;
  } finally {
    supervisor.end();
    provider.remove();
  }
}

async function rowsOf(column: Column, present: Present, opener: Opener | string): Promise<Row[]> {
  const { name, opens, receives } = column;
  const opened =
    typeof opener === 'string'
      ? impossible(`${name}.opens`, opener, opens === null)
      : await openingOf(name, opener, opens);
  if (typeof opener !== 'string' && opened.value !== null) {
    if (column.receiver === undefined) return [opened, ...(await keysInto(name, opener, present, receives))];
    return [opened, ...(await withSoftHsm((soft) => keysInto(`${name} → SoftHSM`, opener, soft, receives)))];
  }
  const rows = await withSoftHsm(async (soft) => {
    const source = await openerOf(soft, undefined);
    if (typeof source === 'string') throw new Error(source);
    return keysInto(`SoftHSM → ${name}`, source, present, receives);
  });
  return [opened, ...rows];
}

async function withSoftHsm<T>(act: (soft: Present) => Promise<T>): Promise<T> {
  const provider = softhsm('other');
  const supervisor = supervise(provider);
  try {
    const token = await logInAt(supervisor, provider);
    const { capabilities } = await must(supervisor, 'probe', { token });
    return await act({ provider, supervisor, token, capabilities });
  } finally {
    supervisor.end();
    provider.remove();
  }
}

/** A client key that opens what was sealed to it, or why there is none. */
async function openerOf(present: Present, clientKey: ObjectRef | undefined): Promise<Opener | string> {
  const { supervisor, token, capabilities } = present;
  try {
    if (clientKey === undefined) return { ...present, client: await makeClient(supervisor, token) };
    const publicKey = await must(supervisor, 'publicKey', { token, key: clientKey });
    return { ...present, client: { token, key: clientKey, publicKey, capabilities } };
  } catch (error) {
    const ecdh = capabilities['ecdh:sensitive'];
    if (ecdh !== undefined && !ecdh.works) return `ECDH: ${ecdh.why}`;
    return error instanceof Error ? error.message : 'no client key';
  }
}

async function openingOf(name: string, { supervisor, client }: Opener, promised: Grade | null): Promise<Row> {
  const jwe = await makeEnvelope(client.publicKey, [makeKey('AES256')], 'kwp');
  const started = performance.now();
  const result = await supervisor.run('openEnvelope', { client, jwe, floor: 'C' });
  const value = performance.now() - started;
  if (!result.ok) return impossible(`${name}.opens`, wordsOf(result), promised === null);
  return graded(`${name}.opens`, value, result.value.grade, promised);
}

/** Each kind of key in each form. Those that are refused for one reason share a row. */
async function keysInto(name: string, opener: Opener, to: Present, promised: Promised): Promise<Row[]> {
  const rows: Row[] = [];
  const refusals = new Map<string, Row>();
  const keys = ExportableKeyType.options.map((type) => makeKey(type));
  const theirs = unwrapWithPkcs11Tool(to.provider, to.token.label);
  for (const form of forms) {
    const jwe = await makeEnvelope(opener.client.publicKey, keys, form);
    const opening = await opener.supervisor.run('openEnvelope', { client: opener.client, jwe, floor: 'C' });
    if (!opening.ok) return [impossible(`${name}.opens`, wordsOf(opening), false)];
    const importKey = await importer(opener, to, opening.value, form);
    for (const [index, key] of keys.entries()) {
      const started = performance.now();
      const done = await importKey(index, key);
      const value = performance.now() - started;
      const expected = promised(form, key.keyType);
      if (typeof done === 'string') {
        const { material } = exportableKeys[key.keyType];
        refusals.set(`${material} ${done}`, impossible(`${name}.${material}`, done, expected === null));
        continue;
      }
      const ours = graded(`${name}.${form}.${key.keyType}`, value, done.grade, expected);
      const isPeers = form === 'kwp' && key.keyType === 'AES256';
      rows.push(isPeers ? beside(ours, theirs) : ours);
      await must(to.supervisor, 'destroyObject', { token: to.token, key: done.object });
    }
  }
  return [...rows, ...refusals.values()];
}

type ImportOne = (index: number, key: PlatformKey) => Promise<Imported | string>;

/** On the token of the client key itself, or through a channel to another process. */
async function importer(
  opener: Opener,
  to: Present,
  opened: JobResult<'openEnvelope'>,
  form: WrappedForm,
): Promise<ImportOne> {
  const answer = (result: Result<Imported> | undefined, why: string) =>
    result === undefined ? why : result.ok ? result.value : wordsOf(result);
  if (opener.supervisor === to.supervisor) {
    return async (index, key) => {
      const { planned, result } = await importOne(opener.supervisor, opener.client, opener.client, opened, index, key);
      return planned === undefined ? 'no plan' : answer(result, '');
    };
  }
  const [from, receiving] = [
    { source: opener.supervisor, client: opener.client },
    { target: to.supervisor, receiver: to.token },
  ];
  const { port } = await sendKek(from, receiving, opened);
  return async (index, key) => {
    const label = `${form} ${key.keyName}`;
    const { plan, result } = await importSent(from, receiving, to.capabilities, port, opened, index, key, label);
    return answer(result, plan.kind === 'impossible' ? plan.why : '');
  };
}

async function logInAt(supervisor: Supervisor, provider: Provider): Promise<TokenRef> {
  if (provider.labels.length > 0) {
    const [token] = await tokensOf(supervisor, provider);
    if (token !== undefined) return token;
  }
  const { tokens } = await must(supervisor, 'describe', {});
  const [first] = tokens;
  if (first === undefined) throw new Error(`${provider.name}: no token`);
  const token = refOf(first);
  successOf(await logIn(supervisor, token, provider.pin));
  return token;
}

async function keyOn(supervisor: Supervisor, token: TokenRef): Promise<ObjectRef> {
  const objects = await must(supervisor, 'objects', { token });
  const found = objects.find((object) => object.class === 'private-key');
  if (found === undefined) throw new Error('no key on the card');
  return { handle: found.handle, class: found.class, id: found.id, label: found.label };
}

const wordsOf = (result: Result<unknown>): string => (result.ok ? '' : wordsFor(result.error).means);

function measured(name: string, value: number, bar: string, ok: boolean): Row {
  return { name: `tokens.${name}`, value, unit: 'ms', peer: null, peerValue: null, ratio: null, bar, ok };
}

function graded(name: string, value: number, grade: Grade, promised: Grade | null): Row {
  const ok = promised === null || !isWeaker(grade, promised);
  return measured(name, value, `grade ${grade}, promised ${promised ?? 'nothing'}`, ok);
}

function impossible(name: string, why: string, ok: boolean): Row {
  return { ...measured(name, 0, `cannot: ${why}${ok ? ', as expected' : ''}`, ok), value: null };
}

function beside(row: Row, theirs: number | string): Row {
  if (typeof theirs === 'string') return { ...row, peer, bar: `${row.bar}; the peer: ${theirs}` };
  return { ...row, peer, peerValue: theirs, ratio: (row.value ?? 0) / theirs };
}
