import { useState } from 'react';
import type { RecordPage } from '../../../app/contract/export-shapes.ts';
import type { Failure, Result } from '../../../app/result.ts';
import { client } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';
import { AsWritten } from '../../ui/AsWritten.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Facts, Warnings } from '../../ui/Facts.tsx';
import { FactValue } from '../../ui/FactValue.tsx';
import { GradeBadge } from '../../ui/Grade.tsx';
import { floorShown } from '../../ui/grade-words.ts';
import { Line, Lines } from '../../ui/Lines.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import s from './RecordView.module.css';
import { signatures } from './record-words.ts';

const formats = [
  { format: 'jws', label: 'Save as JWS…' },
  { format: 'json', label: 'JSON…' },
  { format: 'html', label: 'Web page…' },
] as const;

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
      <div className={s['facts']}>
        <Lines>
          {row.grade !== null && (
            <Line label="Weakest grade">
              <GradeBadge grade={floorShown(row.grade)} />
            </Line>
          )}
          <Line label="Checked now">{visible(verified.how)}</Line>
          <Line label="Audit trail">
            {visible(audit.words)}
            {audit.at !== null && (
              <>
                {' Written there '}
                <FactValue value={{ kind: 'time', iso: audit.at }} what="time in the audit trail" />
              </>
            )}
          </Line>
          {thumbprint !== null && (
            <Line label="Signed by">
              <CopyText text={thumbprint} shown={thumbprint} what="thumbprint of the record-signing key (RFC 7638)" />
            </Line>
          )}
        </Lines>
      </div>
      <Facts groups={groups} />
      <AsWritten text={written} />
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
