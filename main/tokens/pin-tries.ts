import type { FactGroup } from '../../app/facts.ts';
import { type Failure, fail, ok, type Result } from '../../app/result.ts';
import type { SecretPrompt, SecretQuestion } from '../windows/secret.ts';
import type { ModuleInUse, NamedToken } from './module-in-use.ts';
import type { PinCounts } from './pin-counts.ts';
import { countWords, warningOfPin } from './token-rows.ts';

/** The longest PIN that the window takes, whatever a token says it could be. */
const longestPin = 255;

/** What is known before anything is asked. */
export function refusalOf({ description: { pin } }: Pick<NamedToken, 'description'>): Result<null> {
  if (pin.state === 'locked') return fail('token.pin-locked');
  if (pin.state === 'unset') return fail('token.pin-unset');
  return pin.hasPad ? fail('token.pin-pad') : ok(null);
}

/**
 * Tries each PIN that is typed in the window, once. The window stays open after a wrong one and says what is left; nothing
 * is ever tried again by itself, and the PIN goes from the window to the token process without passing here.
 * @param attempt gets the number of the port on which the PIN came
 * @returns 'token.pin-missing' when the person closed the window without a try, else why the last try failed
 */
export async function tryPins<T>(
  token: NamedToken,
  module: ModuleInUse,
  prompt: SecretPrompt,
  pinCounts: PinCounts,
  attempt: (pin: number) => Promise<Result<T>>,
): Promise<Result<T>> {
  const port = await module.givePort(prompt.port);
  if (!port.ok) return port;
  let last: Failure = fail('token.pin-missing').error;
  for (;;) {
    const hasArrived = await Promise.race([module.secretArrived(port.value), prompt.closed.then(() => false)]);
    // Closed by the person; or the process ended under it, by a lock of the screen, a sign-out or a fault.
    if (!hasArrived) return module.isRunning ? { ok: false, error: last } : fail('token.process-ended');
    const done = await attempt(port.value);
    if (done.ok) {
      await pinCounts.right(token.id);
      return done;
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

/** The field of the window for a PIN, and how near the token is to locking. */
export function pinField(
  { id, description }: NamedToken,
  pinCounts: PinCounts,
): Pick<SecretQuestion, 'label' | 'shortest' | 'longest' | 'warning'> {
  const { shortest, longest } = description.pin;
  const most = longest > 0 && longest <= longestPin ? longest : longestPin;
  return {
    label: `PIN of “${description.label.slice(0, 60)}”`,
    shortest: Math.min(shortest, most),
    longest: most,
    warning: warningOfPin(description, pinCounts.of(id)),
  };
}

/** Whose PIN is asked for. */
export function tokenGroup({ description }: NamedToken, { module }: ModuleInUse): FactGroup {
  return {
    title: 'Token',
    facts: [
      { label: 'Label', value: { kind: 'text', text: description.label } },
      { label: 'Serial number', value: { kind: 'mono', text: description.serial } },
      { label: 'Model', value: { kind: 'text', text: `${description.model}, ${description.manufacturer}` } },
      { label: 'Module', value: { kind: 'text', text: module.name, mute: module.path } },
    ],
  };
}
