/** A SHA-256 as the platform writes it, in lower-case hex; undefined where there is none. @see assumptions.digestSpelling */
export function hexOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-fA-F]{64}$/.test(text) ? text.toLowerCase() : undefined;
}
