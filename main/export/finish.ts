import type { Caller } from '../../app/contract/define.ts';
import { fact, factGroup } from '../../app/platform/facts/item-facts.ts';
import { counted, inSentence } from '../../app/platform/facts/text-limits.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import { canonicalJson, sha256Hex } from '../journal/canonical-json.ts';
import { codeOf } from '../journal/journal-export.ts';
import type { Ceremony } from './ceremony.ts';
import type { Desk } from './desk.ts';
import { newLocalId } from './drafts.ts';
import type { LiveExport } from './live-export.ts';
import type { TokensAtHand } from './needs.ts';
import type { Pins } from './pins.ts';
import { type AuditFinding, recordNotes, recordOf, type Vouching } from './record.ts';
import { recordSigner } from './record-key.ts';
import type { Records } from './records.ts';

export interface FinishingParts {
  readonly desk: Desk;
  readonly tokens: Pick<TokensAtHand, 'ready' | 'hold'>;
  readonly acts: Acts;
  readonly records: Records;
  readonly pins: Pins;
  /** What the platform's trail says; asked for again where that was not seen yet. */
  readonly audit: (live: LiveExport) => Promise<AuditFinding>;
}

/** Completes the record, has the token sign it, and keeps it: the file first, its digest in the journal after it. */
export async function finish(parts: FinishingParts, live: LiveExport, caller: Caller): Promise<Result<null>> {
  const { ceremony, target, record } = live.kept;
  if (ceremony === null || ceremony.endedAt === null || target === null || record !== null)
    return fail('export.wrong-step');
  live.doing = "Looking for this fetch in the platform's audit trail";
  parts.desk.tell(live);
  const audit = await parts.audit(live);

  live.doing = `Having ${target.label} sign the record`;
  parts.desk.tell(live);
  const letGo = parts.tokens.hold();
  try {
    return await write(parts, live, ceremony, audit, caller);
  } finally {
    letGo();
  }
}

async function write(
  parts: FinishingParts,
  live: LiveExport,
  ceremony: Ceremony,
  audit: AuditFinding,
  caller: Caller,
): Promise<Result<null>> {
  const id = newLocalId();
  const begun = await parts.acts.begin({
    act: 'export.record',
    words: `write the record of the export of “${inSentence(ceremony.product.name)}”`,
    facts: [factGroup('Record', [fact('Id', { kind: 'mono', text: id })])],
  });
  if (!begun.ok) return begun;
  const text = await signedText(parts, live, id, ceremony, audit, caller);
  try {
    await parts.records.keep(id, text);
  } catch (error) {
    const reason = codeOf(error);
    if (reason === null) throw error;
    const failure = fail('record.not-written', { reason });
    await begun.value.failed(failure.error);
    return failure;
  }
  const stored = ceremony.keys.filter(({ state }) => state.kind === 'stored').length;
  const signed = text.startsWith('{') ? 'unsigned' : 'signed by the token';
  await begun.value.done(
    `The record of ${counted(stored, 'key')} of “${inSentence(ceremony.product.name)}” is kept, ${signed}.`,
    { record: id, sha256: sha256Hex(text) },
  );
  parts.pins.forget();
  await parts.desk.change(live, { step: 'record', record: id });
  return ok(null);
}

/** The record as JWS, or as plain JSON that says why nobody signed it. */
async function signedText(
  { tokens, acts }: FinishingParts,
  live: LiveExport,
  id: string,
  ceremony: Ceremony,
  audit: AuditFinding,
  caller: Caller,
): Promise<string> {
  const written = (vouching: Vouching): string =>
    canonicalJson(recordOf(id, new Date().toISOString(), ceremony, audit, vouching));
  const unsigned = (why: string): string => written({ kind: 'unsigned', why: why.slice(0, 300) });
  const target = live.kept.target;
  const token = target === null ? fail('token.gone') : await tokens.ready(target.token, caller, 'to sign the record');
  if (!token.ok) return unsigned(`The token was not at hand (${token.error.code})`);
  const signer = await recordSigner(token.value, acts);
  if ('why' in signer) return unsigned(signer.why);
  const payload = written({ kind: 'record-key', kid: signer.key.kid, note: recordNotes.selfAsserted });
  const signed = await signer.sign(payload);
  return 'why' in signed ? unsigned(signed.why) : signed.jws;
}
