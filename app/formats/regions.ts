/** What a stretch of a file is for. The window gives each role one colour. */
export type RegionRole = 'header' | 'salt' | 'nonce' | 'wrapped-key' | 'ciphertext' | 'tag' | 'check';

/** One stretch of a file, for the bar that shows its layout. Offsets and lengths in bytes of the file as it is stored. */
export interface Region {
  readonly role: RegionRole;
  /** A few words for the legend, e.g. "nonce". */
  readonly label: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * Regions in a row, from their lengths.
 * @param parts role, label and length; those of length zero are kept, so that an empty ciphertext is seen
 */
export function inARow(
  parts: readonly (readonly [role: RegionRole, label: string, length: number])[],
): readonly Region[] {
  let offset = 0;
  return parts.map(([role, label, length]) => {
    const region = { role, label, offset, length };
    offset += length;
    return region;
  });
}
