import { useQuery } from '@tanstack/react-query';
import type { Session } from '../../../app/contract/shapes.ts';
import { client } from '../../data/bridge.ts';
import { startQuery, useActiveProfile, useProfiles } from '../../data/queries.ts';
import { orTrouble } from '../../state/trouble.ts';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { ProfileMark } from '../../ui/ProfileMark.tsx';
import { visible } from '../../ui/shorten.ts';
import s from './Start.module.css';
import { StartPage } from './StartPage.tsx';
import { signIn, useSignInFailure } from './sign-in.ts';
import { WaitingForBrowser } from './WaitingForBrowser.tsx';

/** Which platform it is about to be, so that nobody signs in to the wrong one. */
function Where() {
  const profile = useActiveProfile();
  if (profile === null) return null;
  return (
    <div className={s['where']}>
      <ProfileMark profile={profile} />
      <span>
        <span className={s['profile']}>{visible(profile.name)}</span>
        <span className={s['note']}>{visible(profile.note ?? '')}</span>
      </span>
    </div>
  );
}

/** The other profiles, when there are some. */
function OtherProfiles() {
  const others = useProfiles().filter(({ active }) => !active);
  if (others.length === 0) return null;
  return (
    <section className={s['others']}>
      <h2 className={s['note']}>Other profiles</h2>
      <ul>
        {others.map((profile) => (
          <li key={profile.id}>
            <button
              type="button"
              className={s['other']}
              onClick={() => void orTrouble(client.profiles.activate({ id: profile.id }))}
            >
              <ProfileMark profile={profile} />
              <span>
                <span className={s['profile']}>{visible(profile.name)}</span>
                <span className={s['note']}>{visible(profile.note ?? profile.apiHost)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Invitation({ session }: { readonly session: Session }) {
  const profile = useActiveProfile();
  const keeping = useQuery(startQuery).data?.keeping;
  const attempt = useSignInFailure((state) => state.failure);
  const failure = attempt ?? (session.kind === 'signed-out' ? session.lastFailure : null);
  return (
    <>
      <h1 className={s['title']}>Sign in</h1>
      <p className={s['text']}>
        Your browser opens the sign-in page at{' '}
        <strong>{visible(profile?.authorityHost ?? 'your sign-in service')}</strong>. Keydock never sees your password.
      </p>
      {failure !== null && failure.code !== 'app.cancelled' && (
        <div className={s['failure']}>
          <Problem failure={failure} form="inline" />
        </div>
      )}
      <div className={s['actions']}>
        <Button tone="primary" autoFocus onClick={() => void signIn('browser')}>
          Sign in with the browser
        </Button>
        <Button onClick={() => void signIn('device-code')}>Use a device code</Button>
      </div>
      <p className={s['note']}>
        {keeping?.kind === 'os-encrypted'
          ? 'You stay signed in on this computer; the session is encrypted by the operating system.'
          : `You will be asked again after every start: the session is kept in memory only. ${visible(keeping?.why ?? '')}`}
      </p>
      <OtherProfiles />
    </>
  );
}

/** Nobody is signed in. */
export function SignIn({ session }: { readonly session: Session }) {
  const profile = useActiveProfile();
  return (
    <StartPage foot={profile !== null && <span>talks to {visible(profile.apiHost)}</span>}>
      <Where />
      {session.kind === 'signing-in' ? <WaitingForBrowser session={session} /> : <Invitation session={session} />}
    </StartPage>
  );
}
