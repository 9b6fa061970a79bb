import type { ModuleRow, ObjectRow, TokenRow } from '../../../app/contract/token-shapes.ts';

/** A few words and how they stand out. */
export interface Said {
  readonly text: string;
  readonly tone: 'plain' | 'ok' | 'warn' | 'danger';
}

/** How a module stands. */
export function moduleState({ state, failure, about }: Pick<ModuleRow, 'state' | 'failure' | 'about'>): Said {
  switch (state) {
    case 'offered':
      return { text: 'not used yet', tone: 'plain' };
    case 'missing':
      return { text: 'file is gone', tone: 'danger' };
    case 'changed':
      return { text: 'file has changed', tone: 'warn' };
    case 'allowed':
      if (failure !== null) return { text: 'does not answer', tone: 'danger' };
      return about === null ? { text: 'starting', tone: 'plain' } : { text: 'in use', tone: 'ok' };
    default:
      return state satisfies never;
  }
}

/** What to do about a module that cannot be used as it is; null where nothing is in the way. */
export function moduleNotice({ state, name }: Pick<ModuleRow, 'state' | 'name'>): Notice | null {
  switch (state) {
    case 'changed':
      return {
        tone: 'warn',
        title: 'This is not the file you allowed.',
        text: `Loading a module runs its code, so ${name} was not loaded. If you updated the vendor's software, look at the new file and allow it again.`,
      };
    case 'missing':
      return {
        tone: 'danger',
        title: 'The file is not there.',
        text: "No token of it can be used. Check that the vendor's software is installed, then look again; or forget the module.",
      };
    case 'offered':
      return {
        tone: 'info',
        title: 'Nothing of it was loaded.',
        text: 'Keydock found the file, no more. Loading it runs its code in a process of its own; before that, a window shows its path, its hash and where it comes from.',
      };
    case 'allowed':
      return null;
    default:
      return state satisfies never;
  }
}

/** How a token stands: what is in the way comes first. */
export function tokenState({ isInitialised, isLoggedIn, needsLogin, pin }: TokenRow): Said {
  if (!isInitialised) return { text: 'not set up', tone: 'plain' };
  if (isLoggedIn) return { text: 'logged in', tone: 'ok' };
  if (pin.state === 'locked') return { text: 'locked', tone: 'danger' };
  if (pin.state === 'final-try') return { text: 'last try', tone: 'danger' };
  if (pin.state === 'unset') return { text: 'no PIN set', tone: 'warn' };
  if (pin.state === 'low' || pin.wrongHere > 0) return { text: 'wrong PIN entered', tone: 'warn' };
  return needsLogin ? { text: 'not logged in', tone: 'plain' } : { text: 'no login needed', tone: 'plain' };
}

/** Why nobody can log in now; null where one can. */
export function whyNoLogin({ isInitialised, needsLogin, pin }: TokenRow): string | null {
  if (!isInitialised) return 'The token is not set up';
  if (pin.state === 'locked') return 'The token is locked';
  if (pin.state === 'unset') return 'The token has no PIN yet';
  return needsLogin ? null : 'The token needs no PIN';
}

/** Something to be known before anything is done. */
export interface Notice {
  readonly tone: 'info' | 'warn' | 'danger';
  readonly title: string;
  readonly text: string;
}

/** The PIN in a line, with what is left. */
export function pinWords({ pin }: Pick<TokenRow, 'pin'>): string {
  const states = {
    untouched: pin.wrongHere > 0 ? 'set, tries left not told' : 'set, no wrong tries',
    low: 'set, a wrong one was tried',
    'final-try': 'set, one try left',
    locked: 'locked by wrong tries',
    unset: 'not set yet',
  } as const satisfies Record<TokenRow['pin']['state'], string>;
  return states[pin.state];
}

/** What an object is: "AES-256 · secret key". Main names the type of what is no key by its class. */
export function objectWhat({ type, class: kind }: Pick<ObjectRow, 'type' | 'class'>): string {
  return type === '' || type === classWords[kind] ? classWords[kind] : `${type} · ${classWords[kind]}`;
}

const classWords = {
  'secret-key': 'secret key',
  'private-key': 'private key',
  'public-key': 'public key',
  certificate: 'certificate',
  data: 'data',
  other: 'other object',
} as const satisfies Record<ObjectRow['class'], string>;
