import { CopyText } from '../../ui/CopyText.tsx';
import { visible } from '../../ui/shorten.ts';
import { SignInActions, type SigningIn, TimeLeft } from './SignInActions.tsx';
import s from './Start.module.css';

/** Waiting for the person to come back from their browser, with every way out. */
export function WaitingForBrowser({ session }: { readonly session: SigningIn }) {
  const { deviceCode, method, givesUpAt } = session;
  return (
    <>
      <h1 className={s['title']}>{method === 'browser' ? 'Go on in your browser' : 'Sign in on any device'}</h1>
      {method === 'browser' && (
        <p className={s['text']}>
          A page has opened there. Sign in, and this window goes on by itself. If no page opened, copy the link into a
          browser on this computer.
        </p>
      )}
      {method === 'device-code' && deviceCode === null && <p className={s['text']}>Asking for a code…</p>}
      {deviceCode !== null && (
        <>
          <p className={s['text']}>
            Open <strong>{visible(deviceCode.verificationUri)}</strong> in any browser, here or elsewhere, and enter
            this code:
          </p>
          <p className={s['code']}>
            <CopyText text={deviceCode.userCode} shown={visible(deviceCode.userCode)} what="device code" />
          </p>
        </>
      )}
      <p className={s['note']}>
        Keydock waits <TimeLeft until={givesUpAt} /> more.
      </p>
      <div className={s['actions']}>
        <SignInActions session={session} />
      </div>
    </>
  );
}
