import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { announce } from '../state/announcer.ts';
import s from './CopyText.module.css';

/** How long the tick stays, in ms. */
const DONE_SHOWN = 1500;

export interface CopyTextProps {
  /** What is copied, whole. */
  readonly text: string;
  /** What is shown of it. */
  readonly shown: string;
  /** What it is, for those who do not see where it stands: "request id". */
  readonly what: string;
}

/** A machine word, shortened for reading, copied whole by a click. */
export function CopyText({ text, shown, what }: CopyTextProps) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    announce(`Copied the ${what}`);
    setDone(true);
    setTimeout(() => setDone(false), DONE_SHOWN);
  };
  const Icon = done ? Check : Copy;
  return (
    <button
      type="button"
      className={s['copy']}
      title={text}
      aria-label={`Copy ${what} ${shown}`}
      onClick={() => void copy()}
    >
      <span>{shown}</span>
      <Icon size={13} aria-hidden="true" className={done ? s['done'] : s['icon']} />
    </button>
  );
}
