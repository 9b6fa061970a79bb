import { Check, X } from 'lucide-react';
import type { TokenPage, TokenRow } from '../../../app/contract/token-shapes.ts';
import { client } from '../../data/bridge.ts';
import { readTokenAgain } from '../../data/tokens.ts';
import { announce } from '../../state/announcer.ts';
import { Button } from '../../ui/Button.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { visible } from '../../ui/shorten.ts';
import { Time } from '../../ui/Time.tsx';
import { tokenKindWords } from '../../ui/token-kind.ts';
import s from './Parts.module.css';
import { useAsking } from './use-asking.ts';

/** What the token was seen to do. A module's own list is a claim; this was tried with known answers. */
export function ProbePart({ token, probe }: { readonly token: TokenRow; readonly probe: TokenPage['probe'] }) {
  const { doing, failure, ask } = useAsking();
  const needsPin = token.needsLogin && !token.isLoggedIn;
  const run = async (): Promise<void> => {
    if ((await ask('Trying it…', () => client.tokens.probe({ token: token.id }))) === undefined) return;
    announce('Tried what the token does');
    await readTokenAgain(token.id);
  };
  return (
    <section className={s['part']} aria-labelledby="token-probe">
      <h3 id="token-probe" className={s['heading']}>
        What this token really does
        <span className={s['count']}>
          {probe !== null && (
            <>
              tried <Time iso={probe.at} />
            </>
          )}
        </span>
      </h3>
      {failure !== null && <Problem failure={failure} form="inline" />}
      {probe === null ? (
        <p className={s['note']}>
          Modules list what they claim to do, and some answer OK and do something else. Keydock tries it with known
          answers before any key is moved: with session objects only, so that nothing is left on the token.
        </p>
      ) : (
        <>
          <p className={s['note']}>
            Tried with known answers, on this module, token and firmware. It was seen to be:{' '}
            {tokenKindWords[probe.kind].name}.
          </p>
          <table className={s['findings']}>
            <thead>
              <tr>
                <th scope="col">What was tried</th>
                <th scope="col">Result</th>
              </tr>
            </thead>
            <tbody>
              {probe.findings.map(({ what, works, note }) => (
                <tr key={what}>
                  <th scope="row">{visible(what)}</th>
                  <td>
                    <span className={works ? s['works'] : s['fails']}>
                      {works ? <Check size={14} aria-hidden="true" /> : <X size={14} aria-hidden="true" />}
                      {works ? 'works' : 'does not'}
                    </span>
                    {note !== '' && <span className={s['why']}>{visible(note)}</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      <div className={s['actions']}>
        <Button disabled={needsPin || doing !== null} onClick={() => void run()}>
          {probe === null ? 'Try it now' : 'Try it again'}
        </Button>
        <span className={s['mute']} role="status">
          {doing ?? (needsPin ? 'after logging in' : '')}
        </span>
      </div>
    </section>
  );
}
