/** Endings that say "encrypted" and are taken off. */
const encryptedEnding = /\.(?:enc|encrypted|jwe|aes|gcm|cbc|esdk|cosmian)$/i;

/** The longest file name that common file systems take. Bytes of UTF-8. */
const longestName = 255;

/**
 * The name of the plaintext: the ending of the encrypted form is taken off, and everything else is kept as it is; a name
 * without such an ending gets `.decrypted`. A name that would be too long loses characters before that ending.
 * @param fileName the encrypted file's own name, without folder
 */
export function outputNameFor(fileName: string): string {
  const bare = fileName.replace(encryptedEnding, '');
  if (bare !== fileName && bare !== '' && bare !== '.' && bare !== '..') return bare;
  const characters = [...fileName];
  while (utf8Length(characters) > longestName - '.decrypted'.length) characters.pop();
  return `${characters.join('')}.decrypted`;
}

function utf8Length(characters: readonly string[]): number {
  return characters.reduce((sum, character) => {
    const code = character.codePointAt(0) ?? 0;
    return sum + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
  }, 0);
}
