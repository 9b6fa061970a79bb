import { jweOtherInfo } from '../../../app/crypto/concat-kdf.ts';
import { type EcdhEsJwe, parseEcdhEsJwe } from '../../../app/crypto/jwe.ts';
import { KeyWrapError } from '../../../app/crypto/key-wrap.ts';
import { type Grade, isAllowed } from '../../../app/exposure.ts';
import { WrappedKeys } from '../../../app/platform/wire/distributions.ts';
import type { Capabilities } from '../capabilities.ts';
import type { NativeAddon } from '../native-addon.ts';
import type { JobResult } from '../protocol.ts';
import { choose, outerLadder } from '../strategies/ladder.ts';
import { isRefusal, JobFailure } from './job-failure.ts';
import { climb } from './steps/steps.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';
import { Work } from './work.ts';

/**
 * Opens the platform's outer envelope with a client key on a token, and reads the wrapped keys in it. The body is public
 * once opened: it holds ciphertext and names.
 * @throws JobFailure
 */
export function openEnvelope(...how: Parameters<typeof openOuter>): JobResult<'openEnvelope'> {
  const { body, ...found } = openOuter(...how);
  return { keys: readKeys(body), ...found };
}

/**
 * Opens a JWE of ECDH-ES+A256KW on P-256 with a key on a token, by the rung its probe confirmed.
 * @throws JobFailure
 */
export function openOuter(
  session: TokenSession,
  clientKey: ObjectHandle,
  capabilities: Capabilities,
  native: NativeAddon | undefined,
  jwe: string,
  floor: Grade,
): Omit<JobResult<'openEnvelope'>, 'keys'> & { readonly body: Uint8Array } {
  const parsed = parseEcdhEsJwe(jwe);
  if (!parsed.ok) throw new JobFailure('envelope.unreadable', { problem: parsed.fault });
  const { rung, passed } = choose(outerLadder, capabilities, capabilities);
  if (rung === undefined) throw new JobFailure('import.no-rung', { why: passed.at(-1)?.why ?? 'no way is known' });
  if (!isAllowed(rung.grade, floor)) throw new JobFailure('import.floor', { grade: rung.grade, floor });

  const agreement = {
    source: session,
    sourceCapabilities: capabilities,
    clientKey,
    peerPoint: parsed.value.ephemeralPoint,
  };
  const work = new Work(agreement, session, capabilities, native, { kind: 'outer', ...partsOf(parsed.value) });
  try {
    climb([...rung.kekSteps, ...rung.steps], work);
    return { body: work.get('body'), rung: rung.id, grade: rung.grade, tried: [...passed] };
  } catch (error) {
    throw isNotForThisKey(error) ? new JobFailure('envelope.not-for-this-key') : error;
  } finally {
    work.wipe();
  }
}

function partsOf({ apu, apv, wrappedCek, iv, aad, cipherText, tag }: EcdhEsJwe) {
  return { otherInfo: jweOtherInfo('ECDH-ES+A256KW', apu, apv, 256), wrappedCek, iv, aad, cipherText, tag };
}

/**
 * A wrong key and a changed envelope are one failure, and every module words it differently (CKR_GENERAL_ERROR,
 * CKR_WRAPPED_KEY_INVALID, CKR_ENCRYPTED_DATA_INVALID). What has a meaning of its own, such as a token that is gone,
 * keeps it.
 */
function isNotForThisKey(error: unknown): boolean {
  if (error instanceof KeyWrapError) return true;
  return isRefusal(error) && (error.call === 'C_UnwrapKey' || error.call === 'C_Decrypt');
}

function readKeys(body: Uint8Array): JobResult<'openEnvelope'>['keys'] {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new JobFailure('envelope.unreadable', { problem: 'what is inside is no JSON' });
  }
  const keys = WrappedKeys.safeParse(json);
  if (!keys.success)
    throw new JobFailure('envelope.unreadable', { problem: 'what is inside is no list of wrapped keys' });
  return keys.data;
}
