import type { Account, Session } from '../../app/contract/shapes.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { DecryptEngine } from '../decrypt/engine.ts';
import type { Acts } from '../journal/acts.ts';
import type { Sources } from '../platform/gather.ts';
import { asWhom, type NamedProfile } from '../platform/who-acts.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { Confirmations } from '../windows/confirmation.ts';
import type { Dialogs } from '../windows/files.ts';
import type { SecretWindows } from '../windows/secret.ts';

/** What everything about clients is made of. */
export interface ClientParts {
  readonly sources: Sources;
  readonly session: () => Session;
  readonly profile: NamedProfile;
  readonly tokens: Pick<Tokens, 'present' | 'find' | 'ready' | 'objectId' | 'objectOf'>;
  /** The decryption process, where keys of files are. */
  readonly engine: () => Promise<DecryptEngine>;
  readonly secretWindows: Pick<SecretWindows, 'ask'>;
  readonly confirmations: Pick<Confirmations, 'ask'>;
  readonly dialogs: Pick<Dialogs, 'openFile' | 'saveFile'>;
  readonly acts: Acts;
}

/** Who is signed in, or why nobody is. */
export function signedIn(session: Session): Result<Account> {
  if (session.kind === 'signed-in') return ok(session.account);
  return fail(session.kind === 'expired' ? 'session.expired' : 'session.signed-out');
}

/** Whoever has to sign in again because a session expired is still the same person. @returns null for nobody */
export function whoIsHere(session: Session): Account | null {
  if (session.kind === 'signed-in' || session.kind === 'expired') return session.account;
  return session.kind === 'signing-in' ? session.again : null;
}

/** Who acts and where, for the foot of a confirmation; also where nobody is signed in, since tokens need no account. */
export function asNow({ session, profile }: Pick<ClientParts, 'session' | 'profile'>): string {
  const now = session();
  return now.kind === 'signed-in'
    ? asWhom(now.account, profile)
    : `on this computer, with nobody signed in, ${profile.name}`;
}
