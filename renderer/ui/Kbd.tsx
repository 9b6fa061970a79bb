import s from './Kbd.module.css';

/** A key of the keyboard. Hidden from readers: what it does is said by aria-keyshortcuts of the control it stands on. */
export function Kbd({
  children,
  tone = 'plain',
}: {
  readonly children: string;
  readonly tone?: 'plain' | 'on-accent';
}) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd takes no focus
    <kbd aria-hidden="true" className={`${s['kbd']} ${s[tone]}`}>
      {children}
    </kbd>
  );
}
