import { contentOf, type Element, elementsOf, hexOf, inside, tags } from './der.ts';
import type { NameConstraints, Subtree } from './name-constraints.ts';

/**
 * What Node's X509Certificate does not tell and a path check needs: signature algorithm, path length, name constraints
 * and critical extensions nobody here understands (RFC 5280 sections 4.1 and 4.2).
 */
export interface CertificateFields {
  /** Signed with RSA or ECDSA over SHA-256, SHA-384 or SHA-512. */
  readonly hasStrongSignature: boolean;
  /** Encoded identifiers, in hex, of critical extensions that are not understood. */
  readonly unknownCritical: readonly string[];
  /** pathLenConstraint, null where there is none. */
  readonly pathLength: number | null;
  readonly constraints: NameConstraints | null;
  /** The subject alternative names that constraints apply to. */
  readonly names: readonly Subtree[];
}

const extensions = {
  keyUsage: '551d0f',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
  nameConstraints: '551d1e',
  certificatePolicies: '551d20',
  extendedKeyUsage: '551d25',
} as const;
// Key usage, extended key usage and the CA flag are read by X509Certificate; policies restrict nothing unless asked for.
const understood = new Set<string>(Object.values(extensions));

const strongSignatures = new Set([
  '2a864886f70d01010b', // sha256WithRSAEncryption
  '2a864886f70d01010c', // sha384WithRSAEncryption
  '2a864886f70d01010d', // sha512WithRSAEncryption
  '2a8648ce3d040302', // ecdsa-with-SHA256
  '2a8648ce3d040303', // ecdsa-with-SHA384
  '2a8648ce3d040304', // ecdsa-with-SHA512
]);
const rsassaPss = '2a864886f70d01010a';
const strongHashes = new Set(['608648016503040201', '608648016503040202', '608648016503040203']);

/**
 * @param der one certificate
 * @throws when it is not the DER of a version 3 certificate, or names an extension twice
 */
export function readCertificateFields(der: Uint8Array): CertificateFields {
  const [tbs, signature] = inside(der, tags.sequence);
  const fields = elementsOf(contentOf(tbs, tags.sequence));
  // Version 3 is [0] { 2 }: older ones cannot say what they are for.
  const version = elementsOf(contentOf(fields[0], tags.context(0)));
  if (hexOf(contentOf(version[0], tags.integer)) !== '02') throw new Error('not a version 3 certificate');

  const found = new Map<string, Uint8Array>();
  const unknownCritical: string[] = [];
  for (const list of fields.filter((field) => field.tag === tags.context(3))) {
    for (const extension of inside(list.content, tags.sequence)) {
      const [id, second, third] = elementsOf(contentOf(extension, tags.sequence));
      const name = hexOf(contentOf(id, tags.objectIdentifier));
      if (found.has(name)) throw new Error('an extension twice');
      const isCritical = second?.tag === tags.boolean && hexOf(second.content) !== '00';
      found.set(name, contentOf(second?.tag === tags.boolean ? third : second, tags.octetString));
      if (isCritical && !understood.has(name)) unknownCritical.push(name);
    }
  }
  const basic = found.get(extensions.basicConstraints);
  const constraints = found.get(extensions.nameConstraints);
  const names = found.get(extensions.subjectAltName);
  return {
    hasStrongSignature: isStrong(elementsOf(contentOf(signature, tags.sequence))),
    unknownCritical,
    pathLength: basic === undefined ? null : pathLengthOf(inside(basic, tags.sequence)),
    constraints: constraints === undefined ? null : constraintsOf(inside(constraints, tags.sequence)),
    names: names === undefined ? [] : inside(names, tags.sequence).map(subtreeOf),
  };
}

function isStrong([id, parameters]: Element[]): boolean {
  const name = hexOf(contentOf(id, tags.objectIdentifier));
  if (name !== rsassaPss) return strongSignatures.has(name);
  // RFC 4055 section 3.1: hash and mask generation default to SHA-1, so both must be there and be strong.
  const given = elementsOf(contentOf(parameters, tags.sequence));
  const [hash] = inside(
    contentOf(
      given.find(({ tag }) => tag === tags.context(0)),
      tags.context(0),
    ),
    tags.sequence,
  );
  const [, mask] = inside(
    contentOf(
      given.find(({ tag }) => tag === tags.context(1)),
      tags.context(1),
    ),
    tags.sequence,
  );
  const [maskHash] = elementsOf(contentOf(mask, tags.sequence));
  return [hash, maskHash].every((each) => strongHashes.has(hexOf(contentOf(each, tags.objectIdentifier))));
}

function pathLengthOf(basic: Element[]): number | null {
  const length = basic.find(({ tag }) => tag === tags.integer);
  if (length === undefined) return null;
  // A negative or enormous number is refused by answering the strictest one.
  return length.content.length === 1 && (length.content[0] ?? 0x80) < 0x80 ? (length.content[0] ?? 0) : 0;
}

function constraintsOf(parts: Element[]): NameConstraints {
  const subtrees = (n: number): Subtree[] =>
    parts
      .filter(({ tag }) => tag === tags.context(n))
      .flatMap(({ content }) => elementsOf(content))
      // GeneralSubtree: RFC 5280 leaves minimum and maximum unused.
      .map((subtree) => subtreeOf(elementsOf(contentOf(subtree, tags.sequence))[0]));
  return { permitted: subtrees(0), excluded: subtrees(1) };
}

function subtreeOf(name: Element | undefined): Subtree {
  if (name?.tag === tags.contextPrimitive(2)) {
    return { kind: 'dns', name: Buffer.from(name.content).toString('latin1').toLowerCase() };
  }
  if (name?.tag === tags.contextPrimitive(7)) return { kind: 'ip', octets: name.content };
  // Directory names, mail addresses and URIs.
  return { kind: 'other', tag: name?.tag ?? 0 };
}
