import {
  CircleUser,
  Cpu,
  FileLock,
  Inbox as InboxIcon,
  Keyboard,
  KeyRound,
  LockOpen,
  type LucideIcon,
  NotebookText,
  Package,
  RefreshCw,
  Users,
} from 'lucide-react';
import { useState } from 'react';
import { Autocomplete, Input, Menu, MenuItem, TextField } from 'react-aria-components';
import { tokensNow } from '../../data/tokens.ts';
import { refreshAll } from '../../live.ts';
import { showOverlay } from '../../state/overlay.ts';
import { decryptFiles, home } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { rowIcons } from '../../ui/row-icons.ts';
import { visible } from '../../ui/shorten.ts';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { keyOf } from '../approvals/inbox-row.ts';
import { inbox } from '../approvals/the-inbox.ts';
import s from './Jump.module.css';
import { Sheet } from './Sheet.tsx';

interface Goal {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly icon: LucideIcon;
  readonly run: () => void;
}

const noFilter = { name: '', state: null } as const;

/** Everywhere one can go, and what one can do without choosing anything first. */
const places: readonly Goal[] = [
  { id: 'approvals', title: 'Approvals', note: 'what waits for you', icon: InboxIcon, run: () => go(home) },
  {
    id: 'requests',
    title: 'Requests',
    note: 'what was asked and what came of it',
    icon: FileLock,
    run: () => go({ screen: 'requests', filter: noFilter, id: null }),
  },
  {
    id: 'products',
    title: 'Products',
    note: 'operations, keys and rules',
    icon: Package,
    run: () => go({ screen: 'products', filter: { ...noFilter, type: null }, id: null }),
  },
  {
    id: 'export',
    title: 'Export keys',
    note: 'a product’s keys onto a token, and their records',
    icon: KeyRound,
    run: () => go({ screen: 'export', open: null }),
  },
  {
    id: 'decrypt',
    title: 'Decrypt files',
    note: 'offline, with the key on its token',
    icon: LockOpen,
    run: () => go(decryptFiles),
  },
  {
    id: 'tokens',
    title: 'Tokens',
    note: 'keys, PINs and what a token really does',
    icon: Cpu,
    run: () => go({ screen: 'tokens', open: null }),
  },
  {
    id: 'clients',
    title: 'Clients',
    note: 'whose keys receive what',
    icon: rowIcons.client,
    run: () => go({ screen: 'clients', filter: noFilter, open: null }),
  },
  {
    id: 'journal',
    title: 'Journal',
    note: 'what was done on this machine',
    icon: NotebookText,
    run: () => go({ screen: 'journal', open: null }),
  },
  {
    id: 'account',
    title: 'Account',
    note: 'groups, rights, colours',
    icon: CircleUser,
    run: () => go({ screen: 'account' }),
  },
  {
    id: 'profiles',
    title: 'Profiles',
    note: 'platforms this computer knows',
    icon: Users,
    run: () => go({ screen: 'profiles' }),
  },
  { id: 'refresh', title: 'Refresh', note: 'ask the platform again', icon: RefreshCw, run: () => void refreshAll() },
  { id: 'shortcuts', title: 'Keyboard', note: 'every key', icon: Keyboard, run: () => showOverlay('shortcuts') },
];

/** Rows that are offered at most; who needs more searches in the list. */
const ROWS = 8;

function goalsFor(query: string): readonly Goal[] {
  const wanted = query.trim().toLowerCase();
  const found = places.filter(({ title, note }) => `${title} ${note}`.toLowerCase().includes(wanted));
  if (wanted === '') return found;
  const view = inbox.view(null, query);
  const rows: Goal[] = tokensNow()
    .filter(({ label, serial }) => `${label} ${serial}`.toLowerCase().includes(wanted))
    .slice(0, ROWS)
    .map(({ id, label, moduleName, kind }) => ({
      id: `token ${id}`,
      title: label,
      note: `token of ${moduleName} · ${tokenKindWords[kind].name}`,
      icon: Cpu,
      run: () => go({ screen: 'tokens', open: id }),
    }));
  for (let index = 0; index < Math.min(view.length, ROWS); index++) {
    const row = view.at(index);
    if (row === undefined) continue;
    rows.push({
      id: keyOf(row),
      title: row.title,
      note: `${row.noun} · ${row.subtitle}`,
      icon: rowIcons[row.icon],
      run: () => go({ screen: 'approvals', queue: null, item: { queue: row.queue, id: row.id } }),
    });
  }
  return [...found, ...rows];
}

/** Ctrl/Cmd+K: to a screen or a row that is loaded, by a part of its name. */
export function Jump() {
  const [query, setQuery] = useState('');
  const goals = goalsFor(query);
  const choose = (id: string | number): void => {
    showOverlay(null);
    goals.find((goal) => goal.id === id)?.run();
  };
  return (
    <Sheet title="Jump to" head="said">
      <Autocomplete inputValue={query} onInputChange={setQuery}>
        <TextField aria-label="Jump to a screen or a loaded row" autoFocus className={s['field'] ?? ''}>
          <Input
            className={s['input'] ?? ''}
            placeholder="Jump to a screen or a loaded row"
            maxLength={200}
            spellCheck="false"
          />
        </TextField>
        <Menu
          aria-label="Found"
          className={s['menu'] ?? ''}
          items={goals}
          onAction={choose}
          renderEmptyState={() => <p className={s['none']}>Nothing of that name is loaded.</p>}
        >
          {({ id, title, note, icon: Icon }) => (
            <MenuItem id={id} textValue={title} className={s['goal'] ?? ''}>
              <Icon size={15} aria-hidden="true" />
              <span className={s['title']}>{visible(title)}</span>
              <span className={s['note']}>{visible(note)}</span>
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Sheet>
  );
}
