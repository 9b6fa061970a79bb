import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { wordsFor } from '../../app/errors.ts';
import { fact, factGroup } from '../../app/platform/facts/item-facts.ts';
import { inSentence } from '../../app/platform/facts/text-limits.ts';
import type { Acts } from '../journal/acts.ts';
import type { ObjectDescription, ObjectRef } from '../tokens/token-shapes.ts';
import type { TokenAtHand } from './needs.ts';
import { compact, type RecordKey, recordKeyOf, signingInput } from './record-signature.ts';
import { tokenNamed } from './token-facts.ts';

/** By this label, and by being an EC private key that signs, the key is found again. */
export const recordKeyLabel = 'keydock record signing';

/** Label of the fact under which the journal keeps a thumbprint. */
export const thumbprintLabel = 'Thumbprint of the record-signing key (RFC 7638)';
/** And the serial number of the token that it is on: for no other token does the pin speak. */
export const pinnedSerialLabel = 'Serial number';

/** A record-signing key on a token, at hand. */
export interface RecordSigner {
  readonly key: RecordKey;
  /** It was made just now, and its thumbprint is in the journal. */
  readonly wasPinned: boolean;
  /** @returns the record in compact serialisation, or why the token did not sign it */
  sign(payload: string): Promise<{ readonly jws: string } | { readonly why: string }>;
}

/**
 * The record-signing key of a token: the one that is there, else one that is made now, for signing alone. When it is
 * made its thumbprint is written into the journal: that is its pin.
 * @returns why there is none, for a record that then says so
 */
export async function recordSigner(token: TokenAtHand, acts: Acts): Promise<RecordSigner | { readonly why: string }> {
  const objects = await token.run('objects', { token: token.ref });
  if (!objects.ok) return { why: wordsFor(objects.error).title };
  for (const object of objects.value.filter(signsRecords)) {
    const spki = await token.run('publicKey', { token: token.ref, key: object });
    const key = spki.ok ? recordKeyOf(spki.value) : null;
    if (key !== null) return signerOf(token, object, key, false);
  }
  return make(token, acts);
}

/**
 * One of that name is taken only where it is as we make it: never to leave the token, for signing alone. One that was
 * brought, or may be carried off, may be in somebody else's hands too, who could then write records.
 */
function signsRecords({ class: objectClass, label, curve, attributes }: ObjectDescription): boolean {
  const { sign, sensitive, extractable, neverExtractable, derive, decrypt, unwrap, alwaysAuthenticate } = attributes;
  const isOurs = objectClass === 'private-key' && label === recordKeyLabel && curve === 'P-256';
  // CKA_LOCAL would say it too, but NSS has it false for what it made itself.
  // One that is not private needs no PIN: whoever reaches the token could sign with it.
  const isSealed =
    sensitive === true && extractable === false && neverExtractable !== false && attributes.private !== false;
  const signsAlone = sign === true && derive !== true && decrypt !== true && unwrap !== true;
  // One that wants its PIN at every use was made by another program, too, and nobody is asked for it here.
  return isOurs && isSealed && signsAlone && alwaysAuthenticate !== true;
}

async function make(token: TokenAtHand, acts: Acts): Promise<RecordSigner | { readonly why: string }> {
  const named = inSentence(tokenNamed(token.description));
  const begun = await acts.begin({ act: 'key.make', words: `make a key for signing records on “${named}”` });
  if (!begun.ok) return { why: wordsFor(begun.error).title };
  const made = await token.run('makeKeyPair', {
    token: token.ref,
    purpose: 'record',
    label: recordKeyLabel,
    id: new Uint8Array(randomBytes(16)),
  });
  if (!made.ok) {
    await begun.value.failed(made.error);
    return { why: wordsFor(made.error).title };
  }
  const key = recordKeyOf(made.value.publicKey);
  if (key === null) throw new Error('a record key of another kind passed the token process');
  await begun.value.done(`A key for signing records is on “${named}”.`, { kid: key.kid });
  const pinned = await acts.note(
    'record-key.pin',
    `the record-signing key of “${named}” has the thumbprint ${key.kid}.`,
    [
      factGroup('Pin', [
        fact(thumbprintLabel, { kind: 'mono', text: key.kid }),
        fact('Token', { kind: 'text', text: tokenNamed(token.description) }),
        fact(pinnedSerialLabel, { kind: 'mono', text: token.description.serial }),
      ]),
    ],
  );
  return signerOf(token, made.value.key, key, pinned.ok);
}

function signerOf(token: TokenAtHand, object: ObjectRef, key: RecordKey, wasPinned: boolean): RecordSigner {
  return {
    key,
    wasPinned,
    async sign(payload) {
      const input = signingInput(key, payload);
      const octets = Buffer.from(input, 'ascii');
      const digest = new Uint8Array(createHash('sha256').update(octets).digest());
      const signed = await token.run('signDigest', { token: token.ref, key: object, digest });
      if (!signed.ok) return { why: wordsFor(signed.error).title };
      // A token that signs with another key than it shows would make a record that nobody can verify.
      const publicKey = createPublicKey({ key: key.jwk, format: 'jwk' });
      if (!verify('sha256', octets, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signed.value)) {
        return { why: 'the signature of the token does not fit its public key' };
      }
      return { jws: compact(input, signed.value) };
    },
  };
}
