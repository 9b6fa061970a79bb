import type { Caller } from '../../app/contract/define.ts';
import type { Session } from '../../app/contract/shapes.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { signedIn } from '../clients/parts.ts';
import type { Acts } from '../journal/acts.ts';
import type { PlatformClient } from '../platform/client.ts';
import type { Reach } from '../platform/reach.ts';
import type { Dialogs } from '../windows/files.ts';
import type { CeremonyKey, StoredKey } from './ceremony.ts';
import type { Desk } from './desk.ts';
import type { LiveExport } from './live-export.ts';
import type { TokensAtHand } from './needs.ts';
import { type ProofFile, proofFromFile, proofFromRequest, prove } from './proof.ts';

export interface ProvingParts {
  readonly desk: Desk;
  readonly tokens: Pick<TokensAtHand, 'ready' | 'hold'>;
  readonly acts: Acts;
  readonly dialogs: Pick<Dialogs, 'openFile'>;
  readonly client: PlatformClient;
  readonly network: Reach;
  readonly session: () => Session;
}

/** Proves a stored AES key with a file that somebody chooses. Nothing chosen changes nothing. */
export async function proveWithFile(
  parts: ProvingParts,
  live: LiveExport,
  index: number,
  caller: Caller,
): Promise<Result<null>> {
  const key = provable(live, index);
  if (!key.ok) return key;
  const file = await parts.dialogs.openFile(
    {
      title: `Choose a file that the platform encrypted with ${key.value.name.slice(0, 80)}`,
      filters: [{ name: 'All files', extensions: ['*'] }],
    },
    caller,
  );
  if (file === null) return fail('app.cancelled');
  const proof = await proofFromFile(file, key.value);
  return proof.ok ? await proveBy(parts, live, key.value, proof.value, caller) : proof;
}

/** The same with what the newest fitting encrypt request of the product made. */
export async function proveWithRequest(
  parts: ProvingParts,
  live: LiveExport,
  index: number,
  caller: Caller,
): Promise<Result<null>> {
  const key = provable(live, index);
  if (!key.ok) return key;
  const account = signedIn(parts.session());
  if (!account.ok) return account;
  const { product } = live.kept;
  if (product === null) return fail('export.wrong-step');
  const reach = { client: parts.client, network: parts.network, as: account.value.identity };
  const proof = await proofFromRequest(product.id, key.value, reach);
  return proof.ok ? await proveBy(parts, live, key.value, proof.value, caller) : proof;
}

/** A stored AES key of a ceremony whose record is not written yet: afterwards the record could not say it. */
function provable({ kept, running }: LiveExport, index: number): Result<CeremonyKey> {
  const key = kept.ceremony?.keys.find((one) => one.index === index);
  if (running !== null || kept.record !== null || key === undefined || key.state.kind !== 'stored')
    return fail('export.wrong-step');
  if (key.platformType.startsWith('AES')) return ok(key);
  return fail('export.proof-unfit', {
    problem: 'It is a private key: it was compared with its public key, not with a file',
  });
}

async function proveBy(
  { tokens, acts, desk }: ProvingParts,
  live: LiveExport,
  key: CeremonyKey,
  file: ProofFile,
  caller: Caller,
): Promise<Result<null>> {
  const { target } = live.kept;
  if (target === null) return fail('export.wrong-step');
  const token = await tokens.ready(target.token, caller, 'to prove the key');
  if (!token.ok) return token;
  const letGo = tokens.hold();
  try {
    const begun = await acts.begin({
      act: 'export.prove',
      words: `prove “${inSentence(key.name)}” by decrypting ${inSentence(file.what)}`,
    });
    if (!begun.ok) return begun;
    const proven = await prove(token.value, key, file);
    if (!proven.ok) {
      await begun.value.failed(proven.error);
      return proven;
    }
    await begun.value.done(`“${inSentence(key.name)}” is the right key: it ${inSentence(proven.value)}.`);
    await markProven(desk, live, key.index, proven.value);
    return ok(null);
  } finally {
    letGo();
  }
}

async function markProven(desk: Desk, live: LiveExport, index: number, how: string): Promise<void> {
  const { ceremony } = live.kept;
  if (ceremony === null) return;
  const keys = ceremony.keys.map((key): CeremonyKey => {
    if (key.index !== index || key.state.kind !== 'stored') return key;
    const stored: StoredKey = {
      ...key.state.stored,
      verification: { state: 'proven', how: how.slice(0, 200) },
      provenBy: how.slice(0, 400),
    };
    return { ...key, state: { kind: 'stored', stored } };
  });
  await desk.change(live, { ceremony: { ...ceremony, keys } });
}
