import type { FileDetails } from '../../../app/contract/decrypt-shapes.ts';
import { CopyText } from '../../ui/CopyText.tsx';
import { FactValue } from '../../ui/FactValue.tsx';
import { shortenMiddle, visible } from '../../ui/shorten.ts';
import s from './KnownPart.module.css';
import { Line, Lines, Part } from './Part.tsx';

const origins = {
  record: 'from the record beside the file',
  person: 'as you gave it',
  none: 'nothing was given: the empty AAD is used',
} as const satisfies Record<NonNullable<FileDetails['aad']>['from'], string>;

/** The AAD exactly as it is used. A wrong one is the classic mistake, and one byte is enough. */
export function AadPart({ aad }: { readonly aad: FileDetails['aad'] }) {
  if (aad === null) return null;
  const { base64, utf8, bytes, from } = aad;
  return (
    <Part title="AAD that is used">
      <Lines>
        <Line label="AAD">
          <FactValue what="AAD" value={{ kind: 'bytes', base64, length: bytes, ...(utf8 === null ? {} : { utf8 }) }} />
          <span className={s['from']}>{origins[from]}</span>
        </Line>
      </Lines>
    </Part>
  );
}

/** A machine word: without spaces, and longer than a word is. */
const machine = /^\S{20,}$/;

/** What is written in the file's own header, or in its record. */
export function FieldsPart({
  title,
  fields,
}: {
  readonly title: string;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
}) {
  if (fields.length === 0) return null;
  return (
    <Part title={title}>
      <Lines>
        {fields.map(({ label, value }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: labels may repeat, and the order is the file's own
          <Line key={`${place} ${label}`} label={visible(label)}>
            {machine.test(value) ? (
              <CopyText text={value} shown={visible(shortenMiddle(value, 18, 10))} what={visible(label)} />
            ) : (
              visible(value)
            )}
          </Line>
        ))}
      </Lines>
    </Part>
  );
}
