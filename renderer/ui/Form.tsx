import { type ReactNode, useId } from 'react';
import s from './Form.module.css';

/** Fields below each other. With `onSubmit`, Enter in one of them does what its button does. */
export function Fields({ onSubmit, children }: { readonly onSubmit?: () => void; readonly children: ReactNode }) {
  if (onSubmit === undefined) return <div className={s['form']}>{children}</div>;
  return (
    <form
      className={s['form']}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** What is to be known before the fields are filled. */
export function FieldWords({ children }: { readonly children: ReactNode }) {
  return <p className={s['words']}>{children}</p>;
}

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly maxLength: number;
  /** A name is no language: nothing checks its spelling. */
  readonly isName?: boolean;
  /** What helps to fill it, below. */
  readonly hint?: string;
}

/** One line of text under its label. */
export function TextField({ label, value, onChange, maxLength, isName = false, hint }: TextFieldProps) {
  const id = useId();
  return (
    <div className={s['field']}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={s['input']}
        value={value}
        maxLength={maxLength}
        spellCheck={isName ? false : undefined}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
      />
      {hint !== undefined && <span className={s['hint']}>{hint}</span>}
    </div>
  );
}
