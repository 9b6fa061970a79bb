import { FileLock, Inbox, type LucideIcon, NotebookText, Package } from 'lucide-react';
import { accountOf } from '../../data/account-of.ts';
import { useSession } from '../../data/queries.ts';
import { hashOf, home, type Route, type Screen } from '../../state/route.ts';
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

export function Rail({ screen, waiting }: { readonly screen: Screen; readonly waiting: number }) {
  const session = useSession();
  const account = accountOf(session);
  const isKept = session.kind !== 'signed-in' || session.kept === 'os-encrypted';
  return (
    <header className={s['rail']}>
      <ProfileButton />
      <nav aria-label="Screens" className={s['nav']}>
        {entries.map((entry) => (
          <EntryLink key={entry.label} entry={entry} screen={screen} waiting={waiting} />
        ))}
        <div role="group" aria-labelledby="rail-records" className={s['part']}>
          <span id="rail-records" className={s['heading']}>
            Records
          </span>
          {records.map((entry) => (
            <EntryLink key={entry.label} entry={entry} screen={screen} waiting={waiting} />
          ))}
        </div>
      </nav>
      {account !== null && (
        <a
          href={hashOf({ screen: 'account' })}
          className={s['account']}
          aria-current={screen === 'account' ? 'page' : undefined}
          title={account.username}
        >
          <span className={s['initials']} aria-hidden="true">
            {initials(account.name)}
          </span>
          <span className={s['who']}>
            <span className={s['name']}>{visible(account.name)}</span>
            <span className={s['note']}>{isKept ? visible(account.username) : 'kept in memory only'}</span>
          </span>
        </a>
      )}
    </header>
  );
}
