import { createPublicKey } from 'node:crypto';
import { type TokenKind, tokenKinds } from '../../app/exposure.ts';
import type { KeyNeed } from '../../app/formats/formats.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import { type WithPin, wantsPinAtUse } from '../tokens/key-use.ts';
import type { TransferredPort } from '../tokens/process-launcher.ts';
import type { ModuleSupervisor } from '../tokens/supervisor.ts';
import type { ObjectDescription, ObjectRef, TokenRef } from '../tokens/token-shapes.ts';
import type { DecryptEngine, TokenKey } from './engine.ts';
import type { Errand } from './errand.ts';
import type { TokenAsk } from './token-ask.ts';

/** A token whose keys the engine is to use. */
export interface UsableToken extends Pick<ModuleSupervisor, 'run' | 'givePort'> {
  readonly ref: TokenRef;
  readonly description: { readonly label: string; readonly kind: TokenKind };
  /** For keys that want their PIN at every use. */
  readonly withPin: WithPin;
}

/** A new channel between the engine and a token process. */
export interface KeyChannel {
  /** Goes to the engine. */
  readonly near: TransferredPort;
  /** Goes to the token process. */
  readonly far: TransferredPort;
}

/** What a key on a token can open; undefined for certificates, public halves and keys of other types. */
export function needOf({ class: objectClass, keyType }: ObjectDescription): KeyNeed | undefined {
  if (objectClass === 'secret-key') return keyType === 'AES' ? 'aes' : undefined;
  if (objectClass !== 'private-key') return undefined;
  return keyType === 'RSA' ? 'rsa' : keyType === 'EC' ? 'ec' : undefined;
}

/**
 * Makes a key of a token known to the engine: both get an end of a channel, and what the token opens goes past this
 * process.
 * @param object one that `needOf` knows
 * @returns the engine's number of the key
 */
export async function attachKey(
  token: UsableToken,
  object: ObjectDescription,
  engine: DecryptEngine,
  { near, far }: KeyChannel,
): Promise<Result<number>> {
  const need = needOf(object);
  if (need === undefined) throw new Error('only usable keys are attached');
  const port = await token.givePort(far);
  if (!port.ok) return port;
  const { ref } = token;
  const key: ObjectRef = { handle: object.handle, class: object.class, id: object.id, label: object.label };
  const publicPoint = need === 'ec' ? await publicPointOf(token, key) : undefined;
  const { value: portId } = port;
  const answerTo = async (ask: TokenAsk, errand: Errand | undefined): Promise<Result<unknown>> => {
    if (ask.job === 'decryptPiece') {
      return token.run('decryptPiece', { token: ref, key, cipher: ask.cipher, data: ask.data, port: portId });
    }
    const { way, turn = { which: 1, of: 1 } } = ask;
    const order = { token: ref, key, way, port: portId };
    // Only C_Decrypt takes a PIN of its own. What else such a key is asked for is tried without, and may be refused.
    if (way.kind !== 'oaep' || !wantsPinAtUse(object)) return token.run('fileKey', order);
    if (errand === undefined) return fail('token.pin-at-use', { call: 'C_Decrypt' });
    return token.withPin({ ...errand, key, useTurn: turn }, (pin) => token.run('fileKey', { ...order, pin }));
  };
  const answer = async (ask: TokenAsk, errand: Errand | undefined): Promise<Result<null>> => {
    const done = await answerTo(ask, errand);
    return done.ok ? ok(null) : done;
  };
  const { label, kind } = token.description;
  const where = `key ${object.label || object.id} on token ${label} (${tokenKinds[kind].name})`.slice(0, 300);
  const facts: TokenKey = { kinds: [need], where, ...(publicPoint === undefined ? {} : { publicPoint }) };
  return ok(engine.openTokenKey(facts, near, answer));
}

/** Absent when the token has no public object for the key: then only formats that name both sides need it. */
async function publicPointOf(token: UsableToken, key: ObjectRef): Promise<TokenKey['publicPoint']> {
  const spki = await token.run('publicKey', { token: token.ref, key });
  if (!spki.ok) return undefined;
  const { kty, crv, x, y } = createPublicKey({ key: Buffer.from(spki.value), format: 'der', type: 'spki' }).export({
    format: 'jwk',
  });
  return kty === undefined || crv === undefined || x === undefined || y === undefined ? undefined : { kty, crv, x, y };
}
