import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import type { ExpectedOnToken, ExportDraft } from '../../../app/contract/export-shapes.ts';
import type { TokenRow } from '../../../app/contract/token-shapes.ts';
import { tokenName } from '../../../app/token-name.ts';
import { client } from '../../data/bridge.ts';
import { failureIn } from '../../data/failure.ts';
import { tokenQuery, tokensOf, tokensQuery } from '../../data/tokens.ts';
import { useKeys } from '../../state/keys.ts';
import { Button } from '../../ui/Button.tsx';
import { GradeBadge } from '../../ui/Grade.tsx';
import { floorShown } from '../../ui/grade-words.ts';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import { tokenKindWords } from '../../ui/token-kind.ts';
import { Choice, Choices, NoChoice } from './Choice.tsx';
import { choose, useChoices } from './choices.ts';
import { expectedQuery } from './export-queries.ts';
import type { GradeCount } from './known-grades.ts';
import { countKeys } from './preview-choice.ts';
import s from './TokenStep.module.css';
import { noTokenWords, pinStands, tokenParts, whyNoTarget } from './token-words.ts';
import type { Ask } from './use-ask.ts';
import { doingNow, WizardFrame } from './WizardFrame.tsx';

/** What a token was found to do, by known answers; nothing while it was never tried. */
function Findings({ token }: { readonly token: TokenRow }) {
  const { data } = useQuery(tokenQuery(token.id));
  if (data?.probe == null) return null;
  return (
    <ul className={s['findings']} aria-label="What it was found to do">
      {data.probe.findings.map(({ what, works, note }) => {
        const Icon = works ? Check : X;
        return (
          <li key={what} data-works={works}>
            <Icon size={14} aria-hidden="true" />
            <span>
              <span className="visually-hidden">{works ? 'Works: ' : 'Does not work: '}</span>
              {visible(what)}
              {note !== '' && <span className={s['mute']}> {visible(note)}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** What it was found to give, before anything was fetched. */
function ExpectedGrades({ ways }: Pick<ExpectedOnToken, 'ways'>) {
  return (
    <p className={s['grades']}>
      Expected:{' '}
      {ways.map(({ keys, grade, isRefused }) => (
        <span key={keys} className={s['grade']}>
          {keys} {grade === null ? 'not at all' : <GradeBadge grade={grade} form="short" />}
          {grade !== null && isRefused && <span className={s['mute']}>refused by the profile</span>}
        </span>
      ))}
    </p>
  );
}

/** How it did at the last preview of this export. */
function KnownGrades({ grades }: { readonly grades: readonly GradeCount[] }) {
  return (
    <p className={s['grades']}>
      At the last preview:{' '}
      {grades.map(({ grade, why, keys }) => (
        <span key={grade ?? why} className={s['grade']}>
          {countKeys(keys)}{' '}
          {grade === null ? `not: ${visible(why)}` : <GradeBadge grade={floorShown(grade)} form="short" />}
        </span>
      ))}
    </p>
  );
}

function TokenChoice({
  token,
  grades,
  expected,
  isChosen,
  onChoose,
}: {
  readonly token: TokenRow;
  /** From the last preview of this export. */
  readonly grades: readonly GradeCount[] | undefined;
  /** Before the first one. */
  readonly expected: ExpectedOnToken | undefined;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  const whyNot = whyNoTarget(token);
  return (
    <Choice
      group="target"
      id={`target-${token.id}`}
      isChosen={isChosen}
      whyNot={whyNot}
      onChoose={onChoose}
      name={`${visible(tokenName(token))} · ${tokenKindWords[token.kind].name}`}
    >
      <p>{visible(tokenParts(token))}</p>
      <p>
        {pinStands(token)}
        {token.isLoggedIn && token.locksAt !== null && (
          <>
            , locks <Time iso={token.locksAt} pace="second" />
          </>
        )}
        {' · '}
        {token.probedAt === null ? (
          'never tried with known answers yet: that is done before the preview and takes a few seconds'
        ) : (
          <>
            tried with known answers <Time iso={token.probedAt} pace="second" />
          </>
        )}
      </p>
      {grades !== undefined ? (
        <KnownGrades grades={grades} />
      ) : (
        expected !== undefined && whyNot === null && <ExpectedGrades ways={expected.ways} />
      )}
      {isChosen && token.probedAt !== null && <Findings token={token} />}
    </Choice>
  );
}

/** The token that receives the keys. */
export function TokenStep({ draft, ask }: { readonly draft: ExportDraft; readonly ask: Ask }) {
  const choices = useChoices(draft.id);
  const { data, error, refetch } = useQuery(tokensQuery);
  const failure = failureIn(error);
  const all = data === undefined ? [] : tokensOf(data);
  const tokens = all.filter(({ isInitialised }) => isInitialised);
  const standing = tokens.map(({ id, probedAt }) => `${id} ${probedAt}`).join();
  // Worth knowing, not needed: the preview says it for each key.
  const { data: expected } = useQuery(expectedQuery(draft.id, standing));
  const chosenId = choices.token ?? draft.target?.token ?? null;
  const chosen = tokens.find((token) => token.id === chosenId && whyNoTarget(token) === null);
  const isOff = chosen === undefined || doingNow(draft, ask) !== null;
  const product = draft.product?.name ?? 'the product';

  const next = async (): Promise<void> => {
    if (isOff) return;
    const taken = await ask.draft(`Taking ${tokenName(chosen)}`, () =>
      client.exports.chooseTarget({ id: draft.id, token: chosen.id }),
    );
    if (taken?.step !== 'preview') return;
    choose(draft.id, { leftOut: new Set(), search: '' });
    await ask.draft('Fetching the envelope', () => client.exports.preview({ id: draft.id }));
  };
  useKeys({ n: () => void next() });

  return (
    <WizardFrame
      draft={draft}
      ask={ask}
      title={`Which token receives the keys of ${product}?`}
      lead="Next, the envelope is fetched from the platform and opened, the token is tried with known answers, and every key is planned. PIN windows open as they are needed. Nothing is written to the token."
      note={chosen === undefined ? 'Choose a token' : 'The platform records the fetch as GetProductWrappedKeys'}
      actions={
        <Button tone="primary" keys="N" disabled={isOff} onClick={() => void next()}>
          {chosen === undefined ? 'Preview…' : `Preview for ${visible(tokenName(chosen))}…`}
        </Button>
      }
    >
      {failure !== null && <Problem failure={failure} form="inline" onRetry={() => void refetch()} />}
      <Choices
        title="Tokens that are here"
        note={
          data?.isSettled === false
            ? 'still looking…'
            : 'which grade each can give is shown for every key in the preview'
        }
      >
        {tokens.length === 0 ? (
          <NoChoice>{data?.isSettled === true ? noTokenWords(all.length) : 'Looking for tokens…'}</NoChoice>
        ) : (
          <ul>
            {tokens.map((token) => (
              <TokenChoice
                key={token.id}
                token={token}
                grades={choices.grades.get(token.id)}
                expected={expected?.find((one) => one.token === token.id)}
                isChosen={token === chosen}
                onChoose={() => choose(draft.id, { token: token.id })}
              />
            ))}
          </ul>
        )}
      </Choices>
    </WizardFrame>
  );
}
