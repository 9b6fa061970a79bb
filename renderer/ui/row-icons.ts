import {
  CircleHelp,
  FileBadge,
  FileLock,
  FilePen,
  Fingerprint,
  GitCompareArrows,
  type LucideIcon,
  Package,
} from 'lucide-react';
import type { ApprovalRow } from '../../app/contract/shapes.ts';

/** The picture of each kind of thing. */
export const rowIcons: Readonly<Record<ApprovalRow['icon'], LucideIcon>> = {
  encrypt: FileLock,
  sign: FilePen,
  client: Fingerprint,
  product: Package,
  change: GitCompareArrows,
  certificate: FileBadge,
  unknown: CircleHelp,
};
