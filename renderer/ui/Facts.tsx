import { Fragment, type ReactNode } from 'react';
import type { FactGroup, Warning } from '../../app/facts.ts';
import s from './Facts.module.css';
import { FactValue } from './FactValue.tsx';
import { Line, Lines } from './Lines.tsx';
import { Notice } from './Notice.tsx';
import { visible } from './shorten.ts';

/** Facts under their headings. Equal titles can occur, so the place is part of the key: the lists never reorder. */
export function Facts({ groups }: { readonly groups: readonly FactGroup[] }) {
  return groups.map(({ title, facts }, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: titles may repeat, and the order is the sheet's own
    <section key={`${place} ${title}`} className={s['group']}>
      <h3 className={s['title']}>{visible(title)}</h3>
      <Lines>
        {facts.map(({ label, value }, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and the order is the sheet's own
          <Line key={`${line} ${label}`} label={breakable(visible(label))}>
            <FactValue value={value} what={label} />
          </Line>
        ))}
      </Lines>
    </section>
  ));
}

/** Names of attributes are long: they break after an underscore, not in the middle of a word. */
function breakable(label: string): ReactNode {
  const [first, ...rest] = label.split('_');
  return rest.length === 0
    ? label
    : [
        first,
        ...rest.map((part, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts may repeat and never move
          <Fragment key={place}>
            _<wbr />
            {part}
          </Fragment>
        )),
      ];
}

/** A title stands before its text in one line, so it ends as a sentence does. */
const ended = (title: string): string => (/[.!?:…]$/.test(title) ? title : `${title}.`);

/** What must be seen before anything is decided. */
export function Warnings({ warnings }: { readonly warnings: readonly Warning[] }) {
  return warnings.map(({ tone, title, text }) => (
    <Notice key={title} tone={tone} title={ended(visible(title))}>
      {visible(text)}
    </Notice>
  ));
}

/** What the platform did not let this account read. */
export function NotReadable({ parts }: { readonly parts: readonly string[] }) {
  if (parts.length === 0) return null;
  return (
    <Notice tone="warn" title="Not everything could be read.">
      {parts.map(visible).join(' ')}
    </Notice>
  );
}
