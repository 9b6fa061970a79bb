import type { ExportDraft, RunKey } from '../../app/contract/export-shapes.ts';
import { phraseFor } from '../../app/exposure.ts';
import type { Warning } from '../../app/facts.ts';
import { short } from '../../app/platform/facts/text-limits.ts';
import { weaknessesOf } from '../tokens/key-safety.ts';
import type { Ceremony, CeremonyKey } from './ceremony.ts';
import type { LiveExport } from './live-export.ts';
import type { TokensAtHand } from './needs.ts';

/** An export as the window sees it. */
export function shownDraft(
  { kept, preview, failure, doing }: LiveExport,
  tokens: Pick<TokensAtHand, 'find'>,
): ExportDraft {
  const { id, startedAt, changedAt, step, product, clientKey, client, target, ceremony, record } = kept;
  const present = target === null ? null : tokens.find(target.token);
  return {
    id,
    startedAt,
    changedAt,
    step,
    product,
    clientKey,
    client,
    target:
      target === null
        ? null
        : { ...target, isPresent: present !== null, isLoggedIn: present?.description.isLoggedIn ?? false },
    preview: preview?.shown ?? null,
    run: ceremony === null ? null : shownRun(ceremony),
    record,
    failure,
    doing,
  };
}

function shownRun({ startedAt, endedAt, isCancelled, keys, target }: Ceremony): ExportDraft['run'] {
  return {
    startedAt,
    endedAt,
    isCancelled,
    keys: keys.flatMap(({ index, name, type, state, label }) => {
      const shown = shownState(state, label, target.kind);
      return shown === null ? [] : [{ index, name: short(name), type: short(type), state: shown }];
    }),
  };
}

function shownState(
  state: CeremonyKey['state'],
  label: string,
  kind: Ceremony['target']['kind'],
): RunKey['state'] | null {
  if (state.kind === 'not-chosen') return null;
  if (state.kind !== 'stored') return state;
  const { grade, verification, checkValue, attributes, wasTightened } = state.stored;
  return {
    kind: 'stored',
    grade: { grade, phrase: phraseFor(grade, kind) },
    verification: verification.state,
    how: short(verification.how),
    checkValue: checkValue ?? null,
    label: short(label),
    warnings: keyWarnings(attributes, wasTightened),
  };
}

function keyWarnings(attributes: Parameters<typeof weaknessesOf>[0], wasTightened: boolean): Warning[] {
  const warnings: Warning[] = weaknessesOf(attributes).map(({ means }) => ({
    tone: 'warn',
    title: 'Look at how this key may be used',
    text: means,
  }));
  if (wasTightened) {
    warnings.push({
      tone: 'warn',
      title: 'The token had ignored part of what was asked',
      text: 'Its attributes were set right and read again. Another program that writes to this token may not look.',
    });
  }
  return warnings.slice(0, 8);
}
