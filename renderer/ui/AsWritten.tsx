import { type ReactNode, useId } from 'react';
import s from './AsWritten.module.css';
import { visible } from './shorten.ts';

/** Line by line, so that the line breaks stay and nothing else can hide. */
const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n');

/** The text that was written to a file, to the letter. */
export function AsWritten({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  const id = useId();
  return (
    <div className={s['written']}>
      <h3 id={id}>As it is written</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} role="region" aria-labelledby={id}>
        {visibleLines(text)}
      </pre>
      {children}
    </div>
  );
}
