import { useId, useRef, useState } from 'react';
import type { FileDetails } from '../../../app/contract/decrypt-shapes.ts';
import { Button } from '../../ui/Button.tsx';
import { type Ids, setIv } from './acts.ts';
import { useWhenAsked } from './asked-for.ts';
import s from './Field.module.css';
import { IV_LENGTH, ivOctets } from './iv-octets.ts';

/** The IV of formats that keep it outside the file. Closed until it is asked for or was given: most files need none. */
export function IvField({ details, ids }: { readonly details: FileDetails; readonly ids: Ids }) {
  const { iv: chosen } = details.chosen;
  const [isOpen, setOpen] = useState(chosen !== null);
  const [typed, setTyped] = useState(chosen ?? '');
  const part = useRef<HTMLDetailsElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const octets = ivOctets(typed);
  const isGood = octets?.length === IV_LENGTH;

  useWhenAsked(details.id, 'iv', () => {
    // What is closed takes no focus. Opening it tells its state by itself.
    if (part.current !== null) part.current.open = true;
    input.current?.focus();
  });

  const use = (): void => {
    if (isGood) void setIv(ids, octets.base64);
  };
  return (
    <details
      ref={part}
      className={s['field']}
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary className={s['summary']}>IV, where it is not in the file</summary>
      <div className={s['line']}>
        <input
          ref={input}
          id={id}
          type="text"
          className={s['input']}
          aria-label="IV in base64 or hex"
          aria-describedby={`${id}-said`}
          placeholder="the product’s KEK-IV, base64 or hex"
          maxLength={64}
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={({ target }) => setTyped(target.value.trim())}
          onKeyDown={(event) => event.key === 'Enter' && use()}
        />
        <Button disabled={!isGood || octets.base64 === chosen} onClick={use}>
          Use
        </Button>
        {chosen !== null && (
          <Button
            tone="quiet"
            onClick={() => {
              setTyped('');
              void setIv(ids, null);
            }}
          >
            Take back
          </Button>
        )}
      </div>
      <p id={`${id}-said`} className={s['hint']}>
        {typed === '' && `It has ${IV_LENGTH} bytes, and is no secret.`}
        {typed !== '' && octets === undefined && <span className={s['wrong']}>Neither base64 nor hex yet.</span>}
        {octets !== undefined && typed !== '' && (
          <span className={isGood ? undefined : s['wrong']}>
            {octets.length} of {IV_LENGTH} bytes
          </span>
        )}
      </p>
    </details>
  );
}
