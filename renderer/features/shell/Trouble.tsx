import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTrouble } from '../../state/trouble.ts';
import { useRoute } from '../../state/use-route.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import s from './Trouble.module.css';

/**
 * What went wrong with something that has no place of its own on the screen. Stays until it is closed, or another screen
 * is chosen: there it would lie over what it has nothing to do with.
 */
export function Trouble() {
  const failure = useTrouble((state) => state.failure);
  const { screen } = useRoute();
  const before = useRef(screen);
  useEffect(() => {
    if (before.current !== screen) useTrouble.setState({ failure: null });
    before.current = screen;
  }, [screen]);
  if (failure === null) return null;
  return (
    <section className={s['trouble']} aria-label="Trouble">
      <Problem failure={failure} form="inline" />
      <span className={s['close']}>
        <IconButton
          label="Close"
          icon={<X size={15} aria-hidden="true" />}
          onClick={() => useTrouble.setState({ failure: null })}
        />
      </span>
    </section>
  );
}
