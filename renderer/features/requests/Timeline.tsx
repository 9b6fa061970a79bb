import { Check, Circle, CircleDot, X } from 'lucide-react';
import type { RequestItem } from '../../../app/contract/shapes.ts';
import { stateWords } from '../../ui/state-words.ts';
import { Time } from '../../ui/Time.tsx';
import s from './Timeline.module.css';

type Step = RequestItem['timeline'][number];

const icons = { done: Check, now: CircleDot, ahead: Circle, failed: X } as const satisfies Record<
  Step['reached'],
  unknown
>;
const words = { done: 'done', now: 'now', ahead: 'still ahead', failed: 'ended here' } as const;

/** The states of a request in a line: those it went through, where it is, what is ahead. */
export function Timeline({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <ol className={s['line']} aria-label="States">
      {steps.map(({ name, reached, when }) => {
        const Icon = icons[reached];
        return (
          <li key={name} className={`${s['step']} ${s[reached]}`} aria-current={reached === 'now' ? 'step' : undefined}>
            <span className={s['mark']}>
              <Icon size={12} aria-hidden="true" />
            </span>
            <span className={s['name']}>{stateWords(name)}</span>
            <span className="visually-hidden">, {words[reached]}</span>
            {when !== null && (
              <span className={s['when']}>
                <Time iso={when} />
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
