import { sameOctets, toHex } from '../../../app/crypto/octets.ts';
import { exportableKeys } from '../exportable-keys.ts';
import { checkBlock } from './check-value.ts';
import { keyTypes, objectClasses } from './ck-names.ts';
import { failureOf, isRefusal } from './job-failure.ts';
import { signsFor } from './proof.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';
import type { Expected } from './verify.ts';

/**
 * Which AES keys are on a token, by their check blocks. The token is asked once a login; what is imported later is noted
 * here. (Asking every time takes as long as the import itself on a token with a hundred keys.)
 */
export class KnownBlocks {
  #handles: Map<string, ObjectHandle> | undefined;

  /** The key on the token with this check block. */
  find(session: TokenSession, block: Uint8Array): ObjectHandle | undefined {
    this.#handles ??= scan(session);
    const handle = this.#handles.get(toHex(block));
    // It may have been destroyed since: then its handle is no key, or another one.
    if (handle === undefined || isStill(session, handle, block)) return handle;
    this.#handles.delete(toHex(block));
    return undefined;
  }

  note(block: Uint8Array, handle: ObjectHandle): void {
    this.#handles?.set(toHex(block), handle);
  }
}

function scan(session: TokenSession): Map<string, ObjectHandle> {
  const keys = session.find({ TOKEN: true, CLASS: objectClasses.SECRET_KEY, KEY_TYPE: keyTypes.AES });
  const blocks = keys.map((key) => [orIncomparable(() => toHex(checkBlock(session, key))), key] as const);
  return new Map(blocks.flatMap(([block, key]) => (block === undefined ? [] : [[block, key]])));
}

function isStill(session: TokenSession, handle: ObjectHandle, block: Uint8Array): boolean {
  return orIncomparable(() => sameOctets(checkBlock(session, handle), block)) ?? false;
}

/** The label of a key of this kind that has this CKA_ID. */
export function findSameId(session: TokenSession, id: Uint8Array, expected: Expected): string | undefined {
  const [same] = session.find({ ...kindOf(expected), ID: id });
  return same === undefined ? undefined : labelOf(session, same);
}

/**
 * The label of a key on the token that is the same: the same check block (AES), the same modulus (RSA), or one that signs
 * for the same public key (EC, which does not tell its own).
 * @param made a key that was just proven and is no token object yet, or is left out of the comparison
 */
export function findSameMaterial(
  session: TokenSession,
  made: { readonly key: ObjectHandle; readonly checkBlock: Uint8Array | undefined },
  expected: Expected,
  known: KnownBlocks,
): string | undefined {
  if (exportableKeys[expected.keyType].material === 'aes') {
    const same = made.checkBlock && known.find(session, made.checkBlock);
    return same === undefined || sameOctets(same, made.key) ? undefined : labelOf(session, same);
  }
  const others = session.find(kindOf(expected)).filter((object) => !sameOctets(object, made.key));
  const same = others.find((other) => isSamePrivate(session, other, made.key, expected));
  return same === undefined ? undefined : labelOf(session, same);
}

function isSamePrivate(session: TokenSession, other: ObjectHandle, made: ObjectHandle, expected: Expected): boolean {
  if (exportableKeys[expected.keyType].material === 'rsa') {
    const [a, b] = [session.tryRead(other, 'MODULUS'), session.tryRead(made, 'MODULUS')];
    return a !== undefined && b !== undefined && sameOctets(a, b);
  }
  const { publicKey } = expected;
  return publicKey !== undefined && (orIncomparable(() => signsFor(session, other, publicKey)) ?? false);
}

function kindOf({ keyType }: Expected) {
  const { material } = exportableKeys[keyType];
  if (material === 'aes') return { TOKEN: true, CLASS: objectClasses.SECRET_KEY, KEY_TYPE: keyTypes.AES };
  const type = material === 'rsa' ? keyTypes.RSA : keyTypes.EC;
  return { TOKEN: true, CLASS: objectClasses.PRIVATE_KEY, KEY_TYPE: type };
}

function labelOf(session: TokenSession, object: ObjectHandle): string {
  return session.tryRead(object, 'LABEL') ?? '';
}

/** A key that may not do what the comparison needs cannot be compared. */
function orIncomparable<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (isRefusal(error) || failureOf(error)?.code === 'token.object-gone') return undefined;
    throw error;
  }
}
