/** The three sentences a person gets: what happened, what it means for their data, what to do. `{name}` is filled from the failure's facts. */
export interface ErrorText {
  readonly title: string;
  readonly means: string;
  readonly todo: string;
}

/**
 * The closed union of failures. A row is a code and its words; a new failure is a new row.
 * Grouped by the room it comes from; a code never changes its meaning once released.
 */
export const errorTexts = {
  // --- the app itself
  'app.unexpected': {
    title: 'Something went wrong inside Keydock',
    means: 'This is a fault in the app, not in what you did. Nothing was decided or written because of it.',
    todo: 'Try again. If it comes back, send the incident id {incident} with the log.',
  },
  'app.window-restarted': {
    title: 'The window had to be restarted',
    means: 'Its page crashed. Nothing was decided or written because of it; what you had not confirmed is not done.',
    todo: 'Go on where you were. If it comes back, send the incident id {incident} with the log.',
  },
  'app.bad-call': {
    title: 'The window asked for something that is not allowed',
    means: 'The request did not have the expected form, so nothing was done.',
    todo: 'Reload the window with Ctrl+R. If it comes back, report it.',
  },
  'app.cancelled': {
    title: 'Cancelled',
    means: 'Nothing was changed.',
    todo: 'Start again when you are ready.',
  },
  'app.file-not-known': {
    title: 'That file is no longer at hand',
    means: 'The window named a file that was not dropped or chosen in this session.',
    todo: 'Drop the file again.',
  },
  // --- confirmation windows
  'confirmation.typed-otherwise': {
    title: 'The typed characters do not match',
    means: 'They are not the ones that were asked for. Nothing was done.',
    todo: 'Open it again, and compare what you are about to confirm.',
  },
  'confirmation.busy': {
    title: 'Another confirmation is still open',
    means: 'Only one thing can be confirmed at a time. Nothing was decided.',
    todo: 'Answer or close the open confirmation window first.',
  },
  'confirmation.refused-often': {
    title: 'You said no four times in a row',
    means: 'Keydock asks nothing for a few seconds now, so that nothing can press you into a yes. Nothing was done.',
    todo: 'If you want it after all, wait {seconds} seconds and start it again.',
  },
  // --- profiles
  'profile.none': {
    title: 'No profile yet',
    means: 'Keydock does not know which platform to talk to.',
    todo: 'Import the profile file that your company hands out.',
  },
  'profile.unreadable': {
    title: 'This file cannot be read as a profile',
    means: 'Nothing was imported.',
    todo: 'Check that it is the JSON file your company handed out. Problem: {problem}.',
  },
  'profile.too-large': {
    title: 'This file is too large for a profile',
    means: 'A profile is at most {limit}. Nothing was imported.',
    todo: 'Choose the profile file itself.',
  },
  'profile.not-found': {
    title: 'This profile is not here any more',
    means: 'It was removed, perhaps in another window.',
    todo: 'Choose another profile or import it again.',
  },
  'profile.decision-under-way': {
    title: 'A decision or an export is still under way',
    means: 'Another profile would cut it off, and nobody could tell what became of it. The profile was not changed.',
    todo: 'Answer the open confirmation window, or wait until the outcome is shown.',
  },
  // --- network
  'network.offline': {
    title: '{host} cannot be reached',
    means: 'No answer came. What you see is the last known state.',
    todo: 'Check the network or VPN. Keydock tries again by itself.',
  },
  'network.timeout': {
    title: '{host} did not answer in time',
    means:
      'Keydock stopped waiting after {seconds} s. What you see is the last known state; a decision is read back before anything is said of it.',
    todo: 'Try again. If it stays slow, tell the people who run the platform.',
  },
  'network.dropped': {
    title: 'The connection to {host} broke off',
    means: 'The answer did not arrive whole, so Keydock does not know its end.',
    todo: 'Try again.',
  },
  'network.untrusted': {
    title: 'The certificate of {host} is not trusted',
    means: 'Keydock cannot be sure whom it is talking to and has sent nothing. Reason: {why}.',
    todo: 'Your company may use its own certificate authority: it belongs into the profile or the system store. There is no way to go on without it.',
  },
  'network.host-not-allowed': {
    title: '{host} is not named in the profile',
    means: 'Keydock contacts only hosts that the active profile names. Nothing was sent.',
    todo: 'If the host is right, ask for a profile that names it.',
  },
  'network.redirected': {
    title: '{host} points elsewhere',
    means:
      'It answered with another address. Keydock follows none, so that nothing goes to a host you have not confirmed.',
    todo: 'The address in the profile may be outdated: ask the people who hand it out.',
  },
  // --- session
  'session.signed-out': {
    title: 'You are not signed in',
    means: 'The platform answers only people it knows.',
    todo: 'Sign in.',
  },
  'session.expired': {
    title: 'Your session has ended',
    means: 'The platform answers nothing more until you sign in. What you were doing is kept.',
    todo: 'Press Sign in again; you go on where you were.',
  },
  'session.other-account': {
    title: 'Somebody else signed in',
    means:
      'The decision was confirmed by {expected}, but {actual} is signed in now. It was dropped; nothing was decided.',
    todo: 'Open the request again and decide as the person who is signed in.',
  },
  'session.sign-in-timeout': {
    title: 'Nobody came back from the browser',
    means: 'The sign-in was given up after {minutes} minutes. You are still signed out.',
    todo: 'Press Sign in again, or use a device code if no browser opens.',
  },
  'session.sign-in-refused': {
    title: 'The sign-in was refused',
    means: 'The sign-in service answered: {reason}.',
    todo: 'Try again, or ask the people who manage accounts.',
  },
  'session.sign-in-running': {
    title: 'A sign-in is already under way',
    means: 'Look for the browser window that opened.',
    todo: 'Finish or cancel it first.',
  },
  // --- platform
  'platform.forbidden': {
    title: 'You may not read this',
    means: 'The platform knows you but none of your groups gives this right.',
    todo: 'Look at your groups on the account page and ask whoever manages them.',
  },
  'platform.not-found': {
    title: 'It is not there any more',
    means: 'The platform has no such item, or it has left the queue.',
    todo: 'Refresh the list.',
  },
  'platform.refused': {
    title: 'The platform refused the request',
    means: 'It answered {status} and gave this reason: {reason}. Nothing was changed.',
    todo: 'If the reason is not yours to mend, give it to the people who run the platform.',
  },
  'platform.throttled': {
    title: 'The platform asks us to slow down',
    means: 'Too many requests came from here. Nothing is lost.',
    todo: 'Keydock waits {seconds} s and goes on by itself.',
  },
  'platform.unavailable': {
    title: 'The platform is not well',
    means: 'It answered {status}. What you see is the last known state.',
    todo: 'Keydock tries again by itself. If it lasts, tell the people who run the platform.',
  },
  'platform.unreadable': {
    title: 'The platform gave an answer Keydock cannot read',
    means: 'It may come from a proxy on the way, or from a newer version. Nothing was taken from it.',
    todo: 'Try again. If it stays, report it with request {requestId}.',
  },
  // --- decisions: after any doubt the item was read again; these say what is true
  'decision.changed': {
    title: 'The request changed while you looked at it',
    means: 'What you confirmed is not what is there now, so nothing was sent.',
    todo: 'Look at what changed and decide again.',
  },
  'decision.not-open': {
    title: 'It is not open for a decision yet',
    means:
      'The platform is still preparing it (Created). A decision sent now would be answered OK and change nothing, so none was sent.',
    todo: 'Wait a moment and try again.',
  },
  'decision.unknown': {
    title: 'It is not known whether the decision arrived',
    means: 'The connection broke after sending, and the item could not be read again. It was not sent twice.',
    todo: 'Refresh and look at its state before you decide again.',
  },
  'decision.too-large': {
    title: 'It is too large to be approved here',
    means: 'Keydock approves only what it can show whole, so nothing was sent. {parts}',
    todo: 'Reject it, or have it asked for again in smaller parts.',
  },
  'decision.typed-wrong': {
    title: 'The typed characters do not match',
    means: 'Nothing was decided.',
    todo: "Compare them with the engineer's screen once more.",
  },
  // --- journal
  'journal.unwritable': {
    title: 'The journal cannot be written',
    means: 'Keydock writes down what it is about to do before it does it. It could not, so nothing was done.',
    todo: 'Check the free space and rights of the application data folder.',
  },
  'journal.unreadable': {
    title: 'The journal cannot be read',
    means: 'Nothing was changed in it. What was done is still written down, as far as the disk has it.',
    todo: 'Check the rights of the application data folder, and that no other copy of Keydock hangs. Then try again.',
  },
  'journal.line-gone': {
    title: 'The journal has no such line',
    means: 'It has fewer lines than when the list was read. Lines are never taken away by Keydock.',
    todo: 'Verify the journal, and compare its head with one you keep elsewhere.',
  },
  'journal.export-exists': {
    title: '{name} is already there',
    means: 'An export replaces nothing, whatever the dialog asked. The existing file was not touched.',
    todo: 'Choose another name.',
  },
  'journal.export-failed': {
    title: 'The journal could not be exported',
    means: 'The system says: {reason}. What was written of the export was taken away; the journal itself is as it was.',
    todo: 'Check the free space and rights of the folder, or choose another one.',
  },
  // --- downloads of what requests made
  'download.not-ready': {
    title: 'There is nothing to download',
    means: 'The request is {state}. Only a request that is ready has a result.',
    todo: 'If it is still under way, wait. One that was rejected or failed never has a result.',
  },
  'download.no-file': {
    title: 'The platform names no file for this request',
    means: 'The request is ready, but its answer holds {what}. Nothing was written.',
    todo: 'If you expect a file, tell the people who run the platform.',
  },
  'download.no-digest': {
    title: 'The platform names no digest for this file',
    means: 'So nobody can say whether what arrives is what was made. Nothing was written.',
    todo: 'Tell the people who run the platform, or download it again and accept it as it comes.',
  },
  'download.link-refused': {
    title: '{host} did not give the file',
    means: 'The object store answered {status}, also to a fresh link. Nothing was written.',
    todo: 'Try again. If it stays, tell the people who run the platform.',
  },
  'download.digest-differs': {
    title: 'What arrived is not what the platform made',
    means:
      'Neither the bytes nor what their base64 says have the SHA-256 that the platform names. It was thrown away; nothing was written.',
    todo: 'Try again. If it stays, report it: the file was changed on the way or in the store.',
  },
  'download.stalled': {
    title: '{host} stopped sending',
    means: 'Nothing came for {seconds} s. What had arrived was thrown away.',
    todo: 'Try again.',
  },
  'download.too-large': {
    title: 'The file is larger than any the platform can make',
    means: 'It was stopped at {limit}. What had arrived was thrown away.',
    todo: 'Report it: the object store sends something else.',
  },
  'download.under-way': {
    title: 'It is being downloaded already',
    means: 'One download of a request is enough. Nothing was begun.',
    todo: 'Wait for it, or cancel it first.',
  },
  'download.not-written': {
    title: 'The file could not be written',
    means: 'The system says: {reason}. Nothing stays under its name; no existing file was touched.',
    todo: 'Check the free space and rights of the folder, or choose another one.',
  },
  // --- clients of the platform and their keys
  'client.key-kind': {
    title: 'A client of this type cannot have this key',
    means: 'The platform takes {needs} for it; this key is {given}. Nothing was sent.',
    todo: 'Choose another key, or make one on a token.',
  },
  'client.key-gone': {
    title: 'That key is not at hand any more',
    means: 'Its token was removed or locked, or the app was restarted since its file was opened. Nothing was sent.',
    todo: 'Enter the PIN of the token, or open the key file again.',
  },
  'client.key-not-here': {
    title: 'The key of this client is not at hand',
    means:
      'None of the tokens that are open, and no key file opened here, has the registered key. Nothing was fetched.',
    todo: 'Enter the PIN of the token that has it, or open its key file, and try again.',
  },
  'client.registered-already': {
    title: 'This key is registered for this product already',
    means: 'As {name}, which is {state}. A second registration would only retire the first. Nothing was sent.',
    todo: 'Use that client, or make another key.',
  },
  'client.not-as-asked': {
    title: 'The platform has registered something else',
    means: 'Read back, the client {id} differs from what you confirmed: {what}. It waits for approval.',
    todo: 'Have it rejected, and tell the people who run the platform.',
  },
  'client.unknown-outcome': {
    title: 'It is not known whether the platform took it',
    means: 'The connection broke after sending, and it is not in the list. It was not sent twice.',
    todo: 'Look at the list in a minute, and ask again only if it is not there.',
  },
  'client.not-retirable': {
    title: 'This client cannot be retired now',
    means: '{why} Nothing was sent.',
    todo: 'Refresh the list.',
  },
  'client.no-secrets': {
    title: 'This client has no secrets to fetch',
    means:
      'Only a production PC that is ready and belongs to you fetches the secrets of its product. Nothing was asked.',
    todo: 'Open the client that is yours.',
  },
  'client.secrets-unreadable': {
    title: 'The secrets cannot be read',
    means: 'Problem: {problem}. Nothing of them was shown or kept.',
    todo: 'Try again. If it stays, report it.',
  },
  'client.secrets-key': {
    title: 'The key of this client does not open the secrets',
    means: 'They were made for another key, or changed on the way; the two cannot be told apart. Nothing was shown.',
    todo: 'Check on the Clients page which key is registered, then try again.',
  },
  'client.file-exists': {
    title: '{name} is already there',
    means: 'Saving replaces nothing, whatever the dialog asked. The existing file was not touched.',
    todo: 'Choose another name.',
  },
  'client.not-saved': {
    title: 'The secrets could not be saved',
    means: 'The system says: {reason}. What was written of the file was taken away.',
    todo: 'Check the free space and rights of the folder, or choose another one.',
  },
  // --- decryption of files, offline
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
  // --- tokens: modules and their processes
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
  // --- tokens: what a token answers
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
  // --- envelopes and keys on their way to a token
  'envelope.unreadable': {
    title: "The platform's envelope is not one Keydock can open",
    means: 'Problem: {problem}. No key was touched.',
    todo: 'Fetch it again. If it stays, report it with request {requestId}.',
  },
  'envelope.not-for-this-key': {
    title: 'This client key does not open the envelope',
    means:
      'It was made for another key, or it was changed on the way; the two cannot be told apart. No key was written.',
    todo: 'Check that the registered client is the one of this key, then fetch the envelope again.',
  },
  'import.floor': {
    title: 'The profile does not allow this exposure',
    means: 'This token can do it at grade {grade} only; the profile asks for {floor} or better. Nothing was written.',
    todo: 'Use another token, or a profile with a lower floor.',
  },
  'import.no-rung': {
    title: 'This token offers no way to take this key',
    means: 'None of the known ways of unwrapping works on it: {why}. Nothing was written.',
    todo: 'Use another token for it.',
  },
  'import.not-unwrapped': {
    title: 'The key did not unwrap',
    means: 'The token answered {code}. The wrapped key may be damaged or wrapped for another key. Nothing was written.',
    todo: 'Fetch the envelope again. If it stays, report it.',
  },
  'import.not-verified': {
    title: 'The key was written but did not prove right',
    means: 'Problem: {problem}. It was destroyed, and that was checked.',
    todo: 'Do not use this token for it. The record says what was tried.',
  },
  'import.left-behind': {
    title: 'A key that is not right could not be destroyed',
    means: 'An object named {label} is still on the token. Problem: {problem}.',
    todo: "Destroy it in the Tokens page or with the vendor's program, and do not use it.",
  },
  'import.duplicate': {
    title: 'This key is on the token already',
    means: 'It is there as {label}. Nothing was written.',
    todo: 'Use that one, or choose to write it a second time.',
  },
  // --- the export ceremony
  'export.not-found': {
    title: 'This export is not here',
    means: 'It was forgotten, or it belongs to another profile. Nothing was written because of it.',
    todo: 'Begin a new one. Keys that were written stay, and so do their records.',
  },
  'export.busy': {
    title: 'Something is being done in this export already',
    means: 'It does one thing at a time. The second request changed nothing.',
    todo: 'Wait until it is done, or cancel it.',
  },
  'export.too-many': {
    title: 'There are too many exports already',
    means: '{most} of them hold keys that were written and no record yet. Nothing was begun.',
    todo: 'Finish one of them, or forget it.',
  },
  'export.wrong-step': {
    title: 'The export is not at that step',
    means: 'What this step needs has not been chosen yet, or the keys are written already. Nothing was changed.',
    todo: 'Go back to the step that is missing, or begin a new export.',
  },
  'export.client-missing': {
    title: 'This key is no client of the product yet',
    means: 'The platform wraps keys for registered clients only, and none of yours has this key. Nothing was fetched.',
    todo: 'Register the key as a SecurityEngineer client, let somebody approve it, and check again.',
  },
  'export.client-not-ready': {
    title: 'The client is not approved yet',
    means: 'The platform says {state}. It wraps keys only for a client that is Ready. Nothing was fetched.',
    todo: 'Wait for the approval, then check again.',
  },
  'export.client-key-changed': {
    title: 'The client key is not the one you chose',
    means: 'The key in its place has another fingerprint. Nothing was fetched.',
    todo: 'Choose the client key again and compare its fingerprint.',
  },
  'export.no-keys': {
    title: 'The envelope holds no keys',
    means: 'This product has no extractable keys, or none that this client may have. Nothing was written.',
    todo: "Check the product's operations: only extractable keys are exported.",
  },
  'export.preview-gone': {
    title: 'The preview is no longer at hand',
    means: 'Envelopes are kept in memory only, never on disk. Nothing was written.',
    todo: 'Make the preview again.',
  },
  'export.key-not-planned': {
    title: 'One of these keys cannot be exported',
    means: '{name}: {why}. Nothing was written.',
    todo: 'Leave it out, or choose another token.',
  },
  'export.interrupted': {
    title: 'The export was cut off at this key',
    means: 'Keydock ended before the outcome was written down. {found}',
    todo: 'Look at the token before you export this key again; destroy what is unfinished.',
  },
  'export.not-proven': {
    title: 'The file does not open with this key',
    means:
      'Another key, another AAD or a changed file: the three cannot be told apart. The key on the token was not changed.',
    todo: 'Check that the file was made with this key and that its record is right. Do not rely on the key before a file has opened.',
  },
  'export.proof-unfit': {
    title: 'This cannot prove the key',
    means: '{problem}. Nothing was tried.',
    todo: 'Use an AES-GCM file that the platform made with this key, at most 40,960,028 bytes long.',
  },
  'export.no-proof-request': {
    title: 'No encrypt request fits this key',
    means:
      'None that you may read is Ready, made with this key, and in a plain AES-GCM mode. Not readable for you: {refused}.',
    todo: 'Prove the key with a file that somebody else downloads. Until then it is integrity-checked, not compared.',
  },
  // --- ceremony records
  'record.not-found': {
    title: 'This record is not here',
    means: 'It was moved away, or it was made on another machine. The journal still has its digest.',
    todo: 'Put its file back into the folder of records.',
  },
  'record.unsigned': {
    title: 'This record has no signature',
    means: 'The token could not sign it, as the record itself says. Nothing was saved.',
    todo: 'Save it as JSON. Its SHA-256 is in the journal.',
  },
  'record.printing': {
    title: 'A record is being printed already',
    means: 'One print dialog is open at a time.',
    todo: 'Answer or close the open print dialog first.',
  },
  'record.not-printed': {
    title: 'The record could not be printed',
    means: 'The system says: {reason}. The record itself is not changed by it.',
    todo: 'Check the printer, or save the record as a web page and print that.',
  },
  'record.unreadable': {
    title: 'This record cannot be read',
    means: 'Its file is not what Keydock wrote. Nothing can be said about it.',
    todo: 'Compare its SHA-256 with the one in the journal, and restore the file from a copy.',
  },
  'record.exists': {
    title: '{name} is already there',
    means: 'Keydock replaces nothing. The existing file was not touched.',
    todo: 'Choose another name or folder.',
  },
  'record.not-written': {
    title: 'The record could not be written',
    means: 'The system says: {reason}. The keys on the token are not changed by it.',
    todo: 'Make room or choose another folder, and try again.',
  },
} as const satisfies Record<string, ErrorText>;

/** A code of the closed union, so that a `switch` over it is checked by the compiler. */
export type ErrorCode = keyof typeof errorTexts;

/**
 * The words for one failure, with its facts filled in. A fact that is missing reads "unknown".
 * @param failure code, facts and ids as they came across
 */
export function wordsFor(failure: {
  readonly code: ErrorCode;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly requestId?: string | undefined;
  readonly incident?: string | undefined;
}): ErrorText {
  const text: ErrorText = errorTexts[failure.code];
  const facts: Readonly<Record<string, string | number | boolean>> = {
    ...failure.facts,
    ...(failure.requestId === undefined ? {} : { requestId: failure.requestId }),
    ...(failure.incident === undefined ? {} : { incident: failure.incident }),
  };
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (_match, name: string) => String(facts[name] ?? 'unknown'));
  return { title: fill(text.title), means: fill(text.means), todo: fill(text.todo) };
}
