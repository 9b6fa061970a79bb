import type { ReactNode } from 'react';
import type { RunKey } from '../../../app/contract/export-shapes.ts';
import type { Fact } from '../../../app/facts.ts';
import { Facts, Warnings } from '../../ui/Facts.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import d from './Details.module.css';

/** What became of one key, with all that was found. */
export function RunKeyDetails({
  runKey: { name, state },
  actions,
}: {
  readonly runKey: RunKey;
  readonly actions?: ReactNode;
}) {
  if (state.kind === 'waiting' || state.kind === 'running') return null;
  return (
    <section className={d['details']} aria-label={name}>
      <h3 className={d['title']}>{visible(name)}</h3>
      {state.kind === 'skipped' && <p className={d['mute']}>{visible(state.why)}</p>}
      {state.kind === 'failed' && (
        <div className={d['actions']}>
          <Problem failure={state.failure} form="inline" />
        </div>
      )}
      {state.kind === 'stored' && (
        <>
          <Warnings warnings={state.warnings} />
          <Facts groups={[{ title: 'On the token', facts: factsOf(state) }]} />
        </>
      )}
      {actions !== undefined && actions !== null && <div className={d['actions']}>{actions}</div>}
    </section>
  );
}

function factsOf(state: Extract<RunKey['state'], { kind: 'stored' }>): Fact[] {
  const words = state.verification === 'proven' ? 'proven' : 'integrity-checked, not compared';
  const facts: Fact[] = [
    { label: 'Label', value: { kind: 'text', text: state.label } },
    { label: 'Verification', value: { kind: 'text', text: words } },
    { label: 'How', value: { kind: 'text', text: state.how } },
  ];
  if (state.checkValue !== null) {
    facts.push({ label: 'Check value', value: { kind: 'mono', text: state.checkValue } });
  }
  return facts;
}
