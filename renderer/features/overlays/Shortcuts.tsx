import { setLetterKeys } from '../../data/preferences.ts';
import { keyLabel, shortcuts, useLetterKeys } from '../../state/keys.ts';
import { Kbd } from '../../ui/Kbd.tsx';
import { Sheet } from './Sheet.tsx';
import s from './Shortcuts.module.css';

const isMac = navigator.platform.startsWith('Mac');
const places = [...new Set(shortcuts.map(({ where }) => where))];

/** Every key there is. */
export function Shortcuts() {
  const { isOn } = useLetterKeys();
  return (
    <Sheet title="Keyboard">
      <div className={s['body']}>
        {places.map((place) => (
          <section key={place}>
            <h3>{place}</h3>
            <dl>
              {shortcuts
                .filter(({ where }) => where === place)
                .map(({ keys, what }) => (
                  <div key={what} className={s['line']}>
                    <dt>{what}</dt>
                    <dd>
                      {keys.map((key) => (
                        <span key={key}>
                          <Kbd>{keyLabel(key, isMac)}</Kbd>
                          <span className="visually-hidden">{keyLabel(key, isMac)} </span>
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <label className={s['choice']}>
          <input type="checkbox" checked={isOn} onChange={(event) => void setLetterKeys(event.target.checked)} />
          Single-letter keys are on. Turn them off if you speak to your computer.
        </label>
      </div>
    </Sheet>
  );
}
