import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { version } from 'node:process';
import { makeEnvelope, makeKey } from '../../tokens/envelopes.ts';
import { importOne, makeClient } from '../../tokens/export.ts';
import { ownNamespace } from '../../tokens/namespace.ts';
import { softhsm, supervise } from '../../tokens/providers.ts';
import { must, successOf, tokensOf } from '../../tokens/signed-in.ts';
import { type Area, median, type Row } from '../report.ts';
import { type Column, columns } from './columns.ts';
import { measureColumn } from './matrix.ts';
import { unwrapWithPkcs11Tool } from './peer.ts';

const hundred = 100;

/** A table of grades and times per provider, form and kind of key, and a hundred keys beside OpenSC's pkcs11-tool. */
export const measureTokens: Area = async (say) => {
  const rows: Row[] = [];
  for (const column of columns) rows.push(...(await rowsOf(column, say)));
  say(`${hundred} AES keys onto SoftHSM, each verified; then ${hundred} runs of pkcs11-tool --unwrap`);
  rows.push(await hundredKeys());
  return { runtime: `Node ${version}, token processes by fork`, rows };
};

async function rowsOf(column: Column, say: (line: string) => void): Promise<Row[]> {
  const { name } = column;
  const reason = column.notHere();
  if (reason !== undefined) return [notRun(name, reason)];
  say(`${name}: each kind of key in each form`);
  if (column.apart !== true) return measureColumn(column);
  const program = [process.execPath, path.join(import.meta.dirname, 'apart.ts'), name];
  const printed = execFileSync('unshare', [...ownNamespace, ...program], { encoding: 'utf8', stdio: 'pipe' });
  return JSON.parse(printed) as Row[];
}

function notRun(name: string, reason: string): Row {
  const nothing = { value: null, peer: null, peerValue: null, ratio: null } as const;
  return { name: `tokens.${name}`, unit: 'ms', ...nothing, bar: `not run here: ${reason}`, ok: true };
}

/** Three times each, in turns, so that both meet the same machine. */
async function hundredKeys(): Promise<Row> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < 3; round++) {
    ours.push(await importHundred());
    const provider = softhsm('line 3');
    const peer = unwrapWithPkcs11Tool(provider, 'line 3', hundred);
    provider.remove();
    if (typeof peer === 'string') throw new Error(peer);
    theirs.push(peer);
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

/** @returns ms from the sealed envelope to the hundredth verified key */
async function importHundred(): Promise<number> {
  const provider = softhsm('line 3');
  const supervisor = supervise(provider);
  try {
    const [token] = await tokensOf(supervisor, provider);
    if (token === undefined) throw new Error('no token');
    const client = await makeClient(supervisor, token);
    const keys = Array.from({ length: hundred }, (_, index) => makeKey('AES256', `key ${index}`));
    const jwe = await makeEnvelope(client.publicKey, keys, 'kwp');
    const started = performance.now();
    const opened = await must(supervisor, 'openEnvelope', { client, jwe, floor: 'K' });
    for (const [index, key] of keys.entries()) {
      successOf((await importOne(supervisor, client, client, opened, index, key)).result);
    }
    return performance.now() - started;
  } finally {
    supervisor.end();
    provider.remove();
  }
}
