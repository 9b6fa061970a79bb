import type { ProfileSummary } from '../../app/contract/shapes.ts';
import s from './ProfileMark.module.css';

/** The profile's initial on its colour. The name always stands beside it. */
export function ProfileMark({ profile }: { readonly profile: Pick<ProfileSummary, 'name' | 'colour'> }) {
  return (
    <span className={`${s['mark']} ${s[profile.colour]}`} aria-hidden="true">
      {profile.name.charAt(0).toUpperCase()}
    </span>
  );
}
