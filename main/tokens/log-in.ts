import type { Caller } from '../../app/contract/define.ts';
import { ok, type Result } from '../../app/result.ts';
import { tokenName } from '../../app/token-name.ts';
import type { Acts } from '../journal/acts.ts';
import type { SecretQuestion, SecretWindows } from '../windows/secret.ts';
import type { ModuleInUse, NamedToken } from './module-in-use.ts';
import type { PinCounts } from './pin-counts.ts';
import { pinField, refusalOf, tokenGroup, tryPins } from './pin-tries.ts';
import { tokenFacts } from './token-rows.ts';
import type { TokenDescription, TokenRef } from './token-shapes.ts';

/** What logging in needs of the app. */
export interface LoginWorld {
  readonly secretWindows: Pick<SecretWindows, 'ask'>;
  readonly pinCounts: PinCounts;
  readonly acts: Acts;
}

/** Names a token as it was when it was looked at. */
export function refOf({ slot, serial, label }: TokenDescription): TokenRef {
  return { slot, serial, label };
}

/**
 * Asks for the PIN in its window and logs in. The window stays open after a wrong PIN and says what is left; nothing is
 * ever tried again by itself, and the PIN goes from the window to the token process without passing here.
 * @param forWhat `to see its keys`
 * @returns 'token.pin-missing' when the person closed the window without a try, else why the last try failed
 */
export async function logIn(
  token: NamedToken,
  module: ModuleInUse,
  caller: Caller,
  forWhat: string,
  { secretWindows, pinCounts, acts }: LoginWorld,
): Promise<Result<null>> {
  const { description } = token;
  const name = `“${tokenName(description)}”`;
  const refused = refusalOf(token);
  if (!refused.ok) return refused;
  const facts = tokenFacts(token, module, description.kind);
  // The window first, which opens once at a time: a page that asks over and over writes nothing. What is typed in it goes
  // nowhere before the intent is on the disk.
  const asked = await secretWindows.ask(questionFor(token, module, forWhat, pinCounts), caller.webContentsId);
  if (!asked.ok) return asked;
  const prompt = asked.value;
  const begun = await acts.begin({ act: 'token.login', words: `log in to the token ${name}`, facts });
  if (!begun.ok) {
    prompt.close();
    return begun;
  }
  const { value: act } = begun;
  const tried = await tryPins(token, module, prompt, pinCounts, (pin) =>
    module.run('login', { token: refOf(description), pin }),
  );
  prompt.close();
  if (tried.ok) await act.done(`Logged in to the token ${name}.`);
  else if (tried.error.code === 'token.pin-missing') await act.declined();
  else await act.failed(tried.error);
  return tried.ok ? ok(null) : tried;
}

function questionFor(token: NamedToken, module: ModuleInUse, forWhat: string, pinCounts: PinCounts): SecretQuestion {
  const { description } = token;
  return {
    kind: 'pin',
    title: `PIN of “${tokenName(description).slice(0, 60)}”`,
    lead: `Keydock needs it ${forWhat}. The token stays unlocked until you log out or lock the screen, or nothing is done with it for ten minutes.`,
    ...pinField(token, pinCounts),
    facts: [tokenGroup(token, module)],
  };
}
