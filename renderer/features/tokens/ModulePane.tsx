import type { ModuleRow } from '../../../app/contract/token-shapes.ts';
import type { FactGroup } from '../../../app/facts.ts';
import { tokenName } from '../../../app/token-name.ts';
import { client } from '../../data/bridge.ts';
import { announce } from '../../state/announcer.ts';
import { hashOf } from '../../state/route.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ItemPane } from '../../ui/Panes.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { tokenKindWords } from '../../ui/token-kind.ts';
import s from './Parts.module.css';
import { RescanButton } from './RescanButton.tsx';
import { moduleNotice, moduleState, tokenState } from './token-words.ts';
import { UseModuleButton } from './UseModuleButton.tsx';
import { useBusy } from './use-busy.ts';

/** A PKCS#11 module: what was allowed, what it says of itself, and why it does not answer. */
export function ModulePane({ module, onBack }: { readonly module: ModuleRow; readonly onBack: () => void }) {
  const { isBusy, run } = useBusy();
  const { name, state, about, failure, tokens } = module;
  const { text, tone } = moduleState(module);
  const notice = moduleNotice(module);
  const forget = async (): Promise<void> => {
    if ((await run(() => client.tokens.forgetModule({ module: module.id }))) === undefined) return;
    announce(`${name} is not used any more`);
    onBack();
  };
  return (
    <ItemPane
      kind="PKCS#11 module"
      badge={<Badge tone={tone}>{text}</Badge>}
      title={visible(name)}
      sentence={
        about === null
          ? 'The library by which programs speak to a kind of token.'
          : visible([about.description.trim(), about.manufacturer.trim()].filter(Boolean).join(' · '))
      }
      onBack={onBack}
      notices={
        <>
          {notice !== null && (
            <Notice tone={notice.tone} title={notice.title}>
              {visible(notice.text)}
            </Notice>
          )}
          {failure !== null && state === 'allowed' && <Problem failure={failure} form="inline" />}
        </>
      }
      foot={
        <>
          {(state === 'offered' || state === 'changed') && <UseModuleButton module={module} form="whole" />}
          {state !== 'offered' && (
            <>
              <RescanButton />
              <Button tone="danger" disabled={isBusy} onClick={() => void forget()}>
                Forget this module
              </Button>
            </>
          )}
          <span className={s['aside']}>
            {state === 'offered' ? 'A window asks before anything is loaded' : 'Forgetting destroys no key and no file'}
          </span>
        </>
      }
    >
      {tokens.length > 0 && (
        <section className={s['part']} aria-labelledby="module-tokens">
          <h3 id="module-tokens" className={s['heading']}>
            Tokens
          </h3>
          <ul>
            {tokens.map((token) => (
              <li key={token.id} className={s['entry']}>
                <a href={hashOf({ screen: 'tokens', open: token.id })} className={s['link']}>
                  {visible(tokenName(token))}
                </a>
                <span className={s['mute']}>
                  {tokenKindWords[token.kind].name} · {tokenState(token).text}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Facts groups={factsOf(module)} />
    </ItemPane>
  );
}

function factsOf({ path, parameters, sha256, foundBy, about }: ModuleRow): FactGroup[] {
  return [
    {
      title: 'The file',
      facts: [
        { label: 'Path', value: { kind: 'text', text: path } },
        ...(parameters === null ? [] : [{ label: 'Settings', value: { kind: 'text', text: parameters } } as const]),
        {
          label: 'SHA-256',
          value:
            sha256 === null
              ? { kind: 'unknown', why: 'the file cannot be read' }
              : { kind: 'digest', algorithm: 'SHA-256', hex: sha256 },
        },
        { label: 'Found by', value: { kind: 'text', text: foundBy } },
      ],
    },
    ...(about === null
      ? []
      : [
          {
            title: 'What it says of itself',
            facts: [
              { label: 'Version', value: { kind: 'text', text: about.version } },
              { label: 'PKCS#11', value: { kind: 'text', text: about.cryptoki } },
            ],
          } satisfies FactGroup,
        ]),
  ];
}
