import { visible } from './shorten.ts';
import { Time } from './Time.tsx';

/** "Mikael Berg asks to encrypt firmware.bin for Gateway G2, 4 minutes ago." */
export function Sentence({ text, at }: { readonly text: string; readonly at: string | null }) {
  if (at === null) return visible(text);
  return (
    <>
      {visible(text.replace(/\.\s*$/, ''))}, <Time iso={at} />.
    </>
  );
}
