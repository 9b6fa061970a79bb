import { wordsFor } from '../../../app/errors.ts';
import { useSession } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { SignInActions, TimeLeft } from '../start/SignInActions.tsx';
import { signIn, useSignInFailure } from '../start/sign-in.ts';
import s from './Bar.module.css';

/** Asks once to sign in again, above everything, while everything stays. Nothing while the session is well. */
export function SessionBar() {
  const session = useSession();
  const attempt = useSignInFailure((state) => state.failure);
  if (session.kind === 'expired') {
    const failure = attempt ?? session.lastFailure;
    return (
      <section className={`${s['bar']} ${s['warn']}`} aria-label="Session" role="alert">
        <p>
          <strong>Your session has ended.</strong> Sign in again as {visible(session.account.name)} and you go on where
          you were. Nothing is lost.
          {failure !== null && failure.code !== 'session.expired' && ` ${visible(wordsFor(failure).title)}.`}
        </p>
        <Button tone="primary" onClick={() => void signIn('browser')}>
          Sign in again
        </Button>
        <Button onClick={() => void signIn('device-code')}>Use a device code</Button>
      </section>
    );
  }
  if (session.kind !== 'signing-in' || session.again === null) return null;
  const { deviceCode } = session;
  return (
    <section className={`${s['bar']} ${s['warn']}`} aria-label="Session" role="status">
      <p>
        {deviceCode === null ? (
          <>
            <strong>Go on in your browser.</strong> Sign in as {visible(session.again.name)}; this window goes on by
            itself. It waits <TimeLeft until={session.givesUpAt} /> more.
          </>
        ) : (
          <>
            <strong>Enter {visible(deviceCode.userCode)}</strong> at {visible(deviceCode.verificationUri)}, in any
            browser.
          </>
        )}
      </p>
      <SignInActions session={session} />
    </section>
  );
}
