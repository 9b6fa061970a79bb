import type { RequestRow } from '../../app/contract/shapes.ts';
import { Badge } from './Badge.tsx';
import { stateWords } from './state-words.ts';

type State = RequestRow['state'];

/** Tones by the platform's numbers: Ready 16 and Active 128 are good, Rejected 32 and Failed 64 are not. @see platform-api.md section 2 */
const tones: Readonly<Record<number, 'ok' | 'danger'>> = { 16: 'ok', 128: 'ok', 32: 'danger', 64: 'danger' };

/** A state in words, in its tone. One that is not known is shown by its number. */
export function StateBadge({ state }: { readonly state: State }) {
  return <Badge tone={tones[state.value] ?? 'plain'}>{stateWords(state.name)}</Badge>;
}
