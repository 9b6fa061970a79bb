import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ExportsOverview, RecordRow } from '../../../app/contract/export-shapes.ts';
import { hashOf } from '../../state/route.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { GradeBadge } from '../../ui/Grade.tsx';
import { floorShown } from '../../ui/grade-words.ts';
import { Notice } from '../../ui/Notice.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import { forgetChoices } from './choices.ts';
import { failedWords, recordTitle, signatures } from './record-words.ts';
import s from './StartLists.module.css';
import { waitsFor } from './steps.ts';

type Draft = ExportsOverview['drafts'][number];
type Leftover = ExportsOverview['leftovers'][number];

/** Records are drawn so many at a time. */
const RECORDS = 50;

/** Exports that were begun and not ended. */
export function DraftList({
  drafts,
  onForget,
}: {
  readonly drafts: readonly Draft[];
  readonly onForget: (id: string) => Promise<void>;
}) {
  if (drafts.length === 0) return null;
  return (
    <section className={s['part']} aria-labelledby="export-drafts">
      <h2 id="export-drafts">Under way</h2>
      <ul>
        {drafts.map(({ id, product, target, step, changedAt }) => {
          const name = visible(product ?? 'No product yet');
          return (
            <li key={id} className={s['row']}>
              <a href={hashOf({ screen: 'export', open: { kind: 'draft', id } })} className={s['link']}>
                <span className={s['name']}>
                  {name}
                  {target !== null && ` onto “${visible(target)}”`}
                </span>
                <span className={s['sub']}>
                  {waitsFor[step]} · <Time iso={changedAt} />
                </span>
              </a>
              <Button
                tone="quiet"
                aria-label={`Forget the export of ${name}`}
                title="Forgets what was chosen. What was exported stays, and its record too."
                onClick={() => {
                  forgetChoices(id);
                  void onForget(id);
                }}
              >
                Forget
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What exports that were cut off have left on tokens. */
export function LeftoverList({
  leftovers,
  onDestroy,
}: {
  readonly leftovers: readonly Leftover[];
  readonly onDestroy: (leftover: Leftover) => Promise<void>;
}) {
  if (leftovers.length === 0) return null;
  return (
    <section className={s['part']} aria-labelledby="export-leftovers">
      <h2 id="export-leftovers">Left behind</h2>
      <Notice tone="warn" title="An export was cut off and left something on a token.">
        It was never verified and no record names it. Do not use it; destroy it.
      </Notice>
      <ul>
        {leftovers.map((leftover) => {
          const label = visible(leftover.label);
          return (
            <li key={`${leftover.token} ${leftover.object}`} className={s['row']}>
              <span className={s['words']}>
                <span className={s['name']}>{label}</span>
                <span className={s['sub']}>on “{visible(leftover.tokenLabel)}”</span>
              </span>
              <Button tone="danger" aria-label={`Destroy ${label}…`} onClick={() => void onDestroy(leftover)}>
                Destroy…
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Exports that were ended, newest first. */
export function RecordList({ records }: { readonly records: readonly RecordRow[] }) {
  const [shown, setShown] = useState(RECORDS);
  if (records.length === 0) return null;
  return (
    <section className={s['part']} aria-labelledby="export-records">
      <h2 id="export-records">Records</h2>
      <ul>
        {records.slice(0, shown).map((record) => {
          const { tone, word } = signatures[record.signature];
          return (
            <li key={record.id} className={s['row']}>
              <a href={hashOf({ screen: 'export', open: { kind: 'record', id: record.id } })} className={s['link']}>
                <span className={s['name']}>{visible(recordTitle(record))}</span>
                <span className={s['sub']}>
                  <Time iso={record.at} />
                  {record.failed > 0 && ` · ${failedWords(record)}`}
                </span>
              </a>
              {record.grade !== null && <GradeBadge grade={floorShown(record.grade)} form="short" />}
              <Badge tone={tone}>{word}</Badge>
              <ChevronRight size={16} aria-hidden="true" className={s['more']} />
            </li>
          );
        })}
      </ul>
      {records.length > shown && (
        <p className={s['rest']}>
          <Button onClick={() => setShown(shown + RECORDS)}>
            Show {Math.min(RECORDS, records.length - shown)} more of {records.length.toLocaleString()}
          </Button>
        </p>
      )}
    </section>
  );
}
