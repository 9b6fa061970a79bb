import { canonicalJson, sha256Hex } from './canonical-json.ts';

/** Facts of more bytes of JSON than this are kept in the journal by their digest: nobody can make a line too long. */
const keptWhole = 128 * 1024;

/** What was shown, for the journal: whole, else its SHA-256 and size in bytes. */
export function keptFacts<F>(facts: F): { facts: F } | { factsSha256: string; factsBytes: number } {
  const json = canonicalJson(facts);
  const bytes = Buffer.byteLength(json);
  return bytes <= keptWhole ? { facts } : { factsSha256: sha256Hex(json), factsBytes: bytes };
}
