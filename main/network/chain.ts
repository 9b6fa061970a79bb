import type { KeyObject, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { type CertificateFields, readCertificateFields } from './certificate-fields.ts';
import { allows } from './name-constraints.ts';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
/** Certificate authorities between server and anchor, the anchor not counted. */
const MAX_INTERMEDIATES = 4;

/** Why a chain was refused, in words that fit "Reason: …". */
export const refusals = {
  date: 'it has expired or is not valid yet',
  host: 'it was made for another host',
  usage: 'it is not made for servers',
  weak: 'its key or signature is too weak',
  issuer: 'its issuer is not trusted here',
  restricted: 'its issuer may not vouch for this host',
  malformed: 'it is not well-formed',
} as const;
export type Refusal = keyof typeof refusals;

/**
 * Is this server's certificate good under one of the profile's own authorities? Asked only where Chromium's single
 * complaint is an unknown authority: Chromium then says nothing about dates, names and usage, so all of it is checked
 * here (RFC 5280 section 6, names by RFC 9525: subject alternative names only).
 * Not checked, for want of the means: revocation, certificate policies.
 * @param host name or address as in the URL; an IPv6 address with or without brackets
 * @param sent what else the server sent, in any order
 * @param anchors the profile's authorities
 * @param now in ms since 1970
 */
export function judgeChain(
  host: string,
  leaf: X509Certificate,
  sent: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  now: number,
): 'trusted' | Refusal {
  try {
    const name = host.replace(/^\[|\]$/g, '');
    const isForHost = isIP(name) > 0 ? leaf.checkIP(name) : leaf.checkHost(name, { subject: 'never' });
    if (isForHost === undefined) return 'host';
    if (!isInDate(leaf, now)) return 'date';
    // A server's certificate must say that it is one; the extension may not be missing (CA/B Forum BR 7.1.2.7).
    if (leaf.ca || !leaf.keyUsage?.includes(SERVER_AUTH)) return 'usage';
    return climb([leaf], sent, anchors, now);
  } catch {
    return 'malformed';
  }
}

/** Looks for a way up from the last certificate of `path`; answers the best reason where there is none. */
function climb(
  path: readonly X509Certificate[],
  sent: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  now: number,
): 'trusted' | Refusal {
  const top = path.at(-1);
  if (top === undefined) return 'issuer';
  let refusal: Refusal = 'issuer';
  for (const anchor of anchors) {
    if (!isIssuedBy(top, anchor)) continue;
    const found = judgePath([...path, anchor], now);
    if (found === 'trusted') return found;
    refusal = found;
  }
  if (path.length > MAX_INTERMEDIATES) return refusal;
  for (const next of sent) {
    if (path.some((each) => each.raw.equals(next.raw)) || !isIssuedBy(top, next)) continue;
    const found = climb([...path, next], sent, anchors, now);
    if (found === 'trusted') return found;
    if (found !== 'issuer') refusal = found;
  }
  return refusal;
}

/** Checks a whole path, server first, anchor last, whose signatures have been verified. */
function judgePath(path: readonly X509Certificate[], now: number): 'trusted' | Refusal {
  const read = path.map((certificate) => ({ certificate, fields: readCertificateFields(certificate.raw) }));
  const names = read[0]?.fields.names ?? [];
  for (const [index, { certificate, fields }] of read.entries()) {
    const isAnchor = index === read.length - 1;
    if (!isInDate(certificate, now)) return 'date';
    if (!isStrong(certificate.publicKey) || !(isAnchor || fields.hasStrongSignature)) return 'weak';
    if (fields.unknownCritical.length > 0) return 'malformed';
    if (index > 0 && !mayVouch(certificate, fields, index - 1)) return 'usage';
    if (fields.constraints !== null && !allows(fields.constraints, names)) return 'restricted';
  }
  return 'trusted';
}

/** @param below number of certificate authorities under this one on the path */
function mayVouch(certificate: X509Certificate, fields: CertificateFields, below: number): boolean {
  if (!certificate.ca) return false;
  if (fields.pathLength !== null && fields.pathLength < below) return false;
  // As Chromium does: an authority that lists usages must list this one.
  return certificate.keyUsage === undefined || certificate.keyUsage.includes(SERVER_AUTH);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isInDate(certificate: X509Certificate, now: number): boolean {
  return Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
}

const strongCurves = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

function isStrong(key: KeyObject): boolean {
  const details = key.asymmetricKeyDetails;
  if (key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss')
    return (details?.modulusLength ?? 0) >= 2048;
  return key.asymmetricKeyType === 'ec' && strongCurves.has(details?.namedCurve ?? '');
}
