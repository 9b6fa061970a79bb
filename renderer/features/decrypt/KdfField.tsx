import { useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { type Ids, type KdfChoice, setKdf } from './acts.ts';
import { useWhenAsked } from './asked-for.ts';
import s from './Field.module.css';

const digests = ['sha256', 'md5', 'sha1', 'sha384', 'sha512'] as const satisfies readonly KdfChoice['digest'][];

const USUAL_ROUNDS = 10_000;
const MOST_ROUNDS = 100_000_000;

/** How `openssl enc` made the key: the file does not say, the usual ways are tried unless they are named here. */
export function KdfField({ file, ids }: { readonly file: string; readonly ids: Ids }) {
  const [digest, setDigest] = useState<KdfChoice['digest']>('sha256');
  const [isPbkdf2, setPbkdf2] = useState(false);
  const [rounds, setRounds] = useState(USUAL_ROUNDS);
  const select = useRef<HTMLSelectElement>(null);
  useWhenAsked(file, 'choice', () => select.current?.focus());
  const isGood = !isPbkdf2 || (Number.isInteger(rounds) && rounds > 0 && rounds <= MOST_ROUNDS);
  return (
    <fieldset className={s['field']}>
      <legend className={s['label']}>How the key was made from the pass phrase</legend>
      <div className={s['line']}>
        <select
          ref={select}
          className={s['select']}
          aria-label="Digest"
          value={digest}
          onChange={({ target }) => setDigest(digests.find((each) => each === target.value) ?? 'sha256')}
        >
          {digests.map((each) => (
            <option key={each} value={each}>
              -md {each}
            </option>
          ))}
        </select>
        <label className={s['check']}>
          <input type="checkbox" checked={isPbkdf2} onChange={({ target }) => setPbkdf2(target.checked)} />
          -pbkdf2
        </label>
        {isPbkdf2 && (
          <input
            type="number"
            className={`${s['input']} ${s['number']}`}
            aria-label="Iterations"
            min={1}
            max={MOST_ROUNDS}
            value={rounds}
            onChange={({ target }) => setRounds(target.valueAsNumber)}
          />
        )}
        <Button
          disabled={!isGood}
          onClick={() => void setKdf(ids, { digest, pbkdf2: isPbkdf2, rounds: isPbkdf2 ? rounds : null })}
        >
          Use
        </Button>
        <Button tone="quiet" onClick={() => void setKdf(ids, null)}>
          Try the usual ways
        </Button>
      </div>
    </fieldset>
  );
}
