import { isWeaker } from '../../app/exposure.ts';
import { fact, factGroup } from '../../app/platform/facts/item-facts.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import type { Imported } from '../tokens/protocol.ts';
import type { Ceremony, CeremonyKey } from './ceremony.ts';
import type { ClientKeyAtWork, KekSupply } from './client-key-at-work.ts';
import { hexOf } from './names.ts';
import type { TokenAtHand } from './needs.ts';
import { type PlannedKey, usesOf } from './plan-keys.ts';
import type { Preview } from './preview.ts';
import { tokenNamed } from './token-facts.ts';

/** What a run works with. */
export interface RunParts {
  readonly preview: Preview;
  /** As it is now: its process may be another one than at the preview. */
  readonly clientKey: ClientKeyAtWork;
  /** The target as it is now: somebody has logged in to it. */
  readonly target: TokenAtHand;
  readonly allowDuplicates: boolean;
  readonly stopAtFailure: boolean;
  readonly acts: Acts;
  readonly isCancelled: () => boolean;
  /** Takes the ceremony as it is now: keeps it on the disk, and shows it. @throws Error when it cannot be kept */
  readonly onProgress: (ceremony: Ceremony) => Promise<void>;
}

/** After these the token process, or the login, is gone: the other keys would only ask for a PIN that nobody typed. */
const lost: ReadonlySet<Failure['code']> = new Set([
  'token.gone',
  'token.not-logged-in',
  'token.process-ended',
  'token.module-silent',
  'token.module-crashed',
  'token.module-unreadable',
  'token.module-missing',
  'token.module-changed',
  'token.module-unusable',
]);

const whySkipped = {
  cancelled: 'You ended the export before it was its turn.',
  stopped: 'Another key had failed, and you wanted the rest left alone.',
  lost: 'The token was lost. Log in again and export the keys that are left.',
  journal: 'The journal could not be written, and nothing is done without it.',
} as const;

/**
 * Imports key after key, by exactly the rungs that were confirmed (rule R4). An intent is on the disk before each key and
 * an outcome after it; the ceremony is kept after each, so that a crash costs no more than the key at work.
 * @param indexes the keys that were confirmed
 */
export async function runKeys(ceremony: Ceremony, indexes: ReadonlySet<number>, parts: RunParts): Promise<Ceremony> {
  const { preview, clientKey, target } = parts;
  const supply = clientKey.supplyTo(target, preview.peerPoint);
  const keys = preview.keys.filter(({ index }) => indexes.has(index));
  let now = ceremony;
  /** Several keys at once: each change is a file written and synced. */
  const change = async (states: ReadonlyMap<number, CeremonyKey['state']>): Promise<void> => {
    const changed = now.keys.map((key) => ({ ...key, state: states.get(key.index) ?? key.state }));
    now = { ...now, keys: changed };
    await parts.onProgress(now);
  };
  const skipRest = (from: number, why: string) =>
    change(new Map(keys.slice(from).map(({ index }) => [index, { kind: 'skipped', why }])));
  try {
    const [first] = keys;
    if (first !== undefined) await change(new Map([[first.index, { kind: 'running' }]]));
    for (const [place, key] of keys.entries()) {
      if (parts.isCancelled()) {
        now = { ...now, isCancelled: true };
        await skipRest(place, whySkipped.cancelled);
        break;
      }
      const done = await importOne(key, supply, parts);
      const outcome = done.ok ? stored(done.value) : ({ kind: 'failed', failure: done.error } as const);
      const why = done.ok ? null : whyNoOther(done.error, parts.stopAtFailure);
      const next = keys[place + 1];
      const isNext = next !== undefined && why === null;
      // The outcome and what begins now are one line on the disk: after a crash it is known which key was at work.
      await change(
        new Map<number, CeremonyKey['state']>([
          [key.index, outcome],
          ...(isNext ? [[next.index, { kind: 'running' }] as const] : []),
        ]),
      );
      if (why === null) continue;
      await skipRest(place + 1, why);
      break;
    }
  } finally {
    await supply.close();
  }
  return now;
}

/** Why the keys after one that failed are not tried; null where they are. */
function whyNoOther({ code }: Failure, stopAtFailure: boolean): string | null {
  if (lost.has(code)) return whySkipped.lost;
  if (code === 'journal.unwritable') return whySkipped.journal;
  return stopAtFailure ? whySkipped.stopped : null;
}

function stored({ object: _object, ...read }: Imported): CeremonyKey['state'] {
  return { kind: 'stored', stored: { ...read, provenBy: null, at: new Date().toISOString() } };
}

async function importOne(key: PlannedKey, supply: KekSupply, parts: RunParts): Promise<Result<Imported>> {
  const { preview, target, acts, allowDuplicates } = parts;
  const { keyType, grade } = key;
  if (keyType === null || grade === null)
    return fail('export.key-not-planned', { name: key.name, why: key.refused ?? '' });
  if (key.alreadyThere !== null && !allowDuplicates) return fail('import.duplicate', { label: key.alreadyThere });

  const onto = tokenNamed(target.description);
  const begun = await acts.begin({
    act: 'export.key',
    words: `export “${inSentence(key.name)}” onto “${inSentence(onto)}” at grade ${grade}`,
    facts: [
      factGroup('The key', [
        fact('Name', { kind: 'text', text: key.name }),
        fact('Type', { kind: 'text', text: key.platformType }),
        fact('Platform token id', { kind: 'mono', text: key.platformTokenId }),
        fact('Label', { kind: 'text', text: key.target.label }),
        fact('CKA_ID', { kind: 'mono', text: hexOf(key.target.id) }),
        fact('Ways', { kind: 'mono', text: Object.values(key.rungs).join(', ') }),
      ]),
    ],
  });
  if (!begun.ok) return begun;
  const result = await sendAndImport(key, keyType, grade, supply, parts);
  const { source } = preview;
  if (!result.ok) {
    await begun.value.failed(result.error, `export “${inSentence(key.name)}” onto “${inSentence(onto)}”`);
    return result;
  }
  const { attributes, form, rung, verification, checkValue, grade: reached } = result.value;
  await begun.value.done(
    `“${inSentence(key.name)}” is on “${inSentence(onto)}” at grade ${reached}: ${verification.how}.`,
    {
      key: {
        label: key.target.label,
        ckaId: hexOf(key.target.id),
        grade: reached,
        rung,
        form,
        attributes,
        verification,
        checkValue,
      },
      requestId: source.requestId,
    },
  );
  return result;
}

async function sendAndImport(
  key: PlannedKey,
  keyType: NonNullable<PlannedKey['keyType']>,
  grade: NonNullable<PlannedKey['grade']>,
  supply: KekSupply,
  { preview, target, allowDuplicates }: RunParts,
): Promise<Result<Imported>> {
  const kek = await supply.next();
  if (!kek.ok) return kek;
  const { madeBy } = kek.value;
  // The process that made the KEK may have been started anew and found another way than the one that was previewed.
  if (madeBy !== null && Object.values(key.rungs).some((rung) => rung?.startsWith(`${madeBy}+`) !== true)) {
    return fail('import.no-rung', {
      why: `the client key's token makes the wrapping key by ${madeBy} now, which was not confirmed`,
    });
  }
  const imported = await target.run('importKey', {
    kek: kek.value.kek,
    token: target.ref,
    wrapped: key.wrapped,
    keyType,
    label: key.target.label,
    id: key.target.id,
    uses: usesOf(keyType),
    rungs: key.rungs,
    floor: preview.floor,
    ...(key.publicKey === undefined ? {} : { publicKey: key.publicKey }),
    allowDuplicate: allowDuplicates,
  });
  if (!imported.ok) return imported;
  // What a token process says is not taken on trust where it can be held against what was confirmed.
  const { rung, grade: reached } = imported.value;
  if (!Object.values(key.rungs).includes(rung) || isWeaker(reached, grade)) return await undo(key, target, reached);
  return ok(imported.value);
}

/** A key that came by another way than the confirmed one does not stay. */
async function undo(key: PlannedKey, target: TokenAtHand, reached: string): Promise<Result<never>> {
  const problem = `it came at grade ${reached}, by a way that was not confirmed`;
  const isSecret = key.platformType.startsWith('AES');
  const destroyed = await target.run('destroyObject', {
    token: target.ref,
    key: {
      handle: '',
      class: isSecret ? 'secret-key' : 'private-key',
      id: hexOf(key.target.id),
      label: key.target.label,
    },
  });
  if (destroyed.ok) return fail('import.not-verified', { problem });
  return fail('import.left-behind', { label: key.target.label, problem });
}
