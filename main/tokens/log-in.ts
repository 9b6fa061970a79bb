import type { Caller } from '../../app/contract/define.ts';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import type { Acts } from '../journal/acts.ts';
import type { SecretPrompt, SecretQuestion, SecretWindows } from '../windows/secret.ts';
import type { ModuleInUse, NamedToken } from './module-in-use.ts';
import type { PinCounts } from './pin-counts.ts';
import { countWords, tokenFacts, warningOfPin } from './token-rows.ts';
import type { TokenDescription, TokenRef } from './token-shapes.ts';

/** What logging in needs of the app. */
export interface LoginWorld {
  readonly secretWindows: Pick<SecretWindows, 'ask'>;
  readonly pinCounts: PinCounts;
  readonly acts: Acts;
}

/** The longest PIN that the window takes, whatever a token says it could be. */
const longestPin = 255;

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
  const name = `“${description.label}”`;
  const refused = refusalOf(description);
  if (refused !== null) return fail(refused);
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
  const tried = await tryUntilDone(token, module, prompt, pinCounts);
  prompt.close();
  if (tried.ok) await act.done(`Logged in to the token ${name}.`);
  else if (tried.error.code === 'token.pin-missing') await act.declined();
  else await act.failed(tried.error);
  return tried;
}

/** What is known before anything is asked. */
function refusalOf({ pin }: TokenDescription): Failure['code'] | null {
  if (pin.state === 'locked') return 'token.pin-locked';
  if (pin.state === 'unset') return 'token.pin-unset';
  return pin.hasPad ? 'token.pin-pad' : null;
}

async function tryUntilDone(
  token: NamedToken,
  module: ModuleInUse,
  prompt: SecretPrompt,
  pinCounts: PinCounts,
): Promise<Result<null>> {
  const port = await module.givePort(prompt.port);
  if (!port.ok) return port;
  let last: Failure = fail('token.pin-missing').error;
  for (;;) {
    const hasArrived = await Promise.race([module.secretArrived(port.value), prompt.closed.then(() => false)]);
    // Closed by the person; or the process ended under it, by a lock of the screen, a sign-out or a fault.
    if (!hasArrived) return module.isRunning ? { ok: false, error: last } : fail('token.process-ended');
    const done = await module.run('login', { token: refOf(token.description), pin: port.value });
    if (done.ok) {
      await pinCounts.right(token.id);
      return ok(null);
    }
    last = done.error;
    if (last.code === 'token.pin-wrong') {
      prompt.again(wrongWords(last, await pinCounts.wrong(token.id)));
    } else if (last.code === 'token.pin-length') {
      const { min, max } = last.facts;
      prompt.again(`A PIN of this token has ${String(min)} to ${String(max)} characters. It was not tried.`);
    } else if (last.code === 'token.pin-locked') {
      await pinCounts.wrong(token.id);
      prompt.over("The token is locked now. The keys are intact; unlock it with its PUK in the vendor's program.");
      await prompt.closed;
      return done;
    } else {
      return done;
    }
  }
}

/** What a wrong PIN means for the next one. */
function wrongWords({ facts }: Failure, count: number): string {
  const left =
    facts['pinState'] === 'final-try'
      ? 'Final try: one more wrong PIN locks the token.'
      : facts['pinState'] === 'low'
        ? 'The token has begun to count wrong PINs; it locks after too many.'
        : 'The token does not say how many tries are left; many lock after three.';
  return `That PIN is wrong. ${left} ${countWords(count)}`;
}

function questionFor(token: NamedToken, module: ModuleInUse, forWhat: string, pinCounts: PinCounts): SecretQuestion {
  const { description } = token;
  const { shortest, longest } = description.pin;
  const most = longest > 0 && longest <= longestPin ? longest : longestPin;
  return {
    kind: 'pin',
    title: `PIN of “${description.label.slice(0, 60)}”`,
    lead: `Keydock needs it ${forWhat}. The token stays unlocked until you log out or lock the screen, or nothing is done with it for ten minutes.`,
    label: `PIN of “${description.label.slice(0, 60)}”`,
    shortest: Math.min(shortest, most),
    longest: most,
    warning: warningOfPin(description, pinCounts.of(token.id)),
    facts: [
      {
        title: 'Token',
        facts: [
          { label: 'Label', value: { kind: 'text', text: description.label } },
          { label: 'Serial number', value: { kind: 'mono', text: description.serial } },
          { label: 'Model', value: { kind: 'text', text: `${description.model}, ${description.manufacturer}` } },
          { label: 'Module', value: { kind: 'text', text: module.module.name, mute: module.module.path } },
        ],
      },
    ],
  };
}
