import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../data/bridge.ts';
import { failureIn, unwrap } from '../../data/failure.ts';
import { announce } from '../../state/announcer.ts';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import s from './Diagnostics.module.css';
import { Sheet } from './Sheet.tsx';

/** What "copy diagnostics" copies, shown before, to the letter. */
export function Diagnostics() {
  const [done, setDone] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['diagnostics'],
    queryFn: () => unwrap(client.app.diagnostics({})),
    gcTime: 0,
  });
  const failure = failureIn(error);
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    announce('Copied the diagnostics');
  };
  return (
    <Sheet title="Diagnostics">
      <div className={s['body']}>
        <p className={s['lead']}>
          For the people who help you. Exactly this is copied; no name of a person, file or product, and nothing secret
          is in it.
        </p>
        {failure !== null && <Problem failure={failure} form="inline" />}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre className={s['text']} tabIndex={0} role="group" aria-label="Diagnostics">
          {data?.text ?? ''}
        </pre>
        <div className={s['actions']}>
          <Button
            tone="primary"
            disabled={data === undefined}
            onClick={() => data !== undefined && void copy(data.text)}
          >
            {done ? 'Copied' : 'Copy'}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
