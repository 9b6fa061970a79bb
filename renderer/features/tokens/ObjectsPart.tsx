import { ChevronDown, ChevronRight, KeyRound } from 'lucide-react';
import { useState } from 'react';
import type { ObjectRow, TokenPage, TokenRow } from '../../../app/contract/token-shapes.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Facts, Warnings } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { visible } from '../../ui/shorten.ts';
import { counted } from './counted.ts';
import { DestroyButton } from './DestroyButton.tsx';
import { objectName, objectsLike } from './objects.ts';
import s from './Parts.module.css';
import { objectWhat } from './token-words.ts';

/** Above this many, a search is offered; so many are drawn before somebody asks for more. */
const searchedFrom = 10;
const drawnAtOnce = 100;

/** Keys, certificates and data on the token. */
export function ObjectsPart({
  token,
  page: { objects, objectsFailure },
  onLogin,
}: {
  readonly token: TokenRow;
  readonly page: TokenPage;
  /** Null while nobody can log in, or somebody is. */
  readonly onLogin: (() => void) | null;
}) {
  const [query, setQuery] = useState('');
  const [drawn, setDrawn] = useState(drawnAtOnce);
  const { rows, total } = objects;
  const found = objectsLike(rows, query);
  const isHidden = onLogin !== null;
  const wantsLogin = isHidden && (objectsFailure === null || objectsFailure.code === 'token.not-logged-in');
  return (
    <section className={s['part']} aria-labelledby="token-objects">
      <h3 id="token-objects" className={s['heading']}>
        On the token
        <span className={s['count']}>{total > 0 ? counted(total, 'object') : ''}</span>
      </h3>
      {objectsFailure !== null && !wantsLogin && <Problem failure={objectsFailure} form="inline" />}
      <Leftovers token={token} rows={rows} />
      {rows.length > searchedFrom && (
        <div className={s['search']}>
          <SearchField label="Search the objects" value={query} onChange={setQuery} keys="/" />
        </div>
      )}
      {found.length > 0 && (
        <ul className={s['objects']} aria-label="Objects">
          {found.slice(0, drawn).map((object) => (
            <ObjectEntry key={object.id} token={token} object={object} />
          ))}
        </ul>
      )}
      {found.length === 0 && query !== '' && <p className={s['note']}>No object is like that.</p>}
      {found.length > drawn && (
        <Button onClick={() => setDrawn(drawn + drawnAtOnce)}>
          {`Show ${Math.min(drawnAtOnce, found.length - drawn)} more`}
        </Button>
      )}
      {total > rows.length && (
        <p className={s['note']}>
          {counted(total - rows.length, 'object')} more on the token {total - rows.length === 1 ? 'is' : 'are'} not
          listed here.
        </p>
      )}
      {rows.length > 0 && wantsLogin && (
        <p className={s['note']}>
          Only what is public is listed.{' '}
          <button type="button" className={s['inline']} onClick={onLogin ?? undefined}>
            Log in…
          </button>{' '}
          to see the private keys too.
        </p>
      )}
      {rows.length === 0 && wantsLogin && (
        <Empty icon={<KeyRound size={18} />} title="Private objects are not shown yet">
          Nothing public is on this token. Its keys are listed once its PIN was entered, in a window of its own.
        </Empty>
      )}
      {rows.length === 0 && !wantsLogin && objectsFailure === null && (
        <Empty icon={<KeyRound size={18} />} title="Nothing is on this token yet">
          Keys that you export onto it or make on it appear here, with everything they may be used for.
        </Empty>
      )}
    </section>
  );
}

/** What an interruption has left. It stands before everything else, with the way to be rid of it. */
function Leftovers({ token, rows }: { readonly token: TokenRow; readonly rows: readonly ObjectRow[] }) {
  const left = rows.filter(({ isLeftover }) => isLeftover);
  if (left.length === 0) return null;
  return (
    <div className={s['leftovers']}>
      <Notice
        tone="warn"
        title={left.length === 1 ? 'Something was left unfinished.' : `${left.length} things were left unfinished.`}
      >
        Keydock made it and was interrupted before it was proven and got its name. Nothing uses it: destroy it, and do
        again what was interrupted.
        <ul>
          {left.map((object) => (
            <li key={object.id} className={s['leftover']}>
              <code className={s['code']}>{visible(objectName(object))}</code>
              <DestroyButton token={token} object={object} />
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}

/** An object in a line; opened, with all its attributes. */
function ObjectEntry({ token, object }: { readonly token: TokenRow; readonly object: ObjectRow }) {
  const [isOpen, setOpen] = useState(false);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const isUnsafe = object.warnings.some(({ tone }) => tone === 'danger');
  return (
    <li className={s['object']}>
      <button type="button" className={s['objectHead']} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Chevron size={15} aria-hidden="true" className={s['chevron']} />
        <span className={s['objectName']}>{visible(objectName(object))}</span>
        <span className={s['objectWhat']}>{visible(objectWhat(object))}</span>
        <span className={s['uses']}>
          {object.uses.length > 0 && <span>may {object.uses.map(visible).join(', ')}</span>}
          {object.isLeftover && <Badge tone="warn">left over</Badge>}
          {!object.isLeftover && isUnsafe && <Badge tone="danger">unsafe</Badge>}
        </span>
      </button>
      {isOpen && (
        <div className={s['details']}>
          <Warnings warnings={object.warnings} />
          <Facts groups={object.groups} />
          {!object.isLeftover && (
            <div className={s['detailsFoot']}>
              <DestroyButton token={token} object={object} />
            </div>
          )}
        </div>
      )}
    </li>
  );
}
