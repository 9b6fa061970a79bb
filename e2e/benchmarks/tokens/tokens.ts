import { version } from 'node:process';
import type { WrappedForm } from '../../../app/crypto/wrapped-form.ts';
import { type Grade, isWeaker } from '../../../app/exposure.ts';
import { ExportableKeyType, exportableKeys } from '../../../main/tokens/exportable-keys.ts';
import { makeEnvelope, makeKey } from '../../tokens/envelopes.ts';
import { type ClientToken, importOne, makeClient } from '../../tokens/export.ts';
import { nss, type Provider, softhsm, supervise } from '../../tokens/providers.ts';
import { must, successOf, tokensOf } from '../../tokens/signed-in.ts';
import { type Area, median, type Row } from '../report.ts';
import { unwrapWithPkcs11Tool } from './peer.ts';

/** What each provider is expected to reach; weaker is a missed bar. */
const providers: readonly {
  readonly make: () => Provider;
  readonly promised: (form: WrappedForm, material: string) => Grade;
}[] = [
  { make: nss, promised: () => 'T' },
  {
    make: () => softhsm('line 3'),
    promised: (form, material) => (form === 'cloudhsm' && material === 'aes' ? 'C' : 'K'),
  },
];

const forms = ['kwp', 'cloudhsm'] as const;
const hundred = 100;

/** A table of grades and times per provider, form and kind of key, and a hundred keys beside OpenSC's pkcs11-tool. */
export const measureTokens: Area = async (say) => {
  const rows: Row[] = [];
  for (const { make, promised } of providers) {
    const provider = make();
    say(`${provider.name}: each kind of key in each form`);
    rows.push(...(await withClient(provider, (session) => gradesOf(provider.name, session, promised))));
    provider.remove();
  }
  say(`${hundred} AES keys onto SoftHSM, each verified; then ${hundred} runs of pkcs11-tool --unwrap`);
  rows.push(await hundredKeys());
  return { runtime: `Node ${version}, token processes by fork`, rows };
};

interface Session {
  readonly supervisor: ReturnType<typeof supervise>;
  readonly client: ClientToken;
}

async function withClient<T>(provider: Provider, act: (session: Session) => Promise<T>): Promise<T> {
  const supervisor = supervise(provider);
  try {
    const [token] = await tokensOf(supervisor, provider);
    return await act({ supervisor, client: await makeClient(supervisor, token!) });
  } finally {
    supervisor.end();
  }
}

async function gradesOf(
  name: string,
  { supervisor, client }: Session,
  promised: (form: WrappedForm, material: string) => Grade,
): Promise<Row[]> {
  const rows: Row[] = [];
  const keys = ExportableKeyType.options.map((type) => makeKey(type));
  for (const form of forms) {
    const jwe = await makeEnvelope(client.publicKey, keys, form);
    const opened = await must(supervisor, 'openEnvelope', { client, jwe, floor: 'K' });
    for (const [index, key] of keys.entries()) {
      const started = performance.now();
      const { grade, object } = successOf((await importOne(supervisor, client, client, opened, index, key)).result);
      const value = performance.now() - started;
      const floor = promised(form, exportableKeys[key.keyType].material);
      rows.push({
        name: `tokens.${name}.${form}.${key.keyType}`,
        value,
        unit: 'ms',
        peer: null,
        peerValue: null,
        ratio: null,
        bar: `grade ${grade}, promised ${floor}`,
        ok: !isWeaker(grade, floor),
      });
      await must(supervisor, 'destroyObject', { token: client.token, key: object });
    }
  }
  return rows;
}

/** Three times each, in turns, so that both meet the same machine. */
async function hundredKeys(): Promise<Row> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < 3; round++) {
    const provider = softhsm('line 3');
    ours.push(await withClient(provider, importHundred));
    provider.remove();
    theirs.push(unwrapWithPkcs11Tool(hundred));
  }
  const [value, peerValue] = [median(ours), median(theirs)];
  return {
    name: 'tokens.100-keys',
    value,
    unit: 'ms',
    peer: '100 × pkcs11-tool --unwrap',
    peerValue,
    ratio: value / peerValue,
    bar: 'no slower than the peer, which verifies nothing',
    ok: value <= peerValue,
  };
}

async function importHundred({ supervisor, client }: Session): Promise<number> {
  const keys = Array.from({ length: hundred }, (_, index) => makeKey('AES256', `key ${index}`));
  const jwe = await makeEnvelope(client.publicKey, keys, 'kwp');
  const started = performance.now();
  const opened = await must(supervisor, 'openEnvelope', { client, jwe, floor: 'K' });
  for (const [index, key] of keys.entries()) {
    successOf((await importOne(supervisor, client, client, opened, index, key)).result);
  }
  return performance.now() - started;
}
