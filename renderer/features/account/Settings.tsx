import { useQuery } from '@tanstack/react-query';
import type { Theme } from '../../../app/contract/shapes.ts';
import { setLetterKeys, setTheme } from '../../data/preferences.ts';
import { startQuery } from '../../data/queries.ts';
import { useLetterKeys } from '../../state/keys.ts';
import s from './Settings.module.css';

const themes = [
  { theme: 'system', label: 'As the system' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
] as const satisfies readonly { readonly theme: Theme; readonly label: string }[];

/** How the window looks and listens. Kept on this computer; nothing about work or people. */
export function Settings() {
  const chosen = useQuery(startQuery).data?.theme ?? 'system';
  const { isOn } = useLetterKeys();
  return (
    <div className={s['settings']}>
      <fieldset className={s['group']}>
        <legend>Colours</legend>
        {themes.map(({ theme, label }) => (
          <label key={theme} className={s['choice']}>
            <input type="radio" name="theme" checked={theme === chosen} onChange={() => void setTheme(theme)} />
            {label}
          </label>
        ))}
      </fieldset>
      <label className={s['choice']}>
        <input type="checkbox" checked={isOn} onChange={(event) => void setLetterKeys(event.target.checked)} />
        Single-letter keys such as A, R, J and K
      </label>
    </div>
  );
}
