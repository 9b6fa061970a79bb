import { app, type Session, session } from 'electron';
import type { HostRule } from './hosts.ts';
import type { CertificateJudge } from './verify-proc.ts';

let count = 0;

/**
 * A network session in memory: no cache, no cookies, system proxy and system trust store, and the certificate
 * authorities of the profile. Always a new one, since Chromium keeps what it once decided about a certificate for the
 * life of a session.
 */
export function openSession(admits: HostRule, judge: CertificateJudge): Session {
  count += 1;
  const net = session.fromPartition(`network-${count}`, { cache: false });
  net.setCertificateVerifyProc(judge.verify);
  // Each session fetches dictionaries from a host of Google's at start, unless it has no language to check.
  net.setSpellCheckerEnabled(false);
  net.setSpellCheckerLanguages([]);
  net.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  net.setPermissionCheckHandler(() => false);
  net.setUserAgent(`Keydock/${app.getVersion()}`);
  // The second lock behind the check before each request: covers whatever Chromium itself would do on this session.
  net.webRequest.onBeforeRequest((details, answer) => answer({ cancel: admits(details.url) === null }));
  return net;
}
