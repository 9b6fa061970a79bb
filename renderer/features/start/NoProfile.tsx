import { FileKey2 } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { ProfileDrop } from '../profiles/ProfileDrop.tsx';
import { useImport } from '../profiles/use-import.ts';
import s from './Start.module.css';
import { StartPage } from './StartPage.tsx';

/** The very first start: there is no platform to talk to. */
export function NoProfile() {
  const { choose, drop, failure, isBusy } = useImport();
  return (
    <StartPage foot={<span>contacts nobody until a profile is taken</span>}>
      <h1 className={s['title']}>Which platform do you work with?</h1>
      <p className={s['text']}>
        A profile says it: a small JSON file that your company hands out, with the addresses of its signing platform and
        of its sign-in page. Before it is taken, Keydock shows you every host and every certificate authority in it.
      </p>
      <ProfileDrop onFile={drop}>
        <FileKey2 size={22} aria-hidden="true" />
        <p>Drop the profile file here</p>
        <Button tone="primary" disabled={isBusy} onClick={choose}>
          Choose profile file…
        </Button>
      </ProfileDrop>
      {failure !== null && (
        <div className={s['failure']}>
          <Problem failure={failure} form="inline" />
        </div>
      )}
      <p className={s['note']}>
        It is often named after the company and ends in .json. Nobody sent you one? Ask the people who run the platform.
      </p>
    </StartPage>
  );
}
