import { FileKey2 } from 'lucide-react';
import type { ProfileSummary } from '../../../app/contract/shapes.ts';
import type { GradeShown } from '../../../app/contract/token-shapes.ts';
import { client } from '../../data/bridge.ts';
import { useProfiles } from '../../data/queries.ts';
import { orTrouble } from '../../state/trouble.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { decryptFloorShown, floorShown } from '../../ui/grade-words.ts';
import { Line, Lines } from '../../ui/Lines.tsx';
import { Page } from '../../ui/Page.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { ProfileMark } from '../../ui/ProfileMark.tsx';
import { inGroups, visible } from '../../ui/shorten.ts';
import { instantOf, plainDate } from '../../ui/time.ts';
import { ProfileDrop } from './ProfileDrop.tsx';
import s from './Profiles.module.css';
import { useImport } from './use-import.ts';

function floorWords({ grade, phrase }: GradeShown): string {
  return `${grade} · ${phrase}`;
}

function Authorities({ cas }: { readonly cas: ProfileSummary['extraCas'] }) {
  if (cas.length === 0) return <span className={s['mute']}>none beside those of the system</span>;
  return (
    <ul className={s['lines']}>
      {cas.map(({ subject, sha256, notAfter }) => (
        <li key={sha256}>
          {visible(subject)} <span className={s['mute']}>valid until </span>
          <time dateTime={notAfter}>{plainDate(instantOf(notAfter) ?? 0, navigator.language)}</time>
          <br />
          <CopyText text={sha256} shown={`${inGroups(sha256.slice(0, 16))} …`} what="SHA-256 of the certificate" />
        </li>
      ))}
    </ul>
  );
}

function Profile({ profile }: { readonly profile: ProfileSummary }) {
  const facts = [
    { label: 'Platform', value: visible(profile.apiHost) },
    { label: 'Sign-in', value: visible(profile.authorityHost) },
    { label: 'Files', value: profile.objectStoreHosts.map(visible).join(', ') || 'no object store named' },
    { label: 'Trusts', value: <Authorities cas={profile.extraCas} /> },
    { label: 'Export at least', value: floorWords(floorShown(profile.floors.export)) },
    { label: 'Decrypt at least', value: floorWords(decryptFloorShown(profile.floors.decrypt)) },
  ];
  return (
    <section className={s['profile']} aria-label={profile.name}>
      <header className={s['head']}>
        <ProfileMark profile={profile} />
        <h2>
          {visible(profile.name)} <span className={s['mute']}>{visible(profile.note ?? '')}</span>
        </h2>
        {profile.active ? (
          <Badge tone="ok">in use</Badge>
        ) : (
          <Button onClick={() => void orTrouble(client.profiles.activate({ id: profile.id }))}>Use this profile</Button>
        )}
        <Button
          tone="danger"
          aria-label={`Remove ${profile.name}…`}
          onClick={() => void orTrouble(client.profiles.remove({ id: profile.id }))}
        >
          Remove…
        </Button>
      </header>
      <Lines>
        {facts.map(({ label, value }) => (
          <Line key={label} label={label}>
            {value}
          </Line>
        ))}
      </Lines>
    </section>
  );
}

/** The platforms this computer knows. A change is asked for here and confirmed in a window of its own. */
export function Profiles() {
  const profiles = useProfiles();
  const { choose, drop, failure, isBusy } = useImport();
  return (
    <Page
      title="Profiles"
      actions={
        <Button disabled={isBusy} onClick={choose}>
          Import profile…
        </Button>
      }
    >
      {failure !== null && <Problem failure={failure} form="inline" />}
      {profiles.map((profile) => (
        <Profile key={profile.id} profile={profile} />
      ))}
      <ProfileDrop onFile={drop}>
        <FileKey2 size={20} aria-hidden="true" />
        <p>Drop another profile file here. Its hosts and certificate authorities are shown before it is taken.</p>
      </ProfileDrop>
    </Page>
  );
}
