import { useState } from 'react';
import type { z } from 'zod';
import type { ProductSecrets } from '../../../app/contract/client-shapes.ts';
import { client } from '../../data/bridge.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyText } from '../../ui/CopyText.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Line, Lines } from '../../ui/Lines.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { shortenMiddle, visible } from '../../ui/shorten.ts';
import { useAsking } from '../tokens/use-asking.ts';
import s from './Secrets.module.css';

type Shown = z.output<typeof ProductSecrets>;

/**
 * The secrets of a production PC's product. They are fetched anew each time and live in this component alone: leaving
 * the page forgets them.
 */
export function Secrets({ client: id, product }: { readonly client: string; readonly product: string }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  const { doing, failure, ask } = useAsking();
  const isBusy = doing !== null;

  const fetchThem = async (): Promise<void> => {
    setSaved(null);
    const secrets = await ask('Answer in the window that opens', () => client.clients.secrets({ client: id }));
    if (secrets != null) setShown(secrets);
  };
  const save = async (): Promise<void> => {
    setSaved(null);
    const file = await ask('Answer in the window that opens', () => client.clients.saveSecrets({ client: id }));
    if (file != null) setSaved(file.name);
  };

  return (
    <section className={s['secrets']} aria-label="Production secrets">
      <header className={s['head']}>
        <h3>Production secrets of {visible(product)}</h3>
        <span className={s['actions']}>
          {shown === null ? (
            <Button disabled={isBusy} onClick={() => void fetchThem()}>
              Fetch and show…
            </Button>
          ) : (
            <Button onClick={() => setShown(null)}>Hide</Button>
          )}
          <Button disabled={isBusy} onClick={() => void save()}>
            Fetch and save…
          </Button>
        </span>
      </header>
      {failure !== null && <Problem failure={failure} form="inline" />}
      {saved !== null && (
        <Notice tone="ok" title={`${visible(saved)} was written.`} role="status">
          Only your user on this computer can read it.
        </Notice>
      )}
      {shown === null ? (
        <p className={s['words']}>
          {doing ?? 'They are opened with the key of this client, which has to be at hand, and kept nowhere.'}
        </p>
      ) : (
        <>
          {shown.items.length === 0 && <p className={s['words']}>The product has no configuration items.</p>}
          <div className={s['items']}>
            <Lines labels="wide" isTopped>
              {shown.items.map(({ name, value, note }, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: names may repeat, and the order is the platform's own
                <Line key={`${place} ${name}`} label={visible(name)}>
                  {value === '' ? null : (
                    <CopyText text={value} shown={visible(shortenMiddle(value, 40, 16))} what={name} />
                  )}
                  <p className={s['note']}>{visible(note)}</p>
                </Line>
              ))}
            </Lines>
          </div>
          <Facts groups={shown.groups} />
        </>
      )}
    </section>
  );
}
