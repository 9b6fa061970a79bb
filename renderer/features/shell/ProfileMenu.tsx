import { Check } from 'lucide-react';
import { useRef } from 'react';
import { Menu, MenuItem, Popover, Separator } from 'react-aria-components';
import type { ProfileSummary } from '../../../app/contract/shapes.ts';
import { client } from '../../data/bridge.ts';
import { useProfiles } from '../../data/queries.ts';
import { orTrouble } from '../../state/trouble.ts';
import { go } from '../../state/use-route.ts';
import { ProfileMark } from '../../ui/ProfileMark.tsx';
import { visible } from '../../ui/shorten.ts';
import s from './ProfileMenu.module.css';

const MANAGE = 'keydock-manage';

function Row({ profile }: { readonly profile: ProfileSummary }) {
  return (
    <>
      <ProfileMark profile={profile} />
      <span className={s['names']}>
        <span>{visible(profile.name)}</span>
        <span className={s['note']}>{visible(profile.note ?? profile.apiHost)}</span>
      </span>
      {profile.active && <Check size={15} aria-hidden="true" />}
    </>
  );
}

/** The platforms there are profiles for. Choosing another one switches the window to it. */
export function ProfileMenu({ anchor, onClose }: { readonly anchor: HTMLElement; readonly onClose: () => void }) {
  const profiles = useProfiles();
  const trigger = useRef<HTMLElement>(anchor);
  const choose = (key: string | number): void => {
    onClose();
    if (key === MANAGE) go({ screen: 'profiles' });
    else if (!profiles.some(({ id, active }) => active && id === key))
      void orTrouble(client.profiles.activate({ id: String(key) }));
  };
  return (
    <Popover
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom start"
      aria-label="Profiles"
      className={s['popover'] ?? ''}
    >
      <Menu aria-label="Profiles" className={s['menu'] ?? ''} onAction={choose} autoFocus="first">
        {profiles.map((profile) => (
          <MenuItem key={profile.id} id={profile.id} textValue={profile.name} className={s['item'] ?? ''}>
            <Row profile={profile} />
          </MenuItem>
        ))}
        <Separator className={s['line'] ?? ''} />
        <MenuItem id={MANAGE} className={s['item'] ?? ''}>
          Manage profiles
        </MenuItem>
      </Menu>
    </Popover>
  );
}
