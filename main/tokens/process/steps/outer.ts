import { createDecipheriv } from 'node:crypto';
import { concatKdf, firstRound } from '../../../../app/crypto/concat-kdf.ts';
import { KeyWrapError, unwrapKw } from '../../../../app/crypto/key-wrap.ts';
import { concat } from '../../../../app/crypto/octets.ts';
import { nodePrimitives } from '../../node-primitives.ts';
import { sessionCek, sessionKek } from '../key-templates.ts';
import { mechanisms } from '../mechanisms.ts';
import type { Work } from '../work.ts';
import { appendData, hashKey, prependData } from './primitives-on-token.ts';

const keyLength = 32;

/** H(00000001 ‖ Z ‖ OtherInfo) from three derivations: nothing leaves the token. */
export function kekByPrimitives(work: Work): void {
  const { source } = work.agreement;
  const counted = prependData(source, work.addressOf, firstRound, work.get('secret'));
  const whole = appendData(source, work.addressOf, counted, work.outer().otherInfo);
  work.put('kek', hashKey(source, whole, { ...sessionKek, VALUE_LEN: keyLength }));
}

/** The same digest with C_DigestKey: Z stays, the KEK does not. */
export function kekByDigest(work: Work): void {
  const parts = [firstRound, { key: work.get('secret') }, work.outer().otherInfo];
  work.put('kekBytes', work.hold(work.agreement.source.digest(mechanisms.SHA256, parts)));
}

export function kekInProcess(work: Work): void {
  const secret = work.get('secretBytes');
  work.put('kekBytes', work.hold(concatKdf(nodePrimitives, 'SHA-256', secret, work.outer().otherInfo, keyLength)));
}

export function unwrapCek(work: Work): void {
  const mechanism = work.targetCapabilities['unwrap:kw'];
  const kw = mechanism?.works === true ? mechanism.mechanism : undefined;
  const key = work.get('kek');
  work.put(
    'cek',
    work.target.unwrap({ mechanism: kw ?? mechanisms.AES_KEY_WRAP }, key, work.outer().wrappedCek, sessionCek),
  );
}

export function openBody(work: Work): void {
  const { iv, aad, cipherText, tag } = work.outer();
  const mechanism = { mechanism: mechanisms.AES_GCM, parameter: { kind: 'gcm', iv, aad } as const };
  work.put('body', work.target.decrypt(mechanism, work.get('cek'), concat(cipherText, tag)));
}

export function unwrapCekInProcess(work: Work): void {
  work.put('cekBytes', work.hold(unwrapKw(nodePrimitives, work.get('kekBytes'), work.outer().wrappedCek)));
}

export function openBodyInProcess(work: Work): void {
  const { iv, aad, cipherText, tag } = work.outer();
  const cipher = createDecipheriv('aes-256-gcm', work.get('cekBytes'), iv).setAAD(aad).setAuthTag(tag);
  const body = cipher.update(cipherText);
  try {
    cipher.final();
  } catch {
    throw new KeyWrapError('integrity'); // node:crypto has no code for a wrong tag, and nothing of the body may be used
  }
  work.put('body', new Uint8Array(body));
}
