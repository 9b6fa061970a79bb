import type { AadInput } from '../../../app/contract/decrypt-shapes.ts';
import { aadOctets, describeAad, longestAad } from '../../../app/formats/aad-octets.ts';
import { visible } from '../../ui/shorten.ts';
import { exactSize } from './measure.ts';

const locale = navigator.language;

/** What can be said of an AAD before it is used. */
export type AadSaid =
  | { readonly isGood: true; readonly size: string; readonly shown: string; readonly oddities: string }
  | { readonly isGood: false; readonly why: string };

const spelling = {
  text: 'Half a character cannot be sent.',
  template: 'Half a character cannot be sent.',
  base64: 'Not base64 yet: whole groups of four, with their = at the end, and no spaces.',
  hex: 'Not hex yet: two digits for each byte, and nothing else.',
} as const satisfies Record<AadInput['kind'], string>;

/** Most characters of an AAD that are repeated below its field. */
const SHOWN = 80;

/** Counts an AAD as it is typed, and finds in it what the eye would miss. */
export function aadSaid(aad: AadInput, fileName: string): AadSaid {
  const octets = aadOctets(aad, fileName);
  if (octets === undefined) return { isGood: false, why: spelling[aad.kind] };
  if (octets.length > longestAad) return { isGood: false, why: `An AAD has at most ${exactSize(longestAad, locale)}.` };
  const { text, length, oddities } = describeAad(octets);
  return {
    isGood: true,
    size: exactSize(length, locale),
    shown: visible((text ?? '').slice(0, SHOWN)),
    // That raw bytes are no text is no news to who typed them as such.
    oddities: text === undefined ? '' : oddities.join(', '),
  };
}
