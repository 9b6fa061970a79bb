import { useState } from 'react';
import type { RecordPage } from '../../../app/contract/export-shapes.ts';
import type { Failure, Result } from '../../../app/result.ts';
import { client } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Facts, Warnings } from '../../ui/Facts.tsx';
import { FactValue } from '../../ui/FactValue.tsx';
import { GradeBadge } from '../../ui/Grade.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import s from './RecordView.module.css';
import { signatures } from './record-words.ts';
import { floorShown } from './token-words.ts';

const formats = [
  { format: 'jws', label: 'Save as JWS…' },
  { format: 'json', label: 'JSON…' },
  { format: 'html', label: 'Web page…' },
] as const;

/** Line by line, so that the line breaks stay and nothing else can hide. */
const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** A record of a ceremony: who signed it, what it says, and how it is written. */
export function RecordView({ page }: { readonly page: RecordPage }) {
  const { row, verified, audit, warnings, groups, thumbprint, written } = page;
  const { tone, title, text } = signatures[row.signature];
  return (
    <>
      <div className={s['notices']}>
        {/* What is wrong with a record, and that it is unsigned, main says among its warnings. */}
        {verified.isGood && text !== '' && (
          <Notice tone={tone} title={title} role="status">
            {text}
          </Notice>
        )}
        <Warnings warnings={warnings} />
      </div>
      <dl className={s['facts']}>
        {row.grade !== null && (
          <div>
            <dt>Weakest grade</dt>
            <dd>
              <GradeBadge grade={floorShown(row.grade)} />
            </dd>
          </div>
        )}
        <div>
          <dt>Checked now</dt>
          <dd>{visible(verified.how)}</dd>
        </div>
        <div>
          <dt>Audit trail</dt>
          <dd>
            {visible(audit.words)}
            {audit.at !== null && (
              <>
                {' Written there '}
                <FactValue value={{ kind: 'time', iso: audit.at }} what="time in the audit trail" />
              </>
            )}
          </dd>
        </div>
        {thumbprint !== null && (
          <div>
            <dt>Signed by</dt>
            <dd>
              <CopyText text={thumbprint} shown={thumbprint} what="thumbprint of the record-signing key (RFC 7638)" />
            </dd>
          </div>
        )}
      </dl>
      <Facts groups={groups} />
      <div className={s['written']}>
        <h3 id="record-written">As it is written</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre tabIndex={0} role="region" aria-labelledby="record-written">
          {visibleLines(written)}
        </pre>
      </div>
    </>
  );
}

type Saved = { readonly name: string } | { readonly failure: Failure } | null;

/** What can be done with a record: taken along in three forms, printed. */
export function useRecordActions(id: string, isUnsigned: boolean) {
  const [saved, setSaved] = useState<Saved>(null);
  const [isAsking, setAsking] = useState(false);

  const ask = async <T,>(answer: Promise<Result<T>>): Promise<T | undefined> => {
    setAsking(true);
    setSaved(null);
    const result = await answer;
    setAsking(false);
    if (result.ok) return result.value;
    if (result.error.code !== 'app.cancelled') setSaved({ failure: result.error });
    return undefined;
  };
  const save = async (format: (typeof formats)[number]['format']): Promise<void> => {
    if (isAsking) return;
    const file = await ask(client.exports.saveRecord({ id, format }));
    if (file == null) return;
    announce(`Saved as ${file.name}`);
    setSaved(file);
  };
  const offered = isUnsigned ? formats.filter(({ format }) => format !== 'jws') : formats;

  return {
    notice:
      saved === null ? null : (
        <div className={s['notices']}>
          {'failure' in saved ? (
            <Problem failure={saved.failure} form="inline" />
          ) : (
            <Notice tone="ok" title="Saved." role="status">
              {visible(saved.name)} is written; only your user may read it.
            </Notice>
          )}
        </div>
      ),
    buttons: (
      <>
        <Button disabled={isAsking} onClick={() => void ask(client.exports.printRecord({ id }))}>
          Print…
        </Button>
        {offered.toReversed().map(({ format, label }, index) => {
          const isMain = index === offered.length - 1;
          return (
            <Button
              key={format}
              tone={isMain ? 'primary' : 'plain'}
              disabled={isAsking}
              onClick={() => void save(format)}
            >
              {isUnsigned && isMain ? 'Save as JSON…' : label}
            </Button>
          );
        })}
      </>
    ),
  };
}
