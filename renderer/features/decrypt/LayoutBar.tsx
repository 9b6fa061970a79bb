import type { FileDetails } from '../../../app/contract/decrypt-shapes.ts';
import { visible } from '../../ui/shorten.ts';
import { widthsOf } from './bar-scale.ts';
import s from './LayoutBar.module.css';

const number = new Intl.NumberFormat(navigator.language);

type Regions = FileDetails['regions'];

/** Under this part of the bar, nothing that is written there could be read. */
const READABLE = 0.075;

/** The stretches of a file in their order: widths by the logarithm, numbers as they are. Below, each one by its place. */
export function LayoutBar({ regions }: { readonly regions: Regions }) {
  if (regions.length === 0) return null;
  const widths = widthsOf(regions.map(({ length }) => length));
  return (
    <figure className={s['layout']}>
      <div className={s['bar']} aria-hidden="true">
        {regions.map(({ role, label, offset, length }, place) => {
          const width = widths[place] ?? 0;
          const words = `${visible(label)} ${number.format(length)}`;
          return (
            <span
              key={`${offset} ${role} ${label}`}
              className={`${s['part']} ${s[role]}`}
              style={{ flexGrow: width * 1000 }}
              title={`${words} bytes from ${number.format(offset)}`}
            >
              {width >= READABLE && words}
            </span>
          );
        })}
      </div>
      <figcaption className={s['caption']}>
        <ol className={s['legend']} aria-label="Layout of the file">
          {regions.map(({ role, label, offset, length }) => (
            <li key={`${offset} ${role} ${label}`}>
              <span className={`${s['dot']} ${s[role]}`} aria-hidden="true" />
              {visible(label)} <span className={s['mute']}>{number.format(length)} bytes from </span>
              <span className={s['mute']}>{number.format(offset)}</span>
            </li>
          ))}
        </ol>
      </figcaption>
    </figure>
  );
}
