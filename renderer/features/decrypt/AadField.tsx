import { type FocusEvent, useId, useRef, useState } from 'react';
import type { AadInput, FileDetails } from '../../../app/contract/decrypt-shapes.ts';
import { outputNameFor } from '../../../app/formats/output-name.ts';
import { Button } from '../../ui/Button.tsx';
import { aadSaid } from './aad-said.ts';
import { control, type Ids, setAad } from './acts.ts';
import { useWhenAsked } from './asked-for.ts';
import s from './Field.module.css';

const kinds = {
  text: { name: 'Text', placeholder: 'firmware-version=v1.6.44' },
  base64: { name: 'Base64', placeholder: 'ZmlybXdhcmU=' },
  hex: { name: 'Hex', placeholder: '6669726d77617265' },
  template: { name: 'Template', placeholder: 'firmware-version={name}' },
} as const satisfies Record<AadInput['kind'], { readonly name: string; readonly placeholder: string }>;

const kindIds = Object.keys(kinds).filter((kind): kind is AadInput['kind'] => kind in kinds);
const nothing: AadInput = { kind: 'text', text: '' };

/** What is said below the field while somebody types: how many bytes it is, and what the eye would miss. */
function Said({ aad, fileName, id }: { readonly aad: AadInput; readonly fileName: string; readonly id: string }) {
  const said = aadSaid(aad, fileName);
  return (
    <p id={id} className={s['hint']}>
      {said.isGood ? said.size : <span className={s['wrong']}>{said.why}</span>}
      {said.isGood && aad.kind === 'template' && said.shown !== '' && ` · here ${said.shown}`}
      {said.isGood && said.oddities !== '' && <span className={s['odd']}> · {said.oddities}</span>}
    </p>
  );
}

/** The AAD, as text, base64, hex or a template, with its exact length while it is typed. */
export function AadField({
  details,
  ids,
  retry,
}: {
  readonly details: FileDetails;
  readonly ids: Ids;
  /** Whether the file has been tried and may be tried again. */
  readonly retry: boolean;
}) {
  const { aad: chosen } = details.chosen;
  const [aad, setDraft] = useState<AadInput>(chosen ?? nothing);
  const area = useRef<HTMLTextAreaElement>(null);
  const field = useRef<HTMLDivElement>(null);
  const id = useId();
  const fileName = outputNameFor(details.name);
  const isGood = aadSaid(aad, fileName).isGood;
  const isNew = aad.text !== (chosen?.text ?? '') || aad.kind !== (chosen?.kind ?? 'text');

  useWhenAsked(details.id, 'aad', () => area.current?.focus());

  const use = async (): Promise<void> => {
    if (!isGood) return;
    if ((await setAad(ids, aad)) && retry) await control(ids, 'retry');
  };
  /** What was typed counts before any other button is pressed: "Try again" must not try without it. */
  const leave = ({ relatedTarget }: FocusEvent): void => {
    if (field.current?.contains(relatedTarget) === true || !isGood || !isNew) return;
    void setAad(ids, aad);
  };
  const take = (next: AadInput): void => {
    setDraft(next);
    area.current?.focus();
  };

  return (
    <div ref={field} className={s['field']}>
      <div className={s['line']}>
        <label htmlFor={id} className={s['label']}>
          AAD
        </label>
        <select
          className={s['select']}
          aria-label="How the AAD is written"
          value={aad.kind}
          onBlur={leave}
          onChange={({ target }) => setDraft({ ...aad, kind: kindIds.find((kind) => kind === target.value) ?? 'text' })}
        >
          {kindIds.map((kind) => (
            <option key={kind} value={kind}>
              {kinds[kind].name}
            </option>
          ))}
        </select>
        {details.rememberedAads.length > 0 && (
          <select
            className={s['select']}
            aria-label="AADs that were right before"
            value=""
            onChange={({ target }) => {
              const remembered = details.rememberedAads[Number(target.value)];
              if (remembered !== undefined) take(remembered);
            }}
          >
            <option value="">Used before…</option>
            {details.rememberedAads.map(({ kind, text }, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are told by their place
              <option key={place} value={place}>
                {`${kinds[kind].name}: ${text.slice(0, 60)}`}
              </option>
            ))}
          </select>
        )}
      </div>
      <div className={s['line']}>
        <textarea
          ref={area}
          id={id}
          rows={1}
          className={s['area']}
          aria-describedby={`${id}-said`}
          aria-invalid={!isGood || undefined}
          placeholder={kinds[aad.kind].placeholder}
          maxLength={16_384}
          spellCheck={false}
          autoComplete="off"
          value={aad.text}
          onBlur={leave}
          onChange={({ target }) => setDraft({ ...aad, text: target.value })}
          onKeyDown={(event) => {
            // Enter alone is a byte of the AAD.
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void use();
          }}
        />
        <Button disabled={!isGood || !isNew} onClick={() => void use()}>
          {retry ? 'Use and try again' : 'Use'}
        </Button>
        {chosen !== null && (
          <Button
            tone="quiet"
            onClick={() => {
              setDraft(nothing);
              void setAad(ids, null);
            }}
          >
            Take back
          </Button>
        )}
      </div>
      <Said aad={aad} fileName={fileName} id={`${id}-said`} />
    </div>
  );
}
