import {
  CircleAlert,
  CircleCheckBig,
  CircleHelp,
  CircleMinus,
  FileWarning,
  type LucideIcon,
  PenLine,
  Wrench,
} from 'lucide-react';
import type { JournalRow as Line } from '../../../app/contract/journal-shapes.ts';
import { Badge } from '../../ui/Badge.tsx';
import { RowAside, RowFrame, RowSentence } from '../../ui/Row.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';

/** The picture of each kind of line, and what it is called. */
export const pictures: Readonly<Record<Line['picture'], { readonly icon: LucideIcon; readonly noun: string }>> = {
  intent: { icon: PenLine, noun: 'Intent' },
  outcome: { icon: CircleCheckBig, noun: 'Outcome' },
  note: { icon: Wrench, noun: 'Note' },
  unknown: { icon: CircleHelp, noun: 'Entry' },
  damaged: { icon: FileWarning, noun: 'Damaged line' },
};

/** A check mark is for what went well: how an outcome ended is seen before its words are read. */
const endings: Readonly<Record<'ok' | 'danger' | 'other', LucideIcon>> = {
  ok: CircleCheckBig,
  danger: CircleAlert,
  other: CircleMinus,
};

function iconOf({ picture, mark }: Line): LucideIcon {
  if (picture !== 'outcome' || mark === null) return pictures[picture].icon;
  return endings[mark.tone === 'ok' || mark.tone === 'danger' ? mark.tone : 'other'];
}

/** A line of the journal in the list: what happened, when, and how it ended. */
export function JournalRow({ row, isActive }: { readonly row: Line; readonly isActive: boolean }) {
  const { noun } = pictures[row.picture];
  return (
    <RowFrame
      icon={iconOf(row)}
      noun={noun}
      isActive={isActive}
      side={
        <>
          <RowAside>{row.at === null ? `line ${row.line}` : <Time iso={row.at} form="short" />}</RowAside>
          {row.mark !== null && <Badge tone={row.mark.tone}>{row.mark.text}</Badge>}
        </>
      }
    >
      <RowSentence>{visible(row.sentence)}</RowSentence>
    </RowFrame>
  );
}
