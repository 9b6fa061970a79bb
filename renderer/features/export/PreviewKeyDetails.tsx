import type { PreviewKey } from '../../../app/contract/export-shapes.ts';
import type { Fact } from '../../../app/facts.ts';
import { Facts } from '../../ui/Facts.tsx';
import { GradeBadge } from '../../ui/Grade.tsx';
import { floorShown } from '../../ui/grade-words.ts';
import { visible } from '../../ui/shorten.ts';
import { tokenKindWords } from '../../ui/token-kind.ts';
import d from './Details.module.css';

const text = (label: string, words: string, mute?: string): Fact => ({
  label,
  value: { kind: 'text', text: words, ...(mute === undefined ? {} : { mute }) },
});
const mono = (label: string, words: string): Fact => ({ label, value: { kind: 'mono', text: words } });

/** All that is known of one key before it is exported, and what other tokens would do with it. */
export function PreviewKeyDetails({ previewKey: key }: { readonly previewKey: PreviewKey }) {
  const facts: Fact[] = [
    text('Type', key.type),
    mono('Token id of the platform', key.platformTokenId),
    text('Arrives as', key.arrivesAs),
    text('Will be stored as', key.storedAs.join('; ')),
    text('Label', key.label),
    mono('CKA_ID', key.ckaId),
  ];
  return (
    <section className={d['details']} aria-label={key.name}>
      <h3 className={d['title']}>{visible(key.name)}</h3>
      {key.refused !== null && <p className={d['warn']}>{visible(key.refused)}</p>}
      {key.alreadyThere !== null && (
        <p className={d['warn']}>It is on the token already, as {visible(key.alreadyThere)}.</p>
      )}
      <div className={d['columns']}>
        <div>
          <Facts groups={[{ title: 'This key', facts }]} />
        </div>
        <div>
          <Others previewKey={key} />
        </div>
      </div>
    </section>
  );
}

function Others({ previewKey: { otherTokens, passed } }: { readonly previewKey: PreviewKey }) {
  return (
    <>
      <h4 className={d['heading']}>On other tokens</h4>
      {otherTokens.length === 0 ? (
        <p className={d['mute']}>No other token that is here was looked at.</p>
      ) : (
        <ul className={d['list']}>
          {otherTokens.map(({ token, label, kind, grade, why }) => (
            <li key={token}>
              <span>
                {visible(label)} <span className={d['mute']}>{tokenKindWords[kind].name}</span>
              </span>
              {grade === null ? (
                <span className={d['mute']}>{visible(why) || 'cannot take it'}</span>
              ) : (
                <GradeBadge grade={grade} />
              )}
            </li>
          ))}
        </ul>
      )}
      {passed.length > 0 && (
        <details className={d['passed']}>
          <summary>
            {passed.length === 1 ? 'One other way was' : `${passed.length} other ways were`} looked at and not taken
          </summary>
          <ul className={d['list']}>
            {passed.map(({ what, grade, why }) => (
              <li key={what}>
                <span className={d['way']}>
                  <GradeBadge grade={floorShown(grade)} form="short" /> {visible(what)}
                </span>
                <span className={d['mute']}>{visible(why)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
