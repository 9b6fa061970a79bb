import { sameOctets } from '../../../../app/crypto/octets.ts';
import { readableSecret, sessionSecret } from '../key-templates.ts';
import { mechanisms } from '../mechanisms.ts';
import type { ObjectHandle, TokenSession } from '../token-session.ts';
import type { Work } from '../work.ts';

const secretLength = 32;

/** ECDH on a token, whose secret stays there. PKCS#11 3.1 section 6.3.17; the KDF parameter is ignored by some modules. */
export function deriveSensitive(session: TokenSession, key: ObjectHandle, point: Uint8Array): ObjectHandle {
  const parameter = { kind: 'ecdh', publicPoint: point } as const;
  const template = { ...sessionSecret, VALUE_LEN: secretLength };
  return session.derive({ mechanism: mechanisms.ECDH1_DERIVE, parameter }, key, template);
}

/** ECDH on a token, whose secret is read out. @returns 32 octets, which the caller wipes */
export function deriveReadable(session: TokenSession, key: ObjectHandle, point: Uint8Array): Uint8Array {
  const parameter = { kind: 'ecdh', publicPoint: point } as const;
  const template = { ...readableSecret, VALUE_LEN: secretLength };
  const secret = session.derive({ mechanism: mechanisms.ECDH1_DERIVE, parameter }, key, template);
  const value = session.read(secret, 'VALUE');
  if (value?.length !== secretLength || sameOctets(value, new Uint8Array(secretLength))) {
    throw new Error('the token gave a secret of another length');
  }
  return value;
}

export function agree(work: Work): void {
  const { source, clientKey, peerPoint } = work.agreement;
  work.put('secret', deriveSensitive(source, clientKey, peerPoint));
}

export function agreeReadable(work: Work): void {
  const { source, clientKey, peerPoint } = work.agreement;
  work.put('secretBytes', work.hold(deriveReadable(source, clientKey, peerPoint)));
}
