import { unwrapCloudHsm, unwrapKwp as unwrapKwpInProcess } from '../../../../app/crypto/key-wrap.ts';
import type { CapabilityId } from '../../capabilities.ts';
import { nodePrimitives } from '../../node-primitives.ts';
import type { Template } from '../attributes.ts';
import { privateKeyAttributes, sessionSecret } from '../key-templates.ts';
import { mechanisms } from '../mechanisms.ts';
import type { InnerTask, Work } from '../work.ts';

/** The mechanism that the probe found behind a capability. */
function mechanismOf(work: Work, id: CapabilityId): number {
  const finding = work.targetCapabilities[id];
  if (finding?.works !== true || finding.mechanism === undefined) throw new Error(`${id} has no mechanism`);
  return finding.mechanism;
}

/** The template as this token wants it: with or without a length, with or without NSS's public point. */
function templateFor(work: Work, id: CapabilityId): Template {
  const { template, material, keyLength, ecPoint } = work.inner();
  const finding = work.targetCapabilities[id];
  if (finding?.works !== true) throw new Error(`${id} does not work here`);
  const withLength = finding.valueLength === 'present' && material === 'aes' ? { VALUE_LEN: keyLength } : {};
  // One zero octet unwraps too, but leaves a key without its public value; the real point is better where it is known.
  const withPoint = finding.nssPoint === true && material === 'ec' ? { NSS_DB: ecPoint ?? new Uint8Array(1) } : {};
  return { ...template, ...withLength, ...withPoint };
}

const kwpOf = { aes: 'unwrap:kwp', ec: 'unwrap:ec', rsa: 'unwrap:rsa' } as const satisfies Record<
  InnerTask['material'],
  CapabilityId
>;
const paddedOf = { ec: 'unwrap:ec-padded', rsa: 'unwrap:rsa-padded' } as const;

export function unwrapKwp(work: Work): void {
  const id = kwpOf[work.inner().material];
  unwrapBy(work, mechanismOf(work, id), templateFor(work, id));
}

export function unwrapPkcs7(work: Work): void {
  const { material } = work.inner();
  // Length and NSS's point depend on the kind of key, the mechanism on the padding.
  const template = material === 'aes' ? templateFor(work, 'unwrap:pkcs7') : templateFor(work, kwpOf[material]);
  unwrapBy(work, mechanismOf(work, 'unwrap:pkcs7'), template);
}

export function unwrapTruncating(work: Work): void {
  const { template, keyLength } = work.inner();
  unwrapBy(work, mechanismOf(work, 'unwrap:kw-truncate'), { ...template, VALUE_LEN: keyLength });
}

export function unwrapExtracting(work: Work): void {
  const { template, keyLength, wrapped } = work.inner();
  const kw = { mechanism: mechanismOf(work, 'unwrap:kw-extract') };
  const padded = work.target.unwrap(kw, work.get('kek'), wrapped, sessionSecret);
  const from = { mechanism: mechanisms.EXTRACT_KEY_FROM_KEY, parameter: { kind: 'number', value: 0 } as const };
  work.put('key', work.target.derive(from, padded, { ...template, VALUE_LEN: keyLength }));
}

export function unwrapPadded(work: Work): void {
  const { material } = work.inner();
  if (material === 'aes') throw new Error('padding behind an AES key would become part of it');
  const id = paddedOf[material];
  unwrapBy(work, mechanismOf(work, id), templateFor(work, id));
}

function unwrapBy(work: Work, mechanism: number, template: Template): void {
  work.put('key', work.target.unwrap({ mechanism }, work.get('kek'), work.inner().wrapped, template));
}

export function unwrapInProcess(work: Work): void {
  const { form, wrapped } = work.inner();
  const unwrap = form === 'kwp' ? unwrapKwpInProcess : unwrapCloudHsm;
  work.put('keyBytes', work.hold(unwrap(nodePrimitives, work.get('kekBytes'), wrapped)));
}

/** Grade C: the key in the clear becomes an object, and is wiped at once. */
export function createKey(work: Work): void {
  const { material, keyLength } = work.inner();
  const template = templateFor(work, `create:${material}`);
  const bytes = work.get('keyBytes');
  try {
    work.put('key', work.target.create({ ...template, ...valueAttributes(material, keyLength, bytes) }));
  } finally {
    bytes.fill(0);
  }
}

/** The attributes that carry a key's value. */
function valueAttributes(material: InnerTask['material'], keyLength: number, bytes: Uint8Array): Template {
  if (material === 'aes') {
    if (bytes.length !== keyLength) throw new RangeError('the key has another length than its type says');
    return { VALUE: bytes };
  }
  const template = privateKeyAttributes(bytes);
  if ('EC_PARAMS' in template !== (material === 'ec'))
    throw new RangeError('the key is of another kind than its type says');
  return template;
}
