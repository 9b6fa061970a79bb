import type { ErrorText } from './error-text.ts';

/** Decryption of files, offline. What a cipher cannot tell apart is one row; broken structure has exact ones. */
export const decryptErrors = {
  'decrypt.not-authentic': {
    title: 'The tag does not fit: wrong AAD, wrong key, or a changed file',
    means: 'These three cannot be told apart. No output was written.',
    todo: 'Check in this order: the AAD, byte by byte ({aadLength} bytes were used); the key; then compare the SHA-256 of the file with its source.',
  },
  'decrypt.padding': {
    title: 'The padding does not fit: wrong key, wrong IV, or a changed file',
    means: 'This format has no tag, so these cannot be told apart. No output was written.',
    todo: 'Check the key, then the IV or the digest (--md) and key derivation, then whether the file is whole.',
  },
  'decrypt.key-check': {
    title: 'The data key in front does not open with this key',
    means: 'Either this key is not the one that protects it, or the file was changed. No output was written.',
    todo: 'Try the other key, then compare the SHA-256 of the file with its source.',
  },
  'decrypt.no-candidate-fits': {
    title: 'No way of reading this file fits the key',
    means:
      '{tried} were tried: wrong AAD, wrong key, or a changed file. A format without a tag is never tried unasked. No output was written.',
    todo: 'Check the AAD, byte by byte ({aadLength} bytes were used), then the key. If you know the format, name it.',
  },
  'decrypt.unknown-format': {
    title: 'This is none of the formats Keydock knows',
    means:
      'The file carries no known mark, and its length fits no format that could prove itself. Nothing was written.',
    todo: 'If you know what it is, name the format. Without a tag these would fit: {possible}.',
  },
  'decrypt.unknown-format-name': {
    title: '{name} is not the name of a format',
    means: 'Nothing was tried.',
    todo: 'Use one of: {names}.',
  },
  'decrypt.malformed': {
    title: 'The file breaks its own format',
    means: 'Read as {format}, {problem}. It is damaged, cut off, or something else. No output was written.',
    todo: 'Fetch the file again, or name another format.',
  },
  'decrypt.unsupported': {
    title: 'The file uses something Keydock does not open',
    means: 'Read as {format}, it uses {what}. No output was written.',
    todo: 'Ask the sender for one of the supported forms.',
  },
  'decrypt.too-much-output': {
    title: 'The compressed content grows beyond every measure',
    means: 'It was stopped at {limit} bytes: such a file is made to fill a disk. No output was written.',
    todo: 'Ask the sender what it is.',
  },
  'decrypt.ambiguous': {
    title: 'More than one key derivation fits',
    means: 'The file does not say which is right, and nothing in it can prove one. No output was written.',
    todo: 'Name one of: {choices}.',
  },
  'decrypt.key-needed': {
    title: 'A key is missing',
    means: 'Read as {format}, the file needs {needs}. Nothing was tried.',
    todo: 'Choose a token or a key file.',
  },
  'decrypt.key-wrong-kind': {
    title: 'This key is of another kind',
    means: 'Read as {format}, the file needs {needs}; the key given is {given}. Nothing was tried.',
    todo: 'Choose a key of that kind.',
  },
  'decrypt.key-unreadable': {
    title: 'The key file cannot be read as a key',
    means: 'Problem: {problem}. Nothing was tried.',
    todo: 'Use raw bytes, hex, base64, JWK, or a private key in PEM or DER.',
  },
  'decrypt.key-locked': {
    title: 'The private key does not open with this pass phrase',
    means: 'The key file is encrypted, and the pass phrase is missing or wrong. Nothing was tried.',
    todo: 'Type the pass phrase again.',
  },
  'decrypt.key-not-recipient': {
    title: 'This file is not for this key',
    means: 'It names {recipients} recipients, and none of them fits the key. No output was written.',
    todo: 'Choose the key of one of its recipients.',
  },
  'decrypt.iv-needed': {
    title: 'The IV is missing',
    means: "This format keeps its IV outside the file: for the platform it is the product's KEK-IV. Nothing was tried.",
    todo: 'Give the record of the request, or the IV in base64 (16 bytes).',
  },
  'decrypt.record-needed': {
    title: 'The record of the request is missing',
    means:
      'The one-time key of this file is sealed in the record that was saved beside the download. Nothing was tried.',
    todo: 'Put the record beside the file, or choose it.',
  },
  'decrypt.record-unreadable': {
    title: 'The record beside the file cannot be read',
    means: 'Problem: {problem}. Nothing was tried, because a wrong record would lead to a wrong answer.',
    todo: 'Move it away to go on without it, or save it again from the request.',
  },
  'decrypt.aad-unreadable': {
    title: 'The AAD cannot be read as {kind}',
    means: 'Nothing was tried. An AAD has at most 64 KiB.',
    todo: 'Check its spelling: base64 needs its padding, hex two digits a byte.',
  },
  'decrypt.digest-differs': {
    title: 'The result is not what the record promises',
    means: 'The key fits, but the SHA-256 of the plaintext is not the one that was recorded. No output was written.',
    todo: 'Check that file and record belong together.',
  },
  'decrypt.source-not-as-recorded': {
    title: '{name} is not the file that the platform made',
    means: 'Its SHA-256 is not the one in its record: it was changed or cut off on the way. No output was written.',
    todo: 'Download it again. AAD and key may well be right.',
  },
  'decrypt.below-floor': {
    title: 'The key would be more exposed than allowed',
    means: 'This way reaches grade {grade}, and {floor} is asked for. Nothing was tried.',
    todo: 'Use a key on a token, or lower the floor if your policy allows it.',
  },
  'decrypt.source-unreadable': {
    title: '{name} cannot be read',
    means: 'The system says: {reason}. No output was written.',
    todo: 'Check that it is there, is a file, and that you may read it.',
  },
  'decrypt.source-changed': {
    title: '{name} changed while it was read',
    means: 'The result would be a mixture, so it was thrown away. No output was written.',
    todo: 'Wait until nothing writes to it any more and try again.',
  },
  'decrypt.key-file-changed': {
    title: '{name} is not the key file that was chosen any more',
    means: 'Its content is another than when the key was chosen. Nothing was written onto the token.',
    todo: 'Find out who changed it. To move what is in it now, choose the file again.',
  },
  'decrypt.output-exists': {
    title: '{name} is already there',
    means: 'Keydock replaces nothing unless it is told to. The existing file was not touched.',
    todo: 'Choose another folder, move the file away, or ask to overwrite.',
  },
  'decrypt.disk-full': {
    title: 'The disk is full',
    means: 'The result did not fit and was thrown away.',
    todo: 'Make room or choose another folder.',
  },
  'decrypt.folder-refused': {
    title: 'Nothing can be written into this folder',
    means: 'The system says: {reason}. No output was written.',
    todo: 'Choose a folder you may write to.',
  },
  'decrypt.output-failed': {
    title: 'Writing the result failed',
    means: 'The system says: {reason}. What was written was thrown away.',
    todo: 'If it is a network drive, check that it is still connected, and try again.',
  },
  'decrypt.engine-died': {
    title: 'The decryption process stopped',
    means: 'It ended in the middle of the work. No output got its name.',
    todo: 'Try again. If it comes back, report it.',
  },
  'decrypt.token-not-found': {
    title: 'No token is called {label}',
    means: '{looked} modules were looked at. Nothing was tried.',
    todo: 'Check the label and that the token is plugged in, or name its module.',
  },
  'decrypt.token-no-key': {
    title: 'The token has no key that could open a file',
    means: 'Looked for {label} among its AES keys and its RSA and EC private keys. Nothing was tried.',
    todo: 'Choose another token, or check the name of the key. On this token there is: {labels}.',
  },
  'decrypt.token-too-large': {
    title: 'Too large to decrypt on the token',
    means: 'A token takes an AES-GCM message whole, and {limit} is the most that is sent to one. Nothing was tried.',
    todo: 'Use a key that may leave the token for this file alone (an envelope), or CBC.',
  },
} as const satisfies Record<`decrypt.${string}`, ErrorText>;
