import s from './Chips.module.css';

export interface Chip<Id> {
  readonly id: Id;
  readonly label: string;
  readonly count: number;
}

const number = new Intl.NumberFormat(navigator.language);

/** Quick filters, one of which holds. */
export function Chips<Id extends string | null>({
  label,
  options,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly options: readonly Chip<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}) {
  return (
    <fieldset className={s['chips']}>
      <legend className="visually-hidden">{label}</legend>
      {options.map(({ id, label: text, count }) => (
        <button
          key={id ?? ''}
          type="button"
          className={s['chip']}
          aria-pressed={id === chosen}
          onClick={() => onChoose(id)}
        >
          {text} <span className={s['count']}>{number.format(count)}</span>
        </button>
      ))}
    </fieldset>
  );
}
