import { fromBase64Url, fromUtf8 } from '../../crypto/octets.ts';
import { factLimits } from '../../fact-limits.ts';
import type { FactValue } from '../../facts.ts';

/**
 * Bytes that came as base64, such as an AAD: decoded where they are UTF-8, always raw, with their length.
 * Text that is not strict base64 is said to be that: two readers must not see different bytes in it.
 */
export function octetsValue(base64: string): FactValue {
  const octets = /^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.length % 4 === 0 ? decode(base64) : undefined;
  if (octets === undefined) return { kind: 'text', text: base64, mute: 'not base64, shown as it came' };
  if (octets.length === 0) return { kind: 'none', text: 'empty' };
  const utf8 = fromUtf8(octets);
  if (base64.length > factLimits.value) {
    return { kind: 'text', text: utf8 ?? base64, mute: `${octets.length} bytes` };
  }
  return { kind: 'bytes', base64, length: octets.length, ...(utf8 === undefined ? {} : { utf8 }) };
}

function decode(base64: string): Uint8Array | undefined {
  return fromBase64Url(base64.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'));
}

/** A SHA-256 as the platform writes it; in any other spelling it is shown as it came. @see assumptions.digestSpelling */
export function digestValue(text: string): FactValue {
  return /^[0-9a-fA-F]{64}$/.test(text)
    ? { kind: 'digest', algorithm: 'SHA-256', hex: text.toLowerCase() }
    : { kind: 'mono', text };
}

/** A time as the platform writes it: ISO where it can be read as one, else null. Platform times without a zone are UTC. */
export function timeOf(text: string): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2}|UTC)?$/i.exec(
    text.trim(),
  );
  if (match === null) return null;
  const [, day, time, zone] = match;
  const offset = zone === undefined || /^(z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const date = new Date(`${day}T${time}${offset}`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** A time as a fact: read where it can be, shown as it came where it cannot, `unknown` where there is none. */
export function timeValue(text: string): FactValue {
  if (text === '') return { kind: 'unknown', why: 'the platform does not say when' };
  const iso = timeOf(text);
  return iso === null ? { kind: 'text', text } : { kind: 'time', iso };
}
