import { useState } from 'react';
import type { Session } from '../../../app/contract/shapes.ts';
import { client } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';
import { orTrouble } from '../../state/trouble.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { visible } from '../../ui/shorten.ts';
import { duration, instantOf } from '../../ui/time.ts';
import { useNow } from '../../ui/use-now.ts';
import s from './Start.module.css';
import { switchToDeviceCode } from './sign-in.ts';

type SigningIn = Extract<Session, { kind: 'signing-in' }>;

/** "12 seconds", until the app gives up waiting. */
export function TimeLeft({ until }: { readonly until: string }) {
  const now = useNow('second');
  const at = instantOf(until);
  return at === null ? 'a while' : duration(at - now, navigator.language);
}

/** Puts the sign-in link on the clipboard; main does it, the link never comes here. */
export function CopyLinkButton() {
  const [done, setDone] = useState(false);
  const copy = async () => {
    if ((await orTrouble(client.session.copySignInLink({}))) === undefined) return;
    setDone(true);
    announce('Copied the sign-in link');
  };
  return <Button onClick={() => void copy()}>{done ? 'Link copied' : 'Copy link'}</Button>;
}

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
        {method === 'browser' && <CopyLinkButton />}
        {method === 'browser' && <Button onClick={() => void switchToDeviceCode()}>Use a device code</Button>}
        {deviceCode !== null && (
          <Button tone="primary" onClick={() => void orTrouble(client.session.openDeviceCodePage({}))}>
            Open the page
          </Button>
        )}
        <Button tone="quiet" onClick={() => void orTrouble(client.session.cancelSignIn({}))}>
          Cancel
        </Button>
      </div>
    </>
  );
}
