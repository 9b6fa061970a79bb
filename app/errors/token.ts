import type { ErrorText } from './error-text.ts';

/** PKCS#11 modules, their processes, and what a token answers. */
export const tokenErrors = {
  // --- modules and their processes
  'token.module-missing': {
    title: 'The PKCS#11 module is not there',
    means: '{file} cannot be read, so no token of it can be used. Nothing was changed.',
    todo: "Check that the vendor's software is installed, or remove the module from the list.",
  },
  'token.module-changed': {
    title: 'The PKCS#11 module is not the file you allowed',
    means: '{file} has changed since it was added. Loading a module runs its code, so it was not loaded.',
    todo: "If you updated the vendor's software, look at the new file and allow it again.",
  },
  'token.module-unusable': {
    title: 'The PKCS#11 module does not start',
    means: '{file} was loaded in a process of its own and answered {problem}. Nothing was changed.',
    todo: "Check the vendor's software and its configuration, then press Try again.",
  },
  'token.module-silent': {
    title: 'The token module stopped answering',
    means: 'It did not finish within {seconds} s, so its process was ended. What it was doing may be half done.',
    todo: 'Check the reader and the token, then try again. The PIN is asked for again.',
  },
  'token.module-crashed': {
    title: 'The token module broke down',
    means: 'Its process ended by itself ({how}). Keydock goes on. What it was doing may be half done.',
    todo: 'Try again. The PIN is asked for again. If it comes back, tell the vendor of the module.',
  },
  'token.module-unreadable': {
    title: 'The token process gave an answer Keydock cannot read',
    means: 'The answer was dropped and the process ended.',
    todo: 'Try again. If it comes back, report it.',
  },
  'token.process-ended': {
    title: 'The token was locked meanwhile',
    means: 'Its process was ended by logout, idle time, screen lock or suspend before this was done.',
    todo: 'Enter the PIN again and repeat it.',
  },
  'token.modules-unwritable': {
    title: 'The list of allowed modules could not be written',
    means: "Keydock's own folder on this computer cannot be written. Nothing was allowed or forgotten.",
    todo: 'Check that the disk is not full and that the folder is yours, then try again.',
  },
  'token.no-nss': {
    title: 'This computer has no NSS',
    means: 'NSS databases are read by a module that comes with NSS; it was not found. Nothing was changed.',
    todo: "Install NSS by the system's packages, or add its module (softokn) by its file.",
  },
  'token.no-nss-database': {
    title: 'That folder is no NSS database',
    means: 'An NSS database has a file named key4.db in it, and its path holds no quotes. Nothing was changed.',
    todo: 'Choose the folder that holds key4.db.',
  },
  // --- what a token answers
  'token.gone': {
    title: 'The token is gone',
    means: 'It was removed, or another one is in its place. Keys that were being written may be half done.',
    todo: 'Put it back and press Try again. Keydock looks for what was left.',
  },
  'token.not-logged-in': {
    title: 'The token wants its PIN',
    means: 'Without it the token does not show or use its private keys.',
    todo: 'Enter the PIN.',
  },
  'token.pin-wrong': {
    title: 'The PIN is wrong',
    means: 'The token refused it. {left}',
    todo: 'Enter it again with care; too many wrong PINs lock the token.',
  },
  'token.pin-length': {
    title: 'A PIN of this length cannot be right',
    means: 'The token takes {min} to {max} characters. It was not tried.',
    todo: 'Enter it again.',
  },
  'token.pin-locked': {
    title: 'The token is locked',
    means: 'Too many wrong PINs were entered. The keys are intact, but this token answers nobody until it is unlocked.',
    todo: "Unlock it with its PUK in the vendor's program, then press Try again.",
  },
  'token.pin-unset': {
    title: 'This token has no PIN yet',
    means: 'It was never set up for a user, so it cannot keep keys.',
    todo: "Set it up with the vendor's program, then press Try again.",
  },
  'token.pin-missing': {
    title: 'No PIN was entered',
    means: 'Nothing was tried.',
    todo: 'Enter the PIN.',
  },
  'token.pin-stopped': {
    title: 'You stopped asking for the PIN',
    means: 'This key wants its PIN at every use, and you stopped the rest. Nothing of this file was opened.',
    todo: 'Try again when you want to enter it for this file too.',
  },
  'token.pin-at-use': {
    title: 'This key wants its PIN at every use',
    means:
      'The token refused {call} without it. Keydock can give it where an RSA key decrypts; for a key agreement and for unwrapping on the token PKCS#11 knows no way.',
    todo: 'Use a key that asks for its PIN once a login.',
  },
  'token.pin-pad': {
    title: 'This reader wants the PIN on its own keys',
    means: "Keydock's window for PINs cannot ask such a reader for it. Nothing was tried.",
    todo: 'Use a reader without a PIN pad. To decrypt files, the command line can wait for the keys of the reader.',
  },
  'token.full': {
    title: 'The token is full',
    means: 'It has no room for this. Nothing was left on it.',
    todo: 'Destroy keys that are no longer needed, or use another token.',
  },
  'token.read-only': {
    title: 'The token cannot be written',
    means: 'It is write-protected or gives only reading sessions. Nothing was changed.',
    todo: "Use another token, or lift the protection in the vendor's program.",
  },
  'token.busy': {
    title: 'The token has no session left',
    means: 'Other programs use all it can give. Nothing was changed.',
    todo: 'Close them and try again.',
  },
  'token.at-work': {
    title: 'A token is at work',
    means: 'Keys are being exported, proven or used to decrypt. This would cut it off half way. Nothing was changed.',
    todo: 'Wait until it is done, or stop it where it was started. In a hurry, sign out or lock the screen.',
  },
  'token.refused': {
    title: 'The token refused',
    means: '{call} answered {code}. Nothing that Keydock made was left behind.',
    todo: 'Try again; if it comes back, report {call} and {code}.',
  },
  'token.object-gone': {
    title: 'That object is not on the token any more',
    means: 'It was removed or changed since the list was read.',
    todo: 'Refresh the list.',
  },
  'token.cannot': {
    title: 'This token cannot do that',
    means: 'It was tried with a known answer: {what}. Nothing was written to the token.',
    todo: 'Use another token.',
  },
} as const satisfies Record<`token.${string}`, ErrorText>;
