import type { WrappedForm } from '../../app/crypto/wrapped-form.ts';
import type { Result } from '../../app/result.ts';
import type { Capabilities } from '../../main/tokens/capabilities.ts';
import { exportableKeys } from '../../main/tokens/exportable-keys.ts';
import { socketPair } from '../../main/tokens/node-launcher.ts';
import type { Imported, JobResult } from '../../main/tokens/protocol.ts';
import { type ImportPlan, planImport } from '../../main/tokens/strategies/plan.ts';
import type { ModuleSupervisor } from '../../main/tokens/supervisor.ts';
import type { TokenRef } from '../../main/tokens/token-shapes.ts';
import type { PlatformKey } from './envelopes.ts';
import type { ClientToken } from './export.ts';
import { must, successOf } from './signed-in.ts';

/** Where the client key is. */
export interface Sender {
  readonly source: ModuleSupervisor;
  readonly client: ClientToken;
}

/** Where the keys go, in another process. */
export interface Receiver {
  readonly target: ModuleSupervisor;
  readonly receiver: TokenRef;
}

/** A KEK that waits in the receiving process. */
export interface Channel {
  readonly port: number;
  readonly sentBy: string;
}

/** A channel between the two processes, and the KEK through it. */
export async function sendKek(from: Sender, { target }: Receiver, opened: JobResult<'openEnvelope'>): Promise<Channel> {
  const { source, client } = from;
  const peerPoint = new Uint8Array(Buffer.from(opened.keys.ephemeralPublicKey, 'base64'));
  const [near, far] = await socketPair();
  const [sending, port] = [successOf(await source.givePort(near)), successOf(await target.givePort(far))];
  const sent = await must(source, 'sendKek', { client, peerPoint, port: sending });
  if (!(await target.secretArrived(port))) throw new Error('the KEK did not arrive');
  return { port, sentBy: sent.rung };
}

/** Plans one key and imports it with the KEK that was sent. */
export async function importSent(
  { client }: Sender,
  { target, receiver }: Receiver,
  capabilities: Capabilities,
  port: number,
  opened: JobResult<'openEnvelope'>,
  index: number,
  key: PlatformKey,
  label: string,
): Promise<{ readonly plan: ImportPlan; readonly result: Result<Imported> | undefined }> {
  const wrapped = new Uint8Array(Buffer.from(opened.keys.wrappedKeys[index]!.cipherText, 'base64'));
  const plan = planImport(key.keyType, wrapped.length, client.capabilities, capabilities, false);
  if (plan.kind !== 'possible') return { plan, result: undefined };
  const result = await target.run('importKey', {
    kek: { kind: 'port', port },
    token: receiver,
    wrapped,
    keyType: key.keyType,
    label,
    id: new Uint8Array(Buffer.from(`${label}-${index}`)),
    uses: [exportableKeys[key.keyType].material === 'aes' ? 'decrypt' : 'sign'],
    rungs: Object.fromEntries(plan.forms.flatMap((row) => (row.rung ? [[row.form, row.rung.id]] : []))),
    floor: 'C',
    ...(key.publicKey === undefined ? {} : { publicKey: new Uint8Array(key.publicKey) }),
    allowDuplicate: true,
  });
  return { plan, result };
}

/** What main does for two modules: the KEK through a channel between their processes, each key, and the KEK wiped. */
export async function sendAndImport(
  from: Sender,
  to: Receiver,
  opened: JobResult<'openEnvelope'>,
  keys: readonly PlatformKey[],
  form: WrappedForm,
): Promise<(Imported & { readonly planned: string; readonly sentBy: string })[]> {
  const { capabilities } = await must(to.target, 'probe', { token: to.receiver });
  const { port, sentBy } = await sendKek(from, to, opened);
  const imported: (Imported & { readonly planned: string; readonly sentBy: string })[] = [];
  for (const [index, key] of keys.entries()) {
    const label = `${form} ${key.keyName}`;
    const { plan, result } = await importSent(from, to, capabilities, port, opened, index, key, label);
    if (plan.kind !== 'possible' || result === undefined) throw new Error('no plan');
    const planned = plan.forms.find((row) => row.form === form)?.rung?.grade ?? '';
    imported.push({ ...successOf(result), planned, sentBy });
  }
  await must(to.target, 'forget', { port });
  return imported;
}
