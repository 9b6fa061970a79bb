import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import s from './Button.module.css';
import { Kbd } from './Kbd.tsx';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'type'> {
  readonly tone?: 'primary' | 'plain' | 'danger' | 'quiet';
  /** The key that does the same, shown on the button. */
  readonly keys?: string;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button that says what it does. A disabled one stays focusable, so that nobody loses their place. */
export function Button({ tone = 'plain', keys, children, disabled, onClick, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      className={`${s['button']} ${s[tone]}`}
      aria-disabled={disabled || undefined}
      aria-keyshortcuts={keys}
      onClick={disabled ? undefined : onClick}
    >
      {children}
      {keys !== undefined && <Kbd tone={tone === 'primary' ? 'on-accent' : 'plain'}>{keys}</Kbd>}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'tone' | 'keys'> {
  /** What it does, for those who do not see the picture, and on hover. */
  readonly label: string;
  readonly icon: ReactNode;
}

/** A button with a picture only. */
export function IconButton({ label, icon, disabled, onClick, ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      className={s['icon']}
      aria-label={label}
      title={label}
      aria-disabled={disabled || undefined}
      onClick={disabled ? undefined : onClick}
    >
      {icon}
    </button>
  );
}
