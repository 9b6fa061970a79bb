import type { ModuleRow, TokenPage, TokenRow } from '../../app/contract/token-shapes.ts';
import { tokenKinds } from '../../app/exposure.ts';
import type { FactGroup, Warning } from '../../app/facts.ts';
import { type CapabilityId, capabilityTexts, type Finding } from './capabilities.ts';
import type { ModuleInUse, NamedToken } from './module-in-use.ts';
import type { ListedModule } from './modules/module-list.ts';
import type { Probed } from './tokens.ts';

/** What the app itself knows of a token. */
export interface Standing {
  readonly wrongPins: number;
  readonly probed: Probed | null;
  /** When its login ends by itself, ISO 8601; null while nobody is logged in. */
  readonly locksAt: string | null;
}

export function tokenRow({ id, description }: NamedToken, module: ModuleInUse, standing: Standing): TokenRow {
  const { pin, slot: _slot, kind, ...rest } = description;
  return {
    ...rest,
    id,
    module: module.module.id,
    moduleName: module.module.name,
    kind: standing.probed?.kind ?? kind,
    locksAt: description.isLoggedIn ? standing.locksAt : null,
    pin: { state: pin.state, wrongHere: standing.wrongPins, hasPad: pin.hasPad },
    probedAt: standing.probed?.at ?? null,
  };
}

/** @param inUse null for one that may not be loaded */
export function moduleRow(listed: ListedModule, inUse: ModuleInUse | null, tokens: readonly TokenRow[]): ModuleRow {
  const about = inUse?.about ?? null;
  return {
    id: listed.id,
    name: listed.name,
    path: listed.path,
    parameters: listed.parameters ?? null,
    sha256: listed.sha256,
    foundBy: listed.foundBy,
    state: listed.state,
    about:
      about === null
        ? null
        : {
            description: about.description,
            manufacturer: about.manufacturer,
            version: about.version,
            cryptoki: about.cryptoki,
          },
    failure: inUse?.failure ?? null,
    tokens: [...tokens],
  };
}

/** Everything that was tried, what works first. */
export function probeSummary({ capabilities, kind, at }: Probed): NonNullable<TokenPage['probe']> {
  const findings = Object.entries(capabilityTexts).flatMap(([id, what]) => {
    const finding = capabilities[id as CapabilityId];
    return finding === undefined ? [] : [{ what: capital(what), works: finding.works, note: noteOf(finding) }];
  });
  return { at, kind, findings: findings.toSorted((a, b) => Number(b.works) - Number(a.works)) };
}

/** Why not, or how it is used here. That it works or does not is said beside it. */
function noteOf(finding: Finding): string {
  if (!finding.works) return finding.why;
  const notes = [
    ...(finding.mechanism === undefined ? [] : [`mechanism 0x${finding.mechanism.toString(16)}`]),
    ...(finding.valueLength === undefined ? [] : [`CKA_VALUE_LEN ${finding.valueLength}`]),
    ...(finding.nssPoint === true ? ['with the point as CKA_NSS_DB'] : []),
    ...(finding.seals === undefined || finding.seals.length === 0
      ? []
      : [`then sealed: ${finding.seals.map((seal) => `CKA_${seal}`).join(', ')}`]),
  ];
  return notes.join(', ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a token says about itself, for its page, for its PIN window and for the journal. */
export function tokenFacts(
  { description }: NamedToken,
  { module, about }: ModuleInUse,
  kind: TokenRow['kind'],
): FactGroup[] {
  const words = (text: string) =>
    text === '' ? ({ kind: 'none', text: 'not told' } as const) : ({ kind: 'text', text } as const);
  return [
    {
      title: 'Token',
      facts: [
        { label: 'Label', value: words(description.label) },
        { label: 'Model', value: words(description.model) },
        { label: 'Serial number', value: { kind: 'mono', text: description.serial } },
        { label: 'Manufacturer', value: words(description.manufacturer) },
        { label: 'Hardware', value: words(description.hardware) },
        { label: 'Firmware', value: words(description.firmware) },
        { label: 'Kind', value: { kind: 'text', text: tokenKinds[kind].name, mute: tokenKinds[kind].means } },
        { label: 'Slot', value: { kind: 'mono', text: description.slot } },
      ],
    },
    {
      title: 'Module',
      facts: [
        { label: 'Name', value: { kind: 'text', text: module.name } },
        { label: 'Library', value: words(about === null ? '' : `${about.description} ${about.version}`.trim()) },
        { label: 'Cryptoki', value: words(about?.cryptoki ?? '') },
        { label: 'File', value: { kind: 'mono', text: module.path } },
        { label: 'SHA-256', value: { kind: 'digest', algorithm: 'SHA-256', hex: module.sha256 } },
      ],
    },
  ];
}

/** What must be known of a token before it is used. */
export function tokenWarnings({ description }: NamedToken, kind: TokenRow['kind'], wrongPins: number): Warning[] {
  const { pin, isInitialised, isWritable } = description;
  const warnings: Warning[] = [];
  const pinWarning = warningOfPin(description, wrongPins);
  if (!isInitialised) {
    warnings.push({
      tone: 'warn',
      title: 'This token is not set up.',
      text: "It has no label and no PIN yet, so it can keep nothing. Set it up with the vendor's program.",
    });
  } else if (pinWarning !== null) warnings.push(pinWarning);
  if (kind === 'unenforced') {
    warnings.push({ tone: 'danger', title: 'This module hands out keys.', text: tokenKinds.unenforced.means });
  }
  if (isInitialised && !isWritable) {
    warnings.push({
      tone: 'warn',
      title: 'This token cannot be written.',
      text: 'Its keys can be used; none can be made, brought to it or destroyed.',
    });
  }
  if (pin.hasPad) {
    warnings.push({
      tone: 'warn',
      title: 'Its PIN is typed on the reader.',
      text: 'Keydock’s window cannot ask such a reader for it.',
    });
  }
  return warnings;
}

/** How near to locking it is, as it says and as the app has counted; null when there is nothing to say. */
export function warningOfPin({ pin }: NamedToken['description'], wrongPins: number): Warning | null {
  switch (pin.state) {
    case 'locked':
      return {
        tone: 'danger',
        title: 'The token is locked.',
        text: "Too many wrong PINs were entered. The keys are intact; unlock it with its PUK in the vendor's program.",
      };
    case 'unset':
      return { tone: 'warn', title: 'The token has no PIN yet.', text: "Set it up with the vendor's program." };
    case 'final-try':
      return { tone: 'danger', title: 'Final try: one more wrong PIN locks the token.', text: countWords(wrongPins) };
    case 'low':
    case 'untouched':
      if (pin.state === 'untouched' && wrongPins === 0) return null;
      return {
        tone: 'warn',
        title: wrongPins === 0 ? 'A wrong PIN was entered elsewhere.' : countWords(wrongPins),
        text: 'The token does not say how many tries are left; many lock after three.',
      };
    default:
      return pin.state satisfies never;
  }
}

/** @param wrong since the last right one, as the app has seen them */
export function countWords(wrong: number): string {
  if (wrong === 0) return 'None of the wrong ones was entered here.';
  return wrong === 1
    ? 'One wrong PIN was entered here since the last right one.'
    : `${wrong} wrong PINs were entered here since the last right one.`;
}
