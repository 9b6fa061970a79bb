import { useState } from 'react';
import type { Session } from '../../../app/contract/shapes.ts';
import { client } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';
import { orTrouble } from '../../state/trouble.ts';
import { Button } from '../../ui/Button.tsx';
import { duration, instantOf } from '../../ui/time.ts';
import { useNow } from '../../ui/use-now.ts';
import { switchToDeviceCode } from './sign-in.ts';

/** A sign-in that waits for the person to come back from their browser. */
export type SigningIn = Extract<Session, { kind: 'signing-in' }>;

/** "12 seconds", until the app gives up waiting. */
export function TimeLeft({ until }: { readonly until: string }) {
  const now = useNow('second');
  const at = instantOf(until);
  return at === null ? 'a while' : duration(at - now, navigator.language);
}

/** Puts the sign-in link on the clipboard; main does it, the link never comes here. */
function CopyLinkButton() {
  const [done, setDone] = useState(false);
  const copy = async () => {
    if ((await orTrouble(client.session.copySignInLink({}))) === undefined) return;
    setDone(true);
    announce('Copied the sign-in link');
  };
  return <Button onClick={() => void copy()}>{done ? 'Link copied' : 'Copy link'}</Button>;
}

/** Every way on and out while a sign-in waits. */
export function SignInActions({ session: { method, deviceCode } }: { readonly session: SigningIn }) {
  return (
    <>
      {method === 'browser' && (
        <>
          <CopyLinkButton />
          <Button onClick={() => void switchToDeviceCode()}>Use a device code</Button>
        </>
      )}
      {deviceCode !== null && (
        <Button tone="primary" onClick={() => void orTrouble(client.session.openDeviceCodePage({}))}>
          Open the page
        </Button>
      )}
      <Button tone="quiet" onClick={() => void orTrouble(client.session.cancelSignIn({}))}>
        Cancel
      </Button>
    </>
  );
}
