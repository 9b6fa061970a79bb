import { useEffect, useState } from 'react';
import s from './Filters.module.css';
import { SearchField } from './SearchField.tsx';

/** The platform is asked this many ms after the last letter. */
const TYPING = 300;

/** The platform's own filter by a part of the name. */
export function NameFilter({
  value,
  onChange,
  onDown,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Down or Enter: on to the rows. */
  readonly onDown: () => void;
}) {
  const [typed, setTyped] = useState(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed starts the wait
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed.trim()), TYPING);
    return () => clearTimeout(timer);
  }, [typed]);
  return <SearchField label="Name contains" keys="/" value={typed} onChange={setTyped} onDown={onDown} />;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** One of a few values that the platform filters by; the system's own list, so that it is known to everybody. */
export function ChoiceFilter({
  label,
  any,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  /** What it is called when nothing is chosen: "Any state". */
  readonly any: string;
  readonly choices: readonly Choice[];
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}) {
  return (
    <select
      className={s['select']}
      aria-label={label}
      data-set={value !== null || undefined}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    >
      <option value="">{any}</option>
      {choices.map(({ value: each, label: text }) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** The filters in a line, and whose they are: a reader who misses something must know that the platform chose. */
export function FilterLine({ children }: { readonly children: React.ReactNode }) {
  return (
    <div className={s['line']}>
      {children}
      <span className={s['whose']}>filtered by the platform</span>
    </div>
  );
}
