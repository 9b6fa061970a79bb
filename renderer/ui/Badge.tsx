import type { Mark } from '../../app/facts.ts';
import s from './Badge.module.css';
import { visible } from './shorten.ts';

/** A small word in a frame. The tone never says more than the word does. */
export function Badge({ tone, children }: { readonly tone: Mark['tone'] | 'ok'; readonly children: string }) {
  return <span className={`${s['badge']} ${s[tone]}`}>{visible(children)}</span>;
}
