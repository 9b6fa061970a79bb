import { type ReactNode, useState } from 'react';
import type { ClientKey } from '../../../app/contract/client-shapes.ts';
import type { TokenRow } from '../../../app/contract/token-shapes.ts';
import { tokenName } from '../../../app/token-name.ts';
import { client } from '../../data/bridge.ts';
import { Button } from '../../ui/Button.tsx';
import { visible } from '../../ui/shorten.ts';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { Choices, NoChoice } from '../export/Choice.tsx';
import { whyNoLogin } from '../export/token-words.ts';
import type { Asking } from '../tokens/use-asking.ts';
import { MakeKey } from './MakeKey.tsx';

/** The keys of one token, and the ways to more of them: its PIN, or a new key. */
export function KeysOfToken({
  token,
  suggested,
  none,
  isBusy,
  ask,
  onMade,
  children,
}: {
  readonly token: TokenRow;
  /** What a new key may be called on the token. */
  readonly suggested: string;
  /** What is said where none of its keys fits. */
  readonly none: string;
  readonly isBusy: boolean;
  readonly ask: Asking['ask'];
  /** Null and undefined when the person changed their mind, or it failed. */
  readonly onMade: (key: ClientKey | null | undefined) => void;
  readonly children: readonly ReactNode[];
}) {
  const [isMaking, setMaking] = useState(false);
  const whyNot = whyNoLogin(token);
  const canUse = token.isLoggedIn || !token.needsLogin;
  const name = visible(tokenName(token));
  const serial = token.serial === '' ? null : `serial ${visible(token.serial)}`;

  const login = (
    <Button
      disabled={isBusy}
      aria-label={`Log in to ${name}…`}
      onClick={() => void ask('Waiting for the PIN window', () => client.tokens.login({ token: token.id }))}
    >
      Log in…
    </Button>
  );
  const make = (
    <Button aria-expanded={isMaking} onClick={() => setMaking(!isMaking)}>
      Make a key on this token…
    </Button>
  );

  return (
    <Choices
      title={name}
      label={[name, serial].filter(Boolean).join(', ')}
      note={[tokenKindWords[token.kind].name, serial].filter(Boolean).join(' · ')}
      actions={canUse ? token.isWritable && make : whyNot === null && login}
    >
      {isMaking && canUse && (
        <MakeKey
          suggested={suggested}
          isBusy={isBusy}
          onMake={async (label) => {
            const made = await ask('Waiting for the confirmation window', () =>
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
        <NoChoice>{whyNot ?? (canUse ? none : 'Its keys are shown once its PIN is entered.')}</NoChoice>
      )}
    </Choices>
  );
}
