import { useQuery } from '@tanstack/react-query';
import type { ModuleRow, TokenRow } from '../../../app/contract/token-shapes.ts';
import type { FactGroup } from '../../../app/facts.ts';
import { tokenName } from '../../../app/token-name.ts';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { tokenQuery } from '../../data/tokens.ts';
import { announce } from '../../state/announcer.ts';
import { useKeys } from '../../state/keys.ts';
import { hashOf } from '../../state/route.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Facts, Warnings } from '../../ui/Facts.tsx';
import { Checked, ItemPane } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { LocksIn } from './LocksIn.tsx';
import { MechanismsPart } from './MechanismsPart.tsx';
import { ObjectsPart } from './ObjectsPart.tsx';
import s from './Parts.module.css';
import { ProbePart } from './ProbePart.tsx';
import { pinWords, whyNoLogin } from './token-words.ts';
import { useAsking } from './use-asking.ts';

/** One token: what it is, what is on it, what it really does. */
export function TokenPane({
  token,
  module,
  onBack,
}: {
  readonly token: TokenRow;
  readonly module: ModuleRow;
  readonly onBack: () => void;
}) {
  const { data: page, error, refetch } = useQuery(tokenQuery(token.id));
  const { doing, failure: asked, ask } = useAsking();
  const failure = asked ?? failureIn(error);
  const noLogin = whyNoLogin(token);
  const label = visible(tokenName(token));

  const login = async (): Promise<void> => {
    const answer = await ask('The PIN window is open', () => client.tokens.login({ token: token.id }));
    if (answer?.isLoggedIn === true) announce(`Logged in to ${label}`);
  };
  const logout = async (): Promise<void> => {
    if ((await ask('Logging out', () => client.tokens.logout({ token: token.id }))) !== undefined) {
      announce(`Logged out of ${label}`);
    }
  };
  const canLogin = noLogin === null && doing === null;
  useKeys({
    l: () => {
      if (token.isLoggedIn) void logout();
      else if (canLogin) void login();
    },
  });

  return (
    <ItemPane
      kind={
        <>
          Token of{' '}
          <a href={hashOf({ screen: 'tokens', open: module.id })} className={s['link']}>
            {visible(module.name)}
          </a>
        </>
      }
      badge={<Badge tone={token.kind === 'unenforced' ? 'warn' : 'plain'}>{tokenKindWords[token.kind].name}</Badge>}
      title={label}
      sentence={sentenceOf(token)}
      onBack={onBack}
      notices={
        failure !== null || (page !== undefined && page.warnings.length > 0) ? (
          <>
            {failure !== null && (
              <Problem failure={failure} form="inline" onRetry={asked === null ? () => void refetch() : undefined} />
            )}
            {page !== undefined && <Warnings warnings={page.warnings} />}
          </>
        ) : undefined
      }
      foot={
        <>
          {token.isLoggedIn ? (
            <Button keys="L" disabled={doing !== null} onClick={() => void logout()}>
              Log out
            </Button>
          ) : (
            <Button tone="primary" keys="L" disabled={!canLogin} onClick={() => void login()}>
              Log in…
            </Button>
          )}
          <Checked>
            <span role="status">{doing ?? <Standing token={token} module={module} noLogin={noLogin} />}</span>
          </Checked>
        </>
      }
    >
      {page === undefined && failure === null && <p className={s['reading']}>Reading the token…</p>}
      {page !== undefined && (
        <>
          <Facts groups={[standingFacts(token)]} />
          <ObjectsPart token={token} page={page} onLogin={canLogin && !token.isLoggedIn ? () => void login() : null} />
          <ProbePart token={token} probe={page.probe} />
          <Facts groups={page.groups} />
          <MechanismsPart mechanisms={page.mechanisms} />
        </>
      )}
    </ItemPane>
  );
}

/** Whether somebody is logged in, and for how long. A module knows no logging out of one token alone. */
function Standing({
  token,
  module,
  noLogin,
}: {
  readonly token: TokenRow;
  readonly module: ModuleRow;
  readonly noLogin: string | null;
}) {
  if (token.isLoggedIn) {
    const isAlone = module.tokens.filter(({ isLoggedIn }) => isLoggedIn).length === 1;
    return (
      <>
        Logged in{token.locksAt !== null && <LocksIn iso={token.locksAt} />}
        {!isAlone && '; logging out ends it for every token of this module'}
      </>
    );
  }
  return noLogin ?? 'Not logged in';
}

/** "Nano 4 by Northwind, serial number 0000-4471, firmware 3.7"; what it does not tell is left out. */
function sentenceOf({ model, manufacturer, serial, firmware }: TokenRow): string {
  const made = [model, manufacturer].map((text) => text.trim()).filter(Boolean);
  return visible(
    [
      made.join(' by '),
      serial.trim() === '' ? '' : `serial number ${serial.trim()}`,
      firmware.trim() === '' ? '' : `firmware ${firmware.trim()}`,
    ]
      .filter(Boolean)
      .join(', '),
  );
}

/** How it stands now. All else about it comes from main, further down. */
function standingFacts({ pin, isWritable, needsLogin, isRemovable }: TokenRow): FactGroup {
  const says = [
    isWritable ? 'can be written' : 'cannot be written',
    needsLogin ? 'needs a PIN' : 'needs no PIN',
    isRemovable ? 'can be removed' : 'is fixed in place',
  ];
  return {
    title: 'How it stands',
    facts: [
      {
        label: 'PIN',
        value: {
          kind: 'text',
          text: pinWords({ pin }),
          ...(pin.hasPad ? { mute: 'the reader has keys of its own for it' } : {}),
        },
      },
      { label: 'It says that it', value: { kind: 'text', text: says.join(', ') } },
    ],
  };
}
