import { Fragment, type ReactNode, useState } from 'react';
import type { FactValue as Value } from '../../app/facts.ts';
import { Badge } from './Badge.tsx';
import { CopyText } from './CopyText.tsx';
import s from './Facts.module.css';
import { hexOf, inGroups, shortenMiddle, visible } from './shorten.ts';
import { Time } from './Time.tsx';
import { instantOf, plainTime } from './time.ts';

const locale = navigator.language;
const counted = new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'long' });

/** Bytes of an AAD shown as hex; the rest is copied. */
const HEX_SHOWN = 16;

function Mute({ children }: { readonly children: ReactNode }) {
  return <span className={s['mute']}>{children}</span>;
}

/** Text that is text, beside what it is shown as in raw: bytes can say anything. */
function Bytes({ value, what }: { readonly value: Extract<Value, { kind: 'bytes' }>; readonly what: string }) {
  const { base64, utf8, length } = value;
  const size = counted.format(length);
  const raw = hexOf(base64, HEX_SHOWN) ?? base64;
  if (length === 0) return <Mute>empty, {size}</Mute>;
  return (
    <span className={s['lines']}>
      {utf8 !== undefined && (
        <span>
          <CopyText text={utf8} shown={visible(utf8)} what={what} /> <Mute>{size}</Mute>
        </span>
      )}
      <span className={s['raw']}>
        <CopyText text={base64} shown={raw} what={`${what} as base64`} />{' '}
        {utf8 === undefined && <Mute>{size}, not text</Mute>}
      </span>
    </span>
  );
}

/** A digest, by its ends. Whole, in groups of four, for those who compare it with somebody else's. */
function Digest({ hex, what }: { readonly hex: string; readonly what: string }) {
  const [isWhole, setWhole] = useState(false);
  const whole = inGroups(hex);
  const ends = `${inGroups(hex.slice(0, 16))} … ${inGroups(hex.slice(-8))}`;
  return (
    <>
      <CopyText text={hex} shown={isWhole || whole.length <= ends.length ? whole : ends} what={what} />
      {whole.length > ends.length && (
        <button type="button" className={s['toggle']} aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'shorten' : 'show whole'}
        </button>
      )}
    </>
  );
}

function Names({ names, mute }: Extract<Value, { kind: 'names' }>) {
  return (
    <>
      {names.map(({ id, name, you }, index) => (
        <Fragment key={id}>
          {index > 0 && ', '}
          {name === undefined ? (
            <CopyText text={id} shown={shortenMiddle(id)} what="id" />
          ) : (
            <span title={id}>{visible(name)}</span>
          )}
          {you && mute === undefined && <Mute> (you)</Mute>}
        </Fragment>
      ))}{' '}
      {mute !== undefined && <Mute>{visible(mute)}</Mute>}
    </>
  );
}

/** One value of a fact, of every kind there is. `what` names it where it is copied. */
export function FactValue({ value, what }: { readonly value: Value; readonly what: string }) {
  switch (value.kind) {
    case 'text':
      return (
        <>
          {visible(value.text)} {value.mute !== undefined && <Mute>{visible(value.mute)}</Mute>}
        </>
      );
    case 'mono':
      return <CopyText text={value.text} shown={visible(shortenMiddle(value.text, 14, 10))} what={what} />;
    case 'digest':
      return <Digest hex={value.hex} what={what} />;
    case 'bytes':
      return <Bytes value={value} what={what} />;
    case 'time': {
      const at = instantOf(value.iso);
      return (
        <>
          <Time iso={value.iso} /> {at !== null && <Mute>{plainTime(at, locale)}</Mute>}
        </>
      );
    }
    case 'badge':
      return (
        <>
          <Badge tone={value.tone}>{value.text}</Badge> {value.mute !== undefined && <Mute>{visible(value.mute)}</Mute>}
        </>
      );
    case 'names':
      return value.names.length === 0 ? <Mute>{value.mute ?? 'nobody'}</Mute> : <Names {...value} />;
    case 'unknown':
      return (
        <>
          <Badge tone="warn">unknown</Badge> <Mute>{visible(value.why)}</Mute>
        </>
      );
    case 'none':
      return <Mute>{visible(value.text)}</Mute>;
    default:
      return value satisfies never;
  }
}
