import { ArrowLeft } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { go } from '../../state/use-route.ts';
import { IconButton } from '../../ui/Button.tsx';
import s from './ExportPage.module.css';

export interface ExportPageProps {
  readonly heading: string;
  /** What the page is about, for those who hear it. */
  readonly label: string;
  /** Beside the heading: which step it is. */
  readonly steps?: ReactNode;
  /** Whether this is where exports begin, so that no way leads back there. */
  readonly isStart?: boolean;
  /** What scrolls. */
  readonly body?: Ref<HTMLDivElement>;
  readonly children: ReactNode;
  /** What can be done, at the foot. */
  readonly foot?: ReactNode;
}

/** A page of the exports: a head with the way back to all of them, a column, a foot. */
export function ExportPage({ heading, label, steps, isStart = false, body, children, foot }: ExportPageProps) {
  return (
    <main className={s['page']}>
      <header className={s['top']}>
        {!isStart && (
          <IconButton
            label="All exports"
            icon={<ArrowLeft size={16} aria-hidden="true" />}
            onClick={() => go({ screen: 'export', open: null })}
          />
        )}
        <h1 className={isStart ? s['only'] : undefined}>{heading}</h1>
        {steps}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div ref={body} className={s['body']} tabIndex={0} role="group" aria-label={label}>
        <div className={s['column']}>{children}</div>
      </div>
      {foot !== undefined && <footer className={s['foot']}>{foot}</footer>}
    </main>
  );
}
