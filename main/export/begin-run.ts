import type { Caller } from '../../app/contract/define.ts';
import type { Account } from '../../app/contract/shapes.ts';
import { sameIdentity } from '../../app/platform/facts/directory.ts';
import { factGroup } from '../../app/platform/facts/item-facts.ts';
import { counted, inSentence } from '../../app/platform/facts/text-limits.ts';
import type { Profile } from '../../app/profile.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { signedIn } from '../clients/parts.ts';
import type { Log } from '../log.ts';
import type { Confirmations } from '../windows/confirmation.ts';
import type { Ceremony, CeremonyKey } from './ceremony.ts';
import { atWorkAgain } from './client-key-at-work.ts';
import type { LiveExport } from './live-export.ts';
import { clientKeyFor, type PreviewingParts } from './make-preview.ts';
import { hexOf } from './names.ts';
import type { PlannedKey } from './plan-keys.ts';
import { type Preview, typeText } from './preview.ts';
import { runKeys } from './run.ts';
import { exportSheet } from './sheet.ts';
import { tokenNamed } from './token-facts.ts';

export interface RunningParts extends Omit<PreviewingParts, 'profile'> {
  readonly profile: Pick<Profile, 'name' | 'note' | 'apiBase' | 'floors'>;
  readonly profileId: string;
  readonly confirmations: Pick<Confirmations, 'ask'>;
  readonly log: Log;
  /** Begins the search for the platform's audit line. */
  readonly lookForAudit: (live: LiveExport) => void;
}

export interface RunWish {
  readonly keys: readonly number[];
  readonly allowDuplicates: boolean;
  readonly stopAtFailure: boolean;
}

/**
 * Asks the person, with everything that will be done on the sheet, and then begins. The run itself goes on by itself.
 * Keys that are left after an earlier run of the same export can be run again: asked anew, and by the same preview.
 */
export async function beginRun(
  parts: RunningParts,
  live: LiveExport,
  wish: RunWish,
  caller: Caller,
): Promise<Result<null>> {
  const { preview, kept } = live;
  const { product, ceremony, record } = kept;
  if (product === null || record !== null || (kept.step !== 'preview' && ceremony === null))
    return fail('export.wrong-step');
  if (preview === null) return fail('export.preview-gone');
  const account = signedIn(parts.session());
  if (!account.ok) return account;
  // The desk gives nobody what is another's. Here it counts, so it is asked here too.
  if (!sameIdentity(preview.fetchedAs, account.value.identity)) return fail('export.preview-gone');
  if (ceremony !== null && !sameIdentity(ceremony.who.identity, account.value.identity)) {
    return fail('session.other-account', { expected: ceremony.who.name, actual: account.value.name });
  }
  const keys = wantedKeys(preview, ceremony, wish.keys);
  if (!keys.ok) return keys;

  const sheet = exportSheet(product.name, preview, keys.value, wish, account.value, parts.profile);
  const answer = await parts.confirmations.ask(sheet, caller.webContentsId);
  if (!answer.ok) return answer;
  if (!answer.value.confirmed) return ok(null);

  // A login may have ended since the preview: asked for again now, before anything is begun.
  const target = await parts.tokens.ready(preview.target.id, caller, 'to receive the keys');
  if (!target.ok) return target;
  const { ref, module } = target.value;
  if (ref.serial !== preview.target.ref.serial || ref.label !== preview.target.ref.label) return fail('token.gone');
  if (module.sha256 !== preview.targetFacts.module.sha256) return fail('token.module-changed', { file: module.name });
  const opened = await clientKeyFor(parts, live, caller);
  if (!opened.ok) return opened;
  // A confirmation and PINs take time: what one person confirmed is not written in the name of the next.
  const still = signedIn(parts.session());
  if (!still.ok) return still;
  if (!sameIdentity(still.value.identity, account.value.identity)) {
    return fail('session.other-account', { expected: account.value.name, actual: still.value.name });
  }

  const begun = await parts.acts.begin({
    act: 'export.begin',
    words: `export ${counted(keys.value.length, 'key')} of “${inSentence(product.name)}” onto “${inSentence(tokenNamed(target.value.description))}”`,
    facts: [factGroup('Confirmed', sheet.groups.flatMap(({ facts }) => facts).slice(0, 1_000))],
  });
  if (!begun.ok) return begun;
  const indexes = new Set(keys.value.map(({ index }) => index));
  const now = withWaiting(ceremony ?? newCeremony(parts, live, preview, account.value), indexes);
  live.isCancelled = false;
  await parts.desk.change(live, { step: 'run', ceremony: now });
  parts.lookForAudit(live);

  const letGo = parts.tokens.hold();
  const running = runKeys(now, indexes, {
    preview,
    clientKey: atWorkAgain(opened.value, preview.clientKey, parts.channel),
    target: target.value,
    allowDuplicates: wish.allowDuplicates,
    stopAtFailure: wish.stopAtFailure,
    acts: parts.acts,
    isCancelled: () => live.isCancelled,
    onProgress: (changed) => parts.desk.change(live, { ceremony: changed }),
  })
    .then(async (done) => {
      const ended: Ceremony = { ...done, endedAt: new Date().toISOString() };
      await parts.desk.change(live, { step: 'record', ceremony: ended });
      await begun.value.done(endWords(ended), { keys: outcomes(ended) });
    })
    .catch(async (error: unknown) => {
      const incident = parts.log.incident('export.run', error);
      const failure = fail('app.unexpected', {}, { incident }).error;
      live.failure = failure;
      const cut = live.kept.ceremony;
      if (cut !== null) {
        const ended = { ...cut, endedAt: new Date().toISOString(), keys: cut.keys.map(leftOpen) };
        // The disk may be what failed: then the outcome is in memory and in the journal.
        live.kept = { ...live.kept, step: 'record', ceremony: ended };
        await parts.desk.change(live, {}).catch(() => undefined);
      }
      await begun.value.failed(failure);
    })
    .finally(() => {
      letGo();
    });
  parts.desk.runs(live, running);
  return ok(null);
}

/** The keys that were chosen, in the order of the envelope. One that cannot be exported is named, not left out quietly. */
function wantedKeys(
  preview: Preview,
  ceremony: Ceremony | null,
  indexes: readonly number[],
): Result<readonly PlannedKey[]> {
  const stored = new Set(ceremony?.keys.flatMap(({ index, state }) => (state.kind === 'stored' ? [index] : [])) ?? []);
  const keys = preview.keys.filter(({ index }) => indexes.includes(index));
  if (keys.length !== new Set(indexes).size || keys.length === 0) return fail('app.bad-call');
  for (const { index, name, refused, grade } of keys) {
    if (stored.has(index)) return fail('export.key-not-planned', { name, why: 'it is on the token already' });
    if (refused !== null || grade === null)
      return fail('export.key-not-planned', { name, why: refused ?? 'no way is known' });
  }
  return ok(keys);
}

function newCeremony(
  { profile, profileId }: RunningParts,
  { kept }: LiveExport,
  preview: Preview,
  { name, identity, tenantId }: Account,
): Ceremony {
  const { product, client } = kept;
  if (product === null || client === null) throw new Error('unreachable: a preview needs both');
  const { envelope, clientKey } = preview;
  return {
    startedAt: new Date().toISOString(),
    endedAt: null,
    isCancelled: false,
    who: { name, identity, tenantId },
    platform: { profileId, profile: profile.name, apiBase: profile.apiBase },
    product,
    client: { id: client.id, name: client.name },
    clientKey: {
      fingerprint: clientKey.fingerprint,
      isFile: clientKey.token === null,
      where: clientKey.where,
      token: preview.clientKeyToken,
    },
    envelope: {
      source: preview.source,
      grade: envelope.grade,
      rung: envelope.rung,
      tried: envelope.tried.slice(0, 40).map(({ id, grade, why }) => ({ what: id, grade, why })),
    },
    target: preview.targetFacts,
    floor: preview.floor,
    keys: preview.keys.flatMap((key) => (key.grade === null ? [] : [ceremonyKey(key, key.grade)])),
  };
}

function ceremonyKey(key: PlannedKey, grade: CeremonyKey['grade']): CeremonyKey {
  return {
    index: key.index,
    name: key.name,
    type: typeText(key),
    platformType: key.platformType,
    platformTokenId: key.platformTokenId,
    arrivesAs: key.arrivesAs,
    label: key.target.label,
    ckaId: hexOf(key.target.id),
    grade,
    rungs: key.rungs,
    passed: key.passed
      .slice(0, 40)
      .map(({ what, grade: worse, why }) => ({ what, grade: worse, why: why.slice(0, 400) })),
    state: { kind: 'not-chosen' },
  };
}

/** What was not done before, or failed, waits anew; what is stored stays as it is. */
function withWaiting(ceremony: Ceremony, indexes: ReadonlySet<number>): Ceremony {
  const keys = ceremony.keys.map((key) =>
    indexes.has(key.index) ? { ...key, state: { kind: 'waiting' as const } } : key,
  );
  return { ...ceremony, endedAt: null, isCancelled: false, keys };
}

/** A key that was at work or waiting when something broke: what became of it was not seen. */
function leftOpen(key: CeremonyKey): CeremonyKey {
  if (key.state.kind === 'running') {
    const found = 'Look at the objects of the token.';
    return { ...key, state: { kind: 'failed', failure: { code: 'export.interrupted', facts: { found } } } };
  }
  if (key.state.kind !== 'waiting') return key;
  return { ...key, state: { kind: 'skipped', why: 'The export broke off before it was its turn.' } };
}

function outcomes({ keys }: Ceremony) {
  return keys
    .filter(({ state }) => state.kind !== 'not-chosen')
    .map(({ label, state }) => ({
      label,
      outcome: state.kind,
      ...(state.kind === 'stored' ? { grade: state.stored.grade } : {}),
      ...(state.kind === 'failed' ? { code: state.failure.code } : {}),
    }));
}

function endWords({ keys, product, isCancelled }: Ceremony): string {
  const count = (kind: CeremonyKey['state']['kind']): number => keys.filter(({ state }) => state.kind === kind).length;
  const failed = count('failed');
  const words = `${counted(count('stored'), 'key')} of “${inSentence(product.name)}” stored`;
  return `${words}${failed === 0 ? '' : `, ${failed} failed`}${isCancelled ? ', ended by hand' : ''}.`;
}
