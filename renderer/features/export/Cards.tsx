import type { ReactNode } from 'react';
import type { ClientKey } from '../../../app/contract/client-shapes.ts';
import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import { visible } from '../../ui/shorten.ts';
import s from './Cards.module.css';
import { Fingerprint, registeredWords } from './ClientKeyChoice.tsx';

/** Something that takes part in the export: what it does, what it is, what is to be known of it. */
export function Card({
  does,
  name,
  children,
}: {
  readonly does: string;
  readonly name: string;
  readonly children: ReactNode;
}) {
  return (
    <section className={s['card']} aria-label={does}>
      <p className={s['does']}>{does}</p>
      <p className={s['name']}>{visible(name)}</p>
      {children}
    </section>
  );
}

export function CardLine({
  children,
  tone = 'plain',
}: {
  readonly children: ReactNode;
  readonly tone?: 'plain' | 'warn';
}) {
  return <div className={`${s['line']} ${s[tone]}`}>{children}</div>;
}

/** Cards beside each other. */
export function CardRow({ children }: { readonly children: ReactNode }) {
  return <div className={s['cards']}>{children}</div>;
}

/** The key that opens the envelope. */
export function ClientKeyCard({
  clientKey,
  client,
  product,
  children,
}: {
  readonly clientKey: ClientKey;
  /** The client it is registered as by now, where that is known. */
  readonly client: ExportDraft['client'];
  readonly product: string;
  readonly children?: ReactNode;
}) {
  const { label, type, where, isFile, fingerprint } = clientKey;
  return (
    <Card does={isFile ? 'Opening key in a file' : 'Opens the envelope'} name={`${label} · ${type}`}>
      <CardLine tone={isFile ? 'warn' : 'plain'}>
        {isFile ? 'in a file, which can be copied without a trace' : visible(where)}
      </CardLine>
      <CardLine>
        {visible(client === null ? registeredWords(clientKey, product) : `registered as ${client.name}`)}
      </CardLine>
      <CardLine>
        <Fingerprint hex={fingerprint} />
      </CardLine>
      {children}
    </Card>
  );
}
