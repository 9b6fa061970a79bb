import type { KeyPlace } from '../../../app/contract/client-shapes.ts';

/** Names a place, to find it again in a list. */
export function placeId(place: KeyPlace): string {
  return place.kind === 'token' ? `${place.token}-${place.object}` : place.key;
}
