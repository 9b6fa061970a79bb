import { useId, useRef } from 'react';
import type { FileDetails } from '../../../app/contract/decrypt-shapes.ts';
import { visible } from '../../ui/shorten.ts';
import { type Ids, setFormat } from './acts.ts';
import { useWhenAsked } from './asked-for.ts';
import s from './Field.module.css';

/** What the file is to be read as. A format that proves nothing is only tried when it is named here. */
export function FormatField({ details, ids }: { readonly details: FileDetails; readonly ids: Ids }) {
  const select = useRef<HTMLSelectElement>(null);
  const id = useId();
  useWhenAsked(details.id, 'format', () => select.current?.focus());
  if (details.formats.length === 0) return null;
  return (
    <div className={s['field']}>
      <label htmlFor={id} className={s['label']}>
        Read as
      </label>
      <select
        ref={select}
        id={id}
        className={s['select']}
        value={details.chosen.format ?? ''}
        onChange={({ target }) => void setFormat(ids, target.value === '' ? null : target.value)}
      >
        <option value="">what the file shows</option>
        {details.formats.map((format) => (
          <option key={format.id} value={format.id}>
            {visible(format.name)}
            {format.isAuthenticated ? '' : ' (no tag: changes go unnoticed)'}
          </option>
        ))}
      </select>
    </div>
  );
}
