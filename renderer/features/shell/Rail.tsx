import {
  Cpu,
  FileLock,
  Fingerprint,
  Inbox,
  KeyRound,
  LockOpen,
  type LucideIcon,
  NotebookText,
  Package,
  UserRound,
} from 'lucide-react';
import type { Session } from '../../../app/contract/shapes.ts';
import { accountOf } from '../../data/account-of.ts';
import { useSession } from '../../data/queries.ts';
import { decryptFiles, hashOf, home, type Route, type Screen } from '../../state/route.ts';
import { visible } from '../../ui/shorten.ts';
import { ProfileButton } from './ProfileButton.tsx';
import s from './Rail.module.css';

interface Entry {
  readonly route: Route;
  readonly label: string;
  readonly icon: LucideIcon;
}

/** The screens, in order. One that does not work yet is not drawn. */
const entries: readonly Entry[] = [
  { route: home, label: 'Approvals', icon: Inbox },
  { route: { screen: 'requests', filter: { name: '', state: null }, id: null }, label: 'Requests', icon: FileLock },
  {
    route: { screen: 'products', filter: { name: '', state: null, type: null }, id: null },
    label: 'Products',
    icon: Package,
  },
];

/** What is done on this machine: Export keys, Decrypt files, Tokens, Clients, in this order. */
const keysAndFiles: readonly Entry[] = [
  { route: { screen: 'export', open: null }, label: 'Export keys', icon: KeyRound },
  { route: decryptFiles, label: 'Decrypt files', icon: LockOpen },
  { route: { screen: 'tokens', open: null }, label: 'Tokens', icon: Cpu },
  { route: { screen: 'clients', filter: { name: '', state: null }, open: null }, label: 'Clients', icon: Fingerprint },
];

/** What is kept, apart from what is done. */
const records: readonly Entry[] = [{ route: { screen: 'journal', open: null }, label: 'Journal', icon: NotebookText }];

const short = new Intl.NumberFormat(navigator.language, { notation: 'compact' });

/** "Anna Lind" → "AL". */
function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.charAt(0) ?? '').join('');
}

function EntryLink({
  entry: { route, label, icon: Icon },
  screen,
  waiting,
}: {
  readonly entry: Entry;
  readonly screen: Screen;
  readonly waiting: number;
}) {
  return (
    <a
      href={hashOf(route)}
      className={s['entry']}
      aria-current={route.screen === screen ? 'page' : undefined}
      title={label}
    >
      <Icon size={16} aria-hidden="true" />
      <span className={s['label']}>{label}</span>
      {route.screen === 'approvals' && waiting > 0 && (
        <span className={s['count']}>
          <span aria-hidden="true">{short.format(waiting)}</span>
          <span className="visually-hidden">, {waiting.toLocaleString()} waiting</span>
        </span>
      )}
    </a>
  );
}

function Part({
  id,
  heading,
  entries: listed,
  screen,
}: {
  readonly id: string;
  readonly heading: string;
  readonly entries: readonly Entry[];
  readonly screen: Screen;
}) {
  if (listed.length === 0) return null;
  return (
    <div role="group" aria-labelledby={id} className={s['part']}>
      <span id={id} className={s['heading']}>
        {heading}
      </span>
      {listed.map((entry) => (
        <EntryLink key={entry.label} entry={entry} screen={screen} waiting={0} />
      ))}
    </div>
  );
}

/** Who works here, at the foot: the way to the account, or to signing in. */
function Foot({ screen, session }: { readonly screen: Screen; readonly session: Session }) {
  const account = accountOf(session);
  if (session.kind === 'no-profile') return null;
  const isKept = session.kind !== 'signed-in' || session.kept === 'os-encrypted';
  return (
    <a
      href={hashOf({ screen: 'account' })}
      className={s['account']}
      aria-current={screen === 'account' ? 'page' : undefined}
      title={account?.username ?? 'Sign in'}
    >
      <span className={s['initials']} aria-hidden="true">
        {account === null ? <UserRound size={14} /> : initials(account.name)}
      </span>
      <span className={s['who']}>
        <span className={s['name']}>{account === null ? 'Not signed in' : visible(account.name)}</span>
        <span className={s['note']}>
          {account === null ? 'sign in for the platform' : isKept ? visible(account.username) : 'kept in memory only'}
        </span>
      </span>
    </a>
  );
}

export function Rail({ screen, waiting }: { readonly screen: Screen; readonly waiting: number }) {
  const session = useSession();
  return (
    <header className={s['rail']}>
      <ProfileButton />
      <nav aria-label="Screens" className={s['nav']}>
        {entries.map((entry) => (
          <EntryLink key={entry.label} entry={entry} screen={screen} waiting={waiting} />
        ))}
        <Part id="rail-keys" heading="Keys and files" entries={keysAndFiles} screen={screen} />
        <Part id="rail-records" heading="Records" entries={records} screen={screen} />
      </nav>
      <Foot screen={screen} session={session} />
    </header>
  );
}
