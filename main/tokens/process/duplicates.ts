import { sameOctets, toHex } from '../../../app/crypto/octets.ts';
import { exportableKeys } from '../exportable-keys.ts';
import { checkBlock } from './check-value.ts';
import { keyTypes, objectClasses } from './ck-names.ts';
import { isRefusal } from './job-failure.ts';
import { signsFor } from './proof.ts';
import type { ObjectHandle, TokenSession } from './token-session.ts';
import type { Expected } from './verify.ts';

/**
 * A key on the token that is the same: one with the same CKA_ID, or the same material (the same check block, modulus,
 * or a key that signs for the same public key).
 * @param id looked for when given
 * @param made a key that was just made and proven; it is not compared with itself
 * @param checkBlocks blocks known from earlier imports of this login, by handle
 * @returns the label of the one that is there
 */
export function findDuplicate(
  session: TokenSession,
  id: Uint8Array | undefined,
  made: { readonly key: ObjectHandle; readonly checkBlock: Uint8Array | undefined } | undefined,
  expected: Expected,
  checkBlocks: Map<string, string>,
): string | undefined {
  const { material } = exportableKeys[expected.keyType];
  const isAes = material === 'aes';
  const kind = {
    TOKEN: true,
    CLASS: isAes ? objectClasses.SECRET_KEY : objectClasses.PRIVATE_KEY,
    KEY_TYPE: isAes ? keyTypes.AES : material === 'rsa' ? keyTypes.RSA : keyTypes.EC,
  } as const;
  const labelOf = (object: ObjectHandle) => session.tryRead(object, 'LABEL') ?? '';
  const withId = id === undefined ? [] : session.find({ ...kind, ID: id });
  const [first] = withId;
  if (first !== undefined) return labelOf(first);
  if (made === undefined) return undefined;

  const others = session.find(kind).filter((object) => !sameOctets(object, made.key));
  const same = others.find((other) => isSame(session, other, made, expected, checkBlocks));
  return same === undefined ? undefined : labelOf(same);
}

function isSame(
  session: TokenSession,
  other: ObjectHandle,
  made: { readonly key: ObjectHandle; readonly checkBlock: Uint8Array | undefined },
  expected: Expected,
  checkBlocks: Map<string, string>,
): boolean {
  try {
    const { material } = exportableKeys[expected.keyType];
    if (material === 'aes')
      return made.checkBlock !== undefined && toHex(made.checkBlock) === blockOf(session, other, checkBlocks);
    if (material === 'rsa') {
      const [a, b] = [session.tryRead(other, 'MODULUS'), session.tryRead(made.key, 'MODULUS')];
      return a !== undefined && b !== undefined && sameOctets(a, b);
    }
    // An EC private key does not tell its public key; a signature does.
    return expected.publicKey !== undefined && signsFor(session, other, expected.publicKey);
  } catch (error) {
    if (isRefusal(error)) return false; // a key that may not do this cannot be compared
    throw error;
  }
}

function blockOf(session: TokenSession, key: ObjectHandle, checkBlocks: Map<string, string>): string {
  const handle = toHex(key);
  const known = checkBlocks.get(handle);
  if (known !== undefined) return known;
  const block = toHex(checkBlock(session, key));
  checkBlocks.set(handle, block);
  return block;
}
