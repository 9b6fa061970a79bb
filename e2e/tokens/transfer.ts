import type { WrappedForm } from '../../app/crypto/wrapped-form.ts';
import { exportableKeys } from '../../main/tokens/exportable-keys.ts';
import { socketPair } from '../../main/tokens/node-launcher.ts';
import type { Imported, JobResult } from '../../main/tokens/protocol.ts';
import { planImport } from '../../main/tokens/strategies/plan.ts';
import type { ModuleSupervisor } from '../../main/tokens/supervisor.ts';
import type { TokenRef } from '../../main/tokens/token-shapes.ts';
import type { PlatformKey } from './envelopes.ts';
import type { ClientToken } from './export.ts';
import { must, successOf } from './signed-in.ts';

/** What main does for two modules: a channel between their processes, the KEK through it, each key, and the KEK wiped. */
export async function sendAndImport(
  from: { readonly source: ModuleSupervisor; readonly client: ClientToken },
  to: { readonly target: ModuleSupervisor; readonly receiver: TokenRef },
  opened: JobResult<'openEnvelope'>,
  keys: readonly PlatformKey[],
  form: WrappedForm,
): Promise<(Imported & { readonly planned: string; readonly sentBy: string })[]> {
  const { source, client } = from;
  const { target, receiver } = to;
  const peerPoint = new Uint8Array(Buffer.from(opened.keys.ephemeralPublicKey, 'base64'));
  const { capabilities } = await must(target, 'probe', { token: receiver });

  const [near, far] = await socketPair();
  const [sending, receiving] = [successOf(await source.givePort(near)), successOf(await target.givePort(far))];
  const sent = await must(source, 'sendKek', { client, peerPoint, port: sending });
  if (!(await target.secretArrived(receiving))) throw new Error('the KEK did not arrive');

  const imported: (Imported & { readonly planned: string; readonly sentBy: string })[] = [];
  for (const [index, key] of keys.entries()) {
    const wrapped = new Uint8Array(Buffer.from(opened.keys.wrappedKeys[index]!.cipherText, 'base64'));
    const plan = planImport(key.keyType, wrapped.length, client.capabilities, capabilities, false);
    if (plan.kind !== 'possible') throw new Error(plan.why);
    const done = await must(target, 'importKey', {
      kek: { kind: 'port', port: receiving },
      token: receiver,
      wrapped,
      keyType: key.keyType,
      label: `${form} ${key.keyName}`,
      id: new Uint8Array(Buffer.from(`${form}-${index}`)),
      uses: [exportableKeys[key.keyType].material === 'aes' ? 'decrypt' : 'sign'],
      rungs: Object.fromEntries(plan.forms.flatMap((row) => (row.rung ? [[row.form, row.rung.id]] : []))),
      floor: 'C',
      ...(key.publicKey === undefined ? {} : { publicKey: new Uint8Array(key.publicKey) }),
      allowDuplicate: true,
    });
    const planned = plan.forms.find((row) => row.form === form)?.rung?.grade ?? '';
    imported.push({ ...done, planned, sentBy: sent.rung });
  }
  await must(target, 'forget', { port: receiving });
  return imported;
}
