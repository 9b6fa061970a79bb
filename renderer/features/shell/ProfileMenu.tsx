import { Check } from 'lucide-react';
import type { ProfileSummary } from '../../../app/contract/shapes.ts';
import { client } from '../../data/bridge.ts';
import { useProfiles } from '../../data/queries.ts';
import { orTrouble } from '../../state/trouble.ts';
import { go } from '../../state/use-route.ts';
import { type PickItem, PickMenu } from '../../ui/PickMenu.tsx';
import { ProfileMark } from '../../ui/ProfileMark.tsx';

function itemOf(profile: ProfileSummary): PickItem {
  const { id, name, note, apiHost, active } = profile;
  return {
    id,
    title: name,
    note: note ?? apiHost,
    picture: <ProfileMark profile={profile} />,
    side: active && <Check size={15} aria-hidden="true" />,
    onPick: () => {
      if (!active) void orTrouble(client.profiles.activate({ id }));
    },
  };
}

const manage: PickItem = {
  id: 'keydock-manage',
  title: 'Manage profiles',
  onPick: () => go({ screen: 'profiles' }),
};

/** The platforms there are profiles for. Choosing another one switches the window to it. */
export function ProfileMenu({ anchor, onClose }: { readonly anchor: HTMLElement; readonly onClose: () => void }) {
  return (
    <PickMenu
      label="Profiles"
      anchor={anchor}
      side="start"
      onClose={onClose}
      groups={[
        { title: 'Use', head: 'said', items: useProfiles().map(itemOf) },
        { title: 'More', head: 'said', items: [manage] },
      ]}
    />
  );
}
