import { X509Certificate } from 'node:crypto';
import type { Certificate, Request } from 'electron';
import { judgeChain, refusals } from './chain.ts';

/** net::ERR_CERT_AUTHORITY_INVALID: Chromium says only this of an unknown authority, whatever else is wrong. */
const AUTHORITY_INVALID = -202;
/** Chromium's own verdict stands, good or bad. */
const AS_CHROMIUM_SAYS = -3;
const TRUSTED = 0;
const MAX_SENT = 8;

export interface CertificateJudge {
  /** For `session.setCertificateVerifyProc`. */
  verify(request: Request, answer: (verdict: number) => void): void;
  /** Why a certificate was refused the last time its host showed it, in words; undefined where Chromium decided. */
  refusal(hostname: string): string | undefined;
  /** SHA-256 of the certificate that was good the last time its host showed one, lower-case hex; undefined before that. */
  certificateOf(hostname: string): string | undefined;
}

/**
 * Chromium decides about every certificate. One verdict alone may be lifted, "unknown authority", and only when the
 * whole chain is good under an authority of the profile.
 */
export function createCertificateJudge(anchors: readonly X509Certificate[]): CertificateJudge {
  const refused = new Map<string, string>();
  const good = new Map<string, string>();
  const remember = ({ hostname, certificate }: Request): void => {
    const digest = digestOf(certificate);
    if (digest === undefined) good.delete(hostname);
    else good.set(hostname, digest);
  };
  return {
    verify(request, answer) {
      if (request.errorCode === 0) remember(request);
      if (request.errorCode !== AUTHORITY_INVALID || anchors.length === 0) {
        refused.delete(request.hostname);
        answer(AS_CHROMIUM_SAYS);
        return;
      }
      const [leaf, ...sent] = chainOf(request.certificate);
      const verdict = leaf === undefined ? 'malformed' : judgeChain(request.hostname, leaf, sent, anchors, Date.now());
      if (verdict === 'trusted') {
        refused.delete(request.hostname);
        remember(request);
        answer(TRUSTED);
      } else {
        refused.set(request.hostname, refusals[verdict]);
        answer(AS_CHROMIUM_SAYS);
      }
    },
    refusal: (hostname) => refused.get(hostname.replace(/^\[|\]$/g, '')),
    certificateOf: (hostname) => good.get(hostname.replace(/^\[|\]$/g, '')),
  };
}

function digestOf({ data }: Certificate): string | undefined {
  try {
    return new X509Certificate(data).fingerprint256.replaceAll(':', '').toLowerCase();
  } catch {
    return undefined;
  }
}

/** The certificates as the server sent them, its own first; none where one cannot be read. */
function chainOf(first: Certificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  try {
    // Electron types issuerCert as always there; the last one has none.
    for (
      let at: Certificate | undefined = first;
      at?.data !== undefined && chain.length < MAX_SENT;
      at = at.issuerCert
    ) {
      chain.push(new X509Certificate(at.data));
    }
    return chain;
  } catch {
    return [];
  }
}
