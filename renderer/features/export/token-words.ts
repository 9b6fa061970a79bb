import type { TokenRow } from '../../../app/contract/token-shapes.ts';

/** "Nano 4 · serial 0000-4471 · firmware 3.7"; what the token does not tell is left out. */
export function tokenParts({ model, serial, firmware }: TokenRow): string {
  return [model, serial === '' ? '' : `serial ${serial}`, firmware === '' ? '' : `firmware ${firmware}`]
    .filter(Boolean)
    .join(' · ');
}

const pinWords = {
  untouched: 'PIN not entered',
  low: 'PIN not entered, few tries left',
  'final-try': 'PIN not entered, one try left',
  locked: 'PIN locked',
  unset: 'no PIN yet',
} as const satisfies Record<TokenRow['pin']['state'], string>;

/** Why there is none to choose. @param empty tokens that are here and were never set up */
export function noTokenWords(empty: number): string {
  return empty === 0
    ? 'No token is here. Plug one in, or allow its PKCS#11 module on the Tokens screen.'
    : 'Only tokens that were never set up are here. Set one up with the vendor’s program, or plug another in.';
}

/** How its PIN stands, in words. `locksAt` is told apart, since it counts down. */
export function pinStands({ needsLogin, isLoggedIn, pin }: TokenRow): string {
  if (isLoggedIn) return 'PIN entered';
  return needsLogin ? pinWords[pin.state] : 'needs no PIN';
}

/** Why nobody can log in to a token, or null where that may work. */
export function whyNoLogin({ label, isInitialised, pin, isLoggedIn }: TokenRow): string | null {
  if (!isInitialised) return 'It was never set up, so it holds no keys. Set it up with the vendor’s program.';
  if (isLoggedIn) return null;
  if (pin.state === 'locked')
    return 'Too many wrong PINs were entered: unlock it with its PUK in the vendor’s program.';
  if (pin.state === 'unset') return 'It has no PIN yet: set one with the vendor’s program.';
  if (pin.hasPad) return `${label || 'Its reader'} wants the PIN on keys of its own, which Keydock cannot ask for.`;
  return null;
}

/** Why a token cannot receive keys, or null where that may work. */
export function whyNoTarget(token: TokenRow): string | null {
  return whyNoLogin(token) ?? (token.isWritable ? null : 'It cannot be written: it gives only reading sessions.');
}
