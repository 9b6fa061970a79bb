import { FolderOpen } from 'lucide-react';
import type { FileState } from '../../../app/contract/decrypt-shapes.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { FactValue } from '../../ui/FactValue.tsx';
import { GradeBadge } from '../../ui/Grade.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { visible } from '../../ui/shorten.ts';
import { reveal, saveRecord } from './acts.ts';
import { exactSize, shortSpeed } from './measure.ts';
import s from './OutcomePart.module.css';
import { Line, Lines, Part } from './Part.tsx';

type Done = Extract<FileState, { kind: 'done' }>;

const locale = navigator.language;
const seconds = new Intl.NumberFormat(locale, {
  style: 'unit',
  unit: 'second',
  unitDisplay: 'long',
  maximumSignificantDigits: 2,
});

const original = {
  true: <Badge tone="ok">equals the original</Badge>,
  false: <Badge tone="danger">is not the original</Badge>,
  null: 'its digest is not known: no record says it',
} as const;

/** What came of it: where it is, what proves it, how it was done. */
export function OutcomePart({ id, state, size }: { readonly id: string; readonly state: Done; readonly size: number }) {
  return (
    <Part title="Result">
      {state.caution !== null && (
        <div className={s['caution']}>
          <Notice tone="warn" title={state.authenticated ? 'Good to know.' : 'Not authenticated.'}>
            {visible(state.caution)}
          </Notice>
        </div>
      )}
      <Lines>
        <Line label="File">
          <strong>{visible(state.output)}</strong> in {visible(state.folder)}, {exactSize(state.bytes, locale)}
        </Line>
        <Line label="Authentic">
          <Badge tone={state.authenticated ? 'ok' : 'warn'}>{state.authenticated ? 'yes' : 'not shown'}</Badge>{' '}
          {visible(state.words)}
        </Line>
        <Line label="SHA-256">
          <FactValue value={{ kind: 'digest', algorithm: 'SHA-256', hex: state.sha256 }} what="SHA-256 of the result" />
        </Line>
        <Line label="Original">{original[`${state.equalsOriginal}`]}</Line>
        <Line label="Key">
          <GradeBadge grade={state.grade} />
        </Line>
        <Line label="Took">
          {seconds.format(Math.max(state.seconds, 0.01))}
          {state.seconds >= 0.1 && `, ${shortSpeed(size / state.seconds, locale)}`}
        </Line>
      </Lines>
      <div className={s['actions']}>
        <Button onClick={() => void reveal(id)}>
          <FolderOpen size={15} aria-hidden="true" />
          Open folder
        </Button>
        <Button onClick={() => void saveRecord(id)}>Save record…</Button>
      </div>
    </Part>
  );
}
