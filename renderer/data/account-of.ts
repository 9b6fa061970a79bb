import type { Account, Session } from '../../app/contract/shapes.ts';

/** Whose work the window shows: also while their session has ended and they are signing in again. */
export function accountOf(session: Session): Account | null {
  switch (session.kind) {
    case 'signed-in':
    case 'expired':
      return session.account;
    case 'signing-in':
      return session.again;
    case 'no-profile':
    case 'signed-out':
      return null;
    default:
      return session satisfies never;
  }
}
