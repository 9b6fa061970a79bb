import { useEffect, useId, useRef, useState } from 'react';
import type { FileDetails } from '../../../app/contract/decrypt-shapes.ts';
import { Button } from '../../ui/Button.tsx';
import { type Ids, setIv } from './acts.ts';
import { useAskedFor } from './asked-for.ts';
import s from './Field.module.css';
import { IV_LENGTH, ivOctets } from './iv-octets.ts';

/** The IV of formats that keep it outside the file. Closed until it is asked for or was given: most files need none. */
export function IvField({ details, ids }: { readonly details: FileDetails; readonly ids: Ids }) {
  const { iv: chosen } = details.chosen;
  const asked = useAskedFor();
  const [isOpen, setOpen] = useState(chosen !== null || asked.field === 'iv');
  const [typed, setTyped] = useState(chosen ?? '');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const octets = ivOctets(typed);
  const isGood = octets?.length === IV_LENGTH;

  useEffect(() => {
    if (asked.field !== 'iv' || asked.times === 0) return;
    setOpen(true);
    input.current?.focus();
  }, [asked]);

  const use = (): void => {
    if (isGood) void setIv(ids, octets.base64);
  };
  return (
    <details className={s['field']} open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={s['label']}>IV, where it is not in the file</summary>
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
