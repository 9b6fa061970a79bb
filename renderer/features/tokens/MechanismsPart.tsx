import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { TokenPage } from '../../../app/contract/token-shapes.ts';
import { SearchField } from '../../ui/SearchField.tsx';
import { visible } from '../../ui/shorten.ts';
import { counted } from './counted.ts';
import { mechanismsLike } from './mechanisms.ts';
import s from './Parts.module.css';

/** So many are drawn; who looks for one searches. */
const drawnMost = 300;

/** What the module lists. Folded away: it is long, and only a claim. */
export function MechanismsPart({ mechanisms }: { readonly mechanisms: TokenPage['mechanisms'] }) {
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  if (mechanisms.length === 0) return null;
  const found = mechanismsLike(mechanisms, query);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <section className={s['part']} aria-labelledby="token-mechanisms">
      <h3 id="token-mechanisms" className={s['heading']}>
        <button type="button" className={s['fold']} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Chevron size={15} aria-hidden="true" />
          What it lists
          <span className={s['count']}>{counted(mechanisms.length, 'mechanism')}</span>
        </button>
      </h3>
      {isOpen && (
        <>
          <p className={s['note']}>The module’s own list. It is a claim: the table above is what was seen.</p>
          <div className={s['search']}>
            <SearchField label="Search the mechanisms" value={query} onChange={setQuery} keys="/" />
          </div>
          <p className="visually-hidden" role="status">
            {query === '' ? '' : `${found.length} found`}
          </p>
          {found.length === 0 && <p className={s['note']}>It lists none like that.</p>}
          <ul aria-label="Mechanisms">
            {found.slice(0, drawnMost).map(({ name, means, uses }) => (
              <li key={name} className={s['mechanism']}>
                <code className={s['code']}>{visible(name)}</code>
                <span>{visible(means)}</span>
                <span className={s['mute']}>{uses.map(visible).join(', ')}</span>
              </li>
            ))}
          </ul>
          {found.length > drawnMost && (
            <p className={s['note']}>
              {counted(found.length - drawnMost, 'more', 'more')}: search for the one you want.
            </p>
          )}
        </>
      )}
    </section>
  );
}
