import { type ReactElement, useId, useState } from 'react';
import type { ClientKey } from '../../../app/contract/client-shapes.ts';
import type { ExportDraft } from '../../../app/contract/export-shapes.ts';
import type { TokenRow } from '../../../app/contract/token-shapes.ts';
import { client } from '../../data/bridge.ts';
import { Button } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { Choices, NoChoice } from './Choice.tsx';
import s from './Form.module.css';
import { tokenName, whyNoLogin } from './token-words.ts';
import type { Ask } from './use-ask.ts';
import { doingNow } from './WizardFrame.tsx';

/** "Gateway G2" → "gateway-g2": for labels and names that people and programs both read. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
}

/** The keys of one token that could open the envelope, and the ways to more of them. */
export function KeysOfToken({
  draft,
  token,
  ask,
  onMade,
  children,
}: {
  readonly draft: ExportDraft;
  readonly token: TokenRow;
  readonly ask: Ask;
  readonly onMade: (key: ClientKey | null | undefined) => void;
  readonly children: readonly ReactElement[];
}) {
  const [isMaking, setMaking] = useState(false);
  const whyNot = whyNoLogin(token);
  const isBusy = doingNow(draft, ask) !== null;
  const name = visible(tokenName(token));
  const canUse = token.isLoggedIn || !token.needsLogin;

  const login = (): void => {
    void ask.other('Waiting for the PIN window', () => client.tokens.login({ token: token.id }));
  };
  const actions = canUse ? (
    token.isWritable && (
      <Button aria-expanded={isMaking} onClick={() => setMaking(!isMaking)}>
        Make a key on this token…
      </Button>
    )
  ) : whyNot === null ? (
    <Button disabled={isBusy} aria-label={`Log in to ${name}…`} onClick={login}>
      Log in…
    </Button>
  ) : undefined;

  return (
    <Choices
      title={name}
      label={token.serial === '' ? name : `${name}, serial ${visible(token.serial)}`}
      note={`${tokenKindWords[token.kind].name}${token.serial === '' ? '' : ` · serial ${visible(token.serial)}`}`}
      actions={actions}
    >
      {isMaking && canUse && (
        <MakeKey
          suggested={`seceng-${slugOf(draft.product?.name ?? 'client')}`}
          isBusy={isBusy}
          onMake={async (label) => {
            const made = await ask.other('Waiting for the confirmation window', () =>
              client.clients.makeKey({ token: token.id, label }),
            );
            if (made != null) setMaking(false);
            onMade(made);
          }}
        />
      )}
      {children.length > 0 ? (
        <ul>{children}</ul>
      ) : (
        <NoChoice>
          {whyNot ??
            (canUse
              ? 'It holds no EC P-256 key that could open the envelope.'
              : 'Its keys are shown once its PIN is entered.')}
        </NoChoice>
      )}
    </Choices>
  );
}

function MakeKey({
  suggested,
  isBusy,
  onMake,
}: {
  readonly suggested: string;
  readonly isBusy: boolean;
  readonly onMake: (label: string) => Promise<void>;
}) {
  const [label, setLabel] = useState(suggested);
  const id = useId();
  const isOff = isBusy || label.trim() === '';
  return (
    <form
      className={s['form']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isOff) void onMake(label.trim());
      }}
    >
      <p className={s['words']}>
        An EC P-256 key pair is made on the token. Its private half only derives, is sensitive and not extractable, so
        it can open envelopes and nothing else. A confirmation window shows all of that first.
      </p>
      <div className={s['field']}>
        <label htmlFor={id}>Label on the token</label>
        <input
          id={id}
          className={s['input']}
          value={label}
          maxLength={100}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setLabel(event.target.value)}
        />
      </div>
      <Button disabled={isOff} onClick={() => void onMake(label.trim())}>
        Make the key…
      </Button>
    </form>
  );
}
