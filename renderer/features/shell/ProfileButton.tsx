import { ChevronsUpDown, FileKey2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useActiveProfile } from '../../data/queries.ts';
import { hashOf } from '../../state/route.ts';
import { ProfileMark } from '../../ui/ProfileMark.tsx';
import { visible } from '../../ui/shorten.ts';
import s from './ProfileButton.module.css';

const ProfileMenu = lazy(() => import('./ProfileMenu.tsx').then(({ ProfileMenu }) => ({ default: ProfileMenu })));

/** In the place of the profile while there is none. */
function NoProfileYet() {
  return (
    <a href={hashOf({ screen: 'profiles' })} className={s['button']} title="Profiles">
      <span className={s['none']} aria-hidden="true">
        <FileKey2 size={15} />
      </span>
      <span className={s['names']}>
        <span className={s['name']}>Keydock</span>
        <span className={s['note']}>no profile yet</span>
      </span>
    </a>
  );
}

/** Which platform this window talks to, always in view. Opens the list of the others; that list is loaded when first asked for. */
export function ProfileButton() {
  const profile = useActiveProfile();
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const [isOpen, setOpen] = useState(false);
  if (profile === null) return <NoProfileYet />;
  return (
    <>
      <button
        ref={setButton}
        type="button"
        className={s['button']}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        title={profile.apiHost}
        onClick={() => setOpen(true)}
      >
        <ProfileMark profile={profile} />
        <span className={s['names']}>
          <span className={s['name']}>{visible(profile.name)}</span>
          <span className={s['note']}>{visible(profile.note ?? profile.apiHost)}</span>
        </span>
        <ChevronsUpDown size={12} aria-hidden="true" className={s['arrows']} />
      </button>
      {isOpen && button !== null && (
        <Suspense fallback={null}>
          <ProfileMenu anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
