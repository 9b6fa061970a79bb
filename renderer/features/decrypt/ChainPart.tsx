import { ArrowDown } from 'lucide-react';
import type { FileDetails, KeyRow } from '../../../app/contract/decrypt-shapes.ts';
import { GradeBadge } from '../../ui/Grade.tsx';
import { visible } from '../../ui/shorten.ts';
import s from './ChainPart.module.css';
import { MoveKeyButton } from './KeyButton.tsx';
import { Part } from './Part.tsx';

/** The way from the key to the data, each step with how close the key comes to this computer on it. */
export function ChainPart({
  chain,
  isExpected,
  keyRow,
  canMove,
}: {
  readonly chain: FileDetails['chain'];
  /** It has not happened yet. */
  readonly isExpected: boolean;
  readonly keyRow: KeyRow | undefined;
  readonly canMove: boolean;
}) {
  if (chain.length === 0 && keyRow?.isFile !== true) return null;
  return (
    <Part title={isExpected ? 'From the key to the data, as expected' : 'From the key to the data'}>
      <ol className={s['chain']}>
        {chain.map(({ words, grade }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps are told by their place
          <li key={place} className={s['step']}>
            <ArrowDown size={14} aria-hidden="true" className={s['arrow']} />
            <span className={s['words']}>
              {visible(words)}
              {grade !== null && (
                <span className={s['grade']}>
                  <GradeBadge grade={grade} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
      {keyRow?.isFile === true && canMove && (
        <p className={s['move']}>
          <MoveKeyButton keyId={keyRow.id}>Move it onto a token…</MoveKeyButton>
          <span className={s['note']}>There it can be used and not copied. The file stays until you destroy it.</span>
        </p>
      )}
    </Part>
  );
}
