import { Search, X } from 'lucide-react';
import type { Ref } from 'react';
import { Kbd } from './Kbd.tsx';
import s from './SearchField.module.css';

export interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Down or Enter: on to the rows. */
  readonly onDown?: () => void;
  readonly ref?: Ref<HTMLInputElement>;
  /** The key that leads here, shown while the field is empty. */
  readonly keys?: string;
}

/** A field to search in what is shown. Escape empties it first, and leaves it then. */
export function SearchField({ label, value, onChange, onDown, ref, keys }: SearchFieldProps) {
  return (
    <div className={s['field']}>
      <Search size={15} aria-hidden="true" className={s['icon']} />
      <input
        ref={ref}
        type="text"
        role="searchbox"
        className={s['input']}
        aria-label={label}
        placeholder={label}
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.preventDefault();
            if (value === '') event.currentTarget.blur();
            else onChange('');
          }
          if (onDown !== undefined && (event.key === 'ArrowDown' || event.key === 'Enter')) {
            event.preventDefault();
            onDown();
          }
        }}
        data-find-target=""
      />
      {value !== '' ? (
        <button type="button" className={s['clear']} aria-label="Clear the search" onClick={() => onChange('')}>
          <X size={14} aria-hidden="true" />
        </button>
      ) : (
        keys !== undefined && (
          <span className={s['keys']}>
            <Kbd>{keys}</Kbd>
          </span>
        )
      )}
    </div>
  );
}
