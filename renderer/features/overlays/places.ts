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
import { refreshAll } from '../../live.ts';
import { showOverlay } from '../../state/overlay.ts';
import { decryptFiles, home } from '../../state/route.ts';
import { go } from '../../state/use-route.ts';
import { rowIcons } from '../../ui/row-icons.ts';

/** Something to go to or to do. */
export interface Goal {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly icon: LucideIcon;
  readonly run: () => void;
}

/** A list as it is when nobody narrows it. */
export const noFilter = { name: '', state: null } as const;

/** Everywhere one can go, and what one can do without choosing anything first. */
export const places: readonly Goal[] = [
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
