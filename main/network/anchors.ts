import { X509Certificate } from 'node:crypto';
import { fail, ok, type Result } from '../../app/result.ts';

const MAX_AUTHORITIES = 16;
const block = /-----BEGIN ([^-]*)-----[^-]*-----END ([^-]*)-----/g;

/** What a person can compare before trusting an authority. */
export interface AuthoritySummary {
  readonly subject: string;
  /** SHA-256 of the certificate, lower-case hex. */
  readonly sha256: string;
  /** ISO time. */
  readonly notAfter: string;
}

/**
 * Reads the extra certificate authorities of a profile. All of them must be certificate authorities: a server's own
 * certificate, a key, or anything unreadable refuses the whole text.
 * @param pem up to 64 KiB, from the profile
 */
export function readAuthorities(pem: string): Result<readonly X509Certificate[]> {
  const refuse = (problem: string) => fail('profile.unreadable', { problem: `extraCaPem: ${problem}` });
  const blocks = [...pem.matchAll(block)];
  const borders = pem.match(/-----(BEGIN|END)/g) ?? [];
  if (blocks.some(([, begin, end]) => begin !== 'CERTIFICATE' || end !== 'CERTIFICATE')) {
    return refuse('holds something that is not a certificate');
  }
  if (blocks.length === 0 || borders.length !== 2 * blocks.length) return refuse('is not PEM');
  if (blocks.length > MAX_AUTHORITIES) return refuse(`holds more than ${MAX_AUTHORITIES} certificates`);
  const authorities: X509Certificate[] = [];
  for (const [index, [text]] of blocks.entries()) {
    const certificate = certificateOf(text);
    if (certificate === null) return refuse(`certificate ${index + 1} cannot be read`);
    if (!certificate.ca) return refuse(`certificate ${index + 1} is not a certificate authority`);
    if (!authorities.some((each) => each.raw.equals(certificate.raw))) authorities.push(certificate);
  }
  return ok(authorities);
}

/** The authorities of a profile that was checked when it was taken; none where that no longer holds. */
export function readAnchors(pem: string): readonly X509Certificate[] {
  const authorities = readAuthorities(pem);
  return authorities.ok ? authorities.value : [];
}

/** What to show of an authority. */
export function summaryOf(certificate: X509Certificate): AuthoritySummary {
  return {
    // OpenSSL writes one part a line.
    subject: certificate.subject.split('\n').join(', ').slice(0, 300),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notAfter: new Date(certificate.validTo).toISOString(),
  };
}

function certificateOf(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}
