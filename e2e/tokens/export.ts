import type { Grade } from '../../app/exposure.ts';
import type { Result } from '../../app/result.ts';
import type { Capabilities } from '../../main/tokens/capabilities.ts';
import { exportableKeys } from '../../main/tokens/exportable-keys.ts';
import type { Imported, ImportParams, JobResult } from '../../main/tokens/protocol.ts';
import { planImport } from '../../main/tokens/strategies/plan.ts';
import type { ModuleSupervisor } from '../../main/tokens/supervisor.ts';
import type { ObjectRef, TokenRef } from '../../main/tokens/token-shapes.ts';
import type { PlatformKey } from './envelopes.ts';
import { must } from './signed-in.ts';

/** A token with a client key on it and what its probe found. */
export interface ClientToken {
  readonly token: TokenRef;
  readonly key: ObjectRef;
  readonly publicKey: Uint8Array;
  readonly capabilities: Capabilities;
}

export async function makeClient(supervisor: ModuleSupervisor, token: TokenRef): Promise<ClientToken> {
  const { capabilities } = await must(supervisor, 'probe', { token });
  const params = { token, purpose: 'client', label: 'seceng-g2', id: Uint8Array.of(0xc1, 0x1e) } as const;
  const { key, publicKey } = await must(supervisor, 'makeKeyPair', params);
  return { token, key, publicKey, capabilities };
}

/** What the wizard will do for one key: plan, then import by the rungs of the plan and no others. */
export async function importOne(
  supervisor: ModuleSupervisor,
  client: ClientToken,
  target: { readonly token: TokenRef; readonly capabilities: Capabilities },
  opened: JobResult<'openEnvelope'>,
  index: number,
  key: PlatformKey,
  changes: Partial<ImportParams> = {},
): Promise<{ readonly planned: Grade | undefined; readonly result: Result<Imported> }> {
  const wrapped = new Uint8Array(Buffer.from(opened.keys.wrappedKeys[index]!.cipherText, 'base64'));
  const isSame = client.token.slot === target.token.slot;
  const plan = planImport(key.keyType, wrapped.length, client.capabilities, target.capabilities, isSame);
  const forms = plan.kind === 'possible' ? plan.forms : [];
  const rungs = Object.fromEntries(forms.flatMap(({ form, rung }) => (rung ? [[form, rung.id]] : [])));
  const peerPoint = new Uint8Array(Buffer.from(opened.keys.ephemeralPublicKey, 'base64'));
  const result = await supervisor.run('importKey', {
    kek: { kind: 'client-key', client: { token: client.token, key: client.key }, peerPoint },
    token: target.token,
    wrapped,
    keyType: key.keyType,
    label: `Gateway G2 ${key.keyName}`,
    id: new Uint8Array(Buffer.from(`${key.keyType}-${key.keyName}-${index}`)),
    uses: [exportableKeys[key.keyType].material === 'aes' ? 'decrypt' : 'sign'],
    rungs,
    floor: 'C',
    ...(key.publicKey === undefined ? {} : { publicKey: new Uint8Array(key.publicKey) }),
    allowDuplicate: false,
    ...changes,
  });
  return { planned: plan.kind === 'possible' ? plan.grade : undefined, result };
}
