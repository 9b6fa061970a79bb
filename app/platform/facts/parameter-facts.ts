import type { Fact, FactValue, Warning } from '../../facts.ts';
import { modeOf } from '../modes.ts';
import type { ImageSigning, Payload, StoredParameter } from '../wire/image-signings.ts';
import { fact, textOr } from './item-facts.ts';
import { digestValue, octetsValue } from './octet-values.ts';
import { type Reading, whyUnknown } from './reading.ts';
import { counted, inSentence } from './text-limits.ts';

/** One statement of a parameter, and where it was made. */
interface Stated extends StoredParameter {
  readonly at: 'the platform' | 'the file' | 'the request';
}

/** The parameters that have words of their own, as the platform spells them in small letters. */
const mode = 'aesmode';
const aad = 'aad';

/**
 * All parameters of one file. Mode and AAD of an encryption have words of their own; every other statement is a line,
 * also a second one of the same name.
 * @param beside parameters of the whole request, where they can belong to this file alone
 */
export function parameterFacts(
  payload: Payload,
  beside: readonly StoredParameter[],
  type: string,
  reading: Reading<true>,
): readonly Fact[] {
  const stated = statedFor(payload, beside);
  if (type !== 'EncryptImageWithAES') return lines(stated, []);
  const [itsMode, itsAad] = [first(stated, mode), first(stated, aad)];
  const why = whyUnknown(reading, 'the parameters');
  return [
    fact('Mode', modeValue(itsMode, why)),
    ...aadFacts(itsAad, itsMode?.value, reading.kind === 'read', why),
    ...lines(
      stated,
      [itsMode, itsAad].filter((drawn) => drawn !== undefined),
    ),
  ];
}

/** The parameters of a whole request, a line each. */
export function requestParameterFacts(parameters: readonly StoredParameter[]): readonly Fact[] {
  return parameters.map((parameter) => fact(`Parameter: ${parameter.type}`, statedValue(parameter)));
}

/** A request that states one parameter twice can be carried out otherwise than it reads. */
export function repeatedWarning(
  payloads: readonly Payload[],
  { storedOptionalParameters }: ImageSigning,
): Warning | null {
  const names = new Set(payloads.flatMap((payload) => repeatedNames(statedFor(payload, storedOptionalParameters))));
  if (payloads.length === 0) {
    for (const name of repeatedNames(storedOptionalParameters.map(inRequest))) names.add(name);
  }
  if (names.size === 0) return null;
  const some = [...names].slice(0, 5).map(inSentence).join(', ');
  const more = names.size > 5 ? ` and ${counted(names.size - 5, 'more parameter')}` : '';
  return {
    tone: 'danger',
    title: 'It states the same parameter more than once.',
    text: `Nobody can tell which one the platform will use of: ${some}${more}. Reject it, unless you know why it is so.`,
  };
}

const inRequest = (parameter: StoredParameter): Stated => ({ ...parameter, at: 'the request' });

/** What the platform reports comes first: it is what was used. */
function statedFor(payload: Payload, beside: readonly StoredParameter[]): readonly Stated[] {
  const reported = payload.serviceProvidedParameters
    .flatMap((parameter) => Object.entries(parameter))
    .filter(([type]) => isNamed(type, mode) || isNamed(type, aad))
    .map(([type, value]): Stated => {
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      return { type, value: text, sha256: undefined, size: undefined, at: 'the platform' };
    });
  // Before Ready the parameters may lie beside the payload. @see assumptions.storedParametersPlace
  const submitted = payload.storedOptionalParameters.map((one): Stated => ({ ...one, at: 'the file' }));
  return [...reported, ...submitted, ...beside.map(inRequest)];
}

function isNamed(type: string, name: string): boolean {
  return type.toLowerCase() === name.toLowerCase();
}

function first(stated: readonly Stated[], name: string): Stated | undefined {
  return stated.find(({ type }) => isNamed(type, name));
}

/** Every statement but those drawn in words, and but the same words about them in another place. */
function lines(stated: readonly Stated[], drawn: readonly Stated[]): readonly Fact[] {
  return stated
    .filter((one) => !drawn.some((other) => other === one || (other.at !== one.at && isSame(other, one))))
    .map((one) => fact(`Parameter: ${one.type}`, statedValue(one)));
}

function isSame(a: Stated, b: Stated): boolean {
  return isNamed(a.type, b.type) && a.value === b.value && a.sha256 === b.sha256 && a.size === b.size;
}

/** Do two statements of one name contradict each other, or stand where one alone belongs? */
function isRepeated(a: Stated, b: Stated): boolean {
  if (!isNamed(a.type, b.type)) return false;
  if (a.at === b.at) return true;
  if (a.value !== undefined && b.value !== undefined) return a.value !== b.value;
  return a.sha256 !== undefined && b.sha256 !== undefined && !isNamed(a.sha256, b.sha256);
}

function repeatedNames(stated: readonly Stated[]): readonly string[] {
  return stated
    .filter((one, index) => stated.slice(0, index).some((before) => isRepeated(before, one)))
    .map(({ type }) => type);
}

function modeValue(stated: Stated | undefined, why: string): FactValue {
  const text = stated?.value;
  if (text === undefined) return stated?.sha256 === undefined ? { kind: 'unknown', why } : digestValue(stated.sha256);
  const row = modeOf(text);
  if (row === undefined) return { kind: 'text', text, mute: 'a mode this version does not know' };
  const chosen =
    row.cipher === 'gcm' ? 'nonce chosen by the platform' : 'not authenticated: a change of the file does not show';
  const sealed = row.pskek ? '; under a one-time key, sealed under the product key (assumed layout)' : '';
  return { kind: 'text', text: row.id, mute: `${chosen}${sealed}` };
}

function aadFacts(
  stated: Stated | undefined,
  modeText: string | undefined,
  isRead: boolean,
  why: string,
): readonly Fact[] {
  const label = 'Bound to (AAD)';
  if (stated?.value !== undefined) return [fact(label, octetsValue(stated.value))];
  if (stated?.sha256 !== undefined) {
    return [
      fact(label, { kind: 'unknown', why: 'the platform keeps only its digest until the request is done' }),
      fact('SHA-256 of the AAD', digestValue(stated.sha256)),
      ...(stated.size === undefined ? [] : [fact('Length of the AAD', { kind: 'text', text: `${stated.size} bytes` })]),
    ];
  }
  // Named without a value or a digest: it is there, and nobody says what it is.
  if (stated !== undefined) return [fact(label, statedValue(stated))];
  if (!isRead || modeText === undefined) return [fact(label, { kind: 'unknown', why })];
  if (modeOf(modeText)?.cipher === 'cbc')
    return [fact(label, { kind: 'none', text: 'nothing; this mode cannot bind' })];
  return [fact(label, { kind: 'none', text: 'nothing' })];
}

function statedValue({ type, value, sha256 }: StoredParameter): FactValue {
  if (value !== undefined) return isNamed(type, aad) ? octetsValue(value) : textOr(value, 'empty');
  if (sha256 !== undefined) return digestValue(sha256);
  return { kind: 'unknown', why: 'the platform keeps it to itself' };
}
