import type { KeyPlace } from '../../app/contract/client-shapes.ts';
import type { ExpectedOnToken } from '../../app/contract/export-shapes.ts';
import { wrappedLength } from '../../app/crypto/wrapped-form.ts';
import { type Grade, isAllowed, phraseFor } from '../../app/exposure.ts';
import type { Capabilities } from '../tokens/capabilities.ts';
import type { ExportableKeyType } from '../tokens/exportable-keys.ts';
import { planImport } from '../tokens/strategies/plan.ts';
import { inAProcess } from './client-key-at-work.ts';
import type { TokensAtHand } from './needs.ts';

/** One key of each kind and form that the platform sends, with its octets on the wire. Which ones come only the envelope tells. */
const kinds: readonly { readonly keys: string; readonly type: ExportableKeyType; readonly octets: number }[] = [
  { keys: 'AES keys', type: 'AES256', octets: wrappedLength('kwp', 32) },
  { keys: 'AES keys in CloudHSM form', type: 'AES256', octets: wrappedLength('cloudhsm', 32) },
  { keys: 'EC private keys', type: 'ECDSAP256', octets: wrappedLength('kwp', 138) },
  { keys: 'RSA private keys', type: 'RSA2048', octets: wrappedLength('kwp', 1_217) },
];

/**
 * What each token that can receive keys was found to give, before an envelope is fetched. Nothing is asked of any token:
 * of one that was never tried nothing is expected, nor of any while the client key's own token was not.
 * @param place where the client key is
 * @param floor the weakest grade the profile allows
 */
export function expectedGrades(
  place: KeyPlace,
  tokens: Pick<TokensAtHand, 'present'>,
  floor: Grade,
): readonly ExpectedOnToken[] {
  const here = tokens.present();
  const source = place.kind === 'file' ? inAProcess : here.find(({ id }) => id === place.token)?.known()?.capabilities;
  if (source === undefined) return [];
  return here.flatMap((token) => {
    const known = token.known();
    if (known === null || !token.description.isWritable) return [];
    const isSame = place.kind === 'token' && place.token === token.id;
    const ways = byGrade(source, known.capabilities, isSame).map(({ grade, keys }) => ({
      keys: keys.length === kinds.length ? 'keys of every kind' : listed.format(keys),
      grade: grade === null ? null : { grade, phrase: phraseFor(grade, known.kind) },
      isRefused: grade === null || !isAllowed(grade, floor),
    }));
    return [{ token: token.id, ways }];
  });
}

const listed = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** The kinds of keys by the grade each would get, least exposed first. */
function byGrade(source: Capabilities, target: Capabilities, isSame: boolean) {
  const reached = kinds.map(({ keys, type, octets }) => {
    const plan = planImport(type, octets, source, target, isSame);
    return { keys, grade: plan.kind === 'possible' ? plan.grade : null };
  });
  return (['T', 'K', 'C', null] as const)
    .map((grade) => ({ grade, keys: reached.filter((one) => one.grade === grade).map(({ keys }) => keys) }))
    .filter(({ keys }) => keys.length > 0);
}
