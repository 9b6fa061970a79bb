import { useQuery } from '@tanstack/react-query';
import type { AccountPage, Account as AccountShape } from '../../../app/contract/shapes.ts';
import { accountOf } from '../../data/account-of.ts';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { accountQuery, startQuery, useSession } from '../../data/queries.ts';
import { queryClient } from '../../data/query-client.ts';
import { takeSession } from '../../live.ts';
import { showOverlay } from '../../state/overlay.ts';
import { orTrouble } from '../../state/trouble.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Line, Lines } from '../../ui/Lines.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page, Part } from '../../ui/Page.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import s from './Account.module.css';
import { Settings } from './Settings.tsx';

async function readAgain(): Promise<void> {
  const answer = await client.session.account({ refresh: true });
  if (answer.ok) queryClient.setQueryData(accountQuery.queryKey, answer.value);
  else await queryClient.invalidateQueries({ queryKey: accountQuery.queryKey });
}

async function signOut(): Promise<void> {
  if ((await orTrouble(client.session.signOut({}))) === undefined) return;
  const session = await orTrouble(client.session.get({}));
  if (session !== undefined) takeSession(session);
}

function Identity({ account }: { readonly account: AccountShape }) {
  const ids = [
    { label: 'Identity', text: account.identity },
    { label: 'Object id', text: account.oid },
    { label: 'Tenant id', text: account.tenantId },
  ];
  return (
    <div className={s['identity']}>
      <Lines labels="wide" isTopped>
        <Line label="Signed in as">{visible(account.username)}</Line>
        {ids.map(({ label, text }) => (
          <Line key={label} label={label}>
            <CopyText text={text} shown={visible(text)} what={label.toLowerCase()} />
          </Line>
        ))}
      </Lines>
    </div>
  );
}

function Groups({ groups, groupsLeftOut }: Pick<AccountShape, 'groups' | 'groupsLeftOut'>) {
  if (groupsLeftOut) {
    return (
      <Notice tone="info" title="You are in too many groups for the sign-in to list.">
        The platform looks them up by itself, so your rights below are right. Their ids cannot be compared here.
      </Notice>
    );
  }
  if (groups.length === 0) {
    return (
      <Notice tone="warn" title="No groups came with your sign-in.">
        The platform lets groups in, not people. Without one you may do nothing there; ask the people who manage
        accounts.
      </Notice>
    );
  }
  return (
    <>
      <p className={s['note']}>
        What you may do follows from these. A rule that names another id than you see here does not reach you, and no
        error says so: compare the ids.
      </p>
      <Lines labels="wide">
        {groups.map(({ id, name }) => (
          <Line
            key={id}
            label={name === undefined ? <span className={s['mute']}>no name in the profile</span> : visible(name)}
          >
            <CopyText text={id} shown={visible(id)} what="group id" />
          </Line>
        ))}
      </Lines>
    </>
  );
}

function Rights({ page }: { readonly page: AccountPage }) {
  if (page.rights.length === 0) {
    return (
      <Notice tone="warn" title="The platform gives you no rights.">
        It knows you, but none of your groups is named in any rule.
      </Notice>
    );
  }
  return (
    <>
      <p className={s['note']}>
        As the platform lists them, read <Time iso={page.readAt} />. “approve” means that you belong to an approval
        group of that kind, not that every item is yours to decide.
      </p>
      <Lines labels="wide">
        {page.rights.map(({ resource, rights }) => (
          <Line key={resource} label={visible(resource)}>
            {rights.length === 0 ? <span className={s['mute']}>nothing</span> : `may ${rights.map(visible).join(', ')}`}
          </Line>
        ))}
      </Lines>
    </>
  );
}

function Kept() {
  const session = useSession();
  const keeping = useQuery(startQuery).data?.keeping;
  if (session.kind !== 'signed-in') return null;
  return session.kept === 'os-encrypted' ? (
    <p className={s['note']}>Kept on this computer, encrypted by the operating system. Signing out forgets it.</p>
  ) : (
    <Notice tone="info" title="Kept in memory only.">
      You will be asked to sign in after every start, and no inbox is kept. {visible(keeping?.why ?? '')}
    </Notice>
  );
}

/** Who am I here, what may I do, and how is it kept. */
export function Account() {
  const account = accountOf(useSession());
  const { data, error, refetch } = useQuery(accountQuery);
  const failure = failureIn(error);
  const shown = data?.account ?? account;
  return (
    <Page
      title="Account"
      actions={
        <>
          <Button onClick={() => void readAgain()}>Ask again</Button>
          <Button onClick={() => void signOut()}>Sign out</Button>
        </>
      }
    >
      {shown !== null && (
        <>
          <p className={s['name']}>{visible(shown.name)}</p>
          <Identity account={shown} />
          <Part title="Groups">
            <Groups groups={shown.groups} groupsLeftOut={shown.groupsLeftOut} />
          </Part>
        </>
      )}
      <Part title="Rights">
        {data !== undefined && <Rights page={data} />}
        {data === undefined && failure !== null && (
          <Problem failure={failure} form="inline" onRetry={() => void refetch()} />
        )}
      </Part>
      <Part title="Session">
        <Kept />
      </Part>
      <Part title="This window">
        <Settings />
      </Part>
      <Part title="Help">
        <div className={s['actions']}>
          <Button onClick={() => showOverlay('shortcuts')}>Keyboard shortcuts</Button>
          <Button onClick={() => showOverlay('diagnostics')}>Copy diagnostics…</Button>
        </div>
      </Part>
    </Page>
  );
}
