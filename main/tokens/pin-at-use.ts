import type { Caller } from '../../app/contract/define.ts';
import type { Fact } from '../../app/facts.ts';
import { fail, type Result } from '../../app/result.ts';
import type { SecretQuestion, SecretWindows } from '../windows/secret.ts';
import type { KeyUse } from './key-use.ts';
import type { ModuleInUse, NamedToken } from './module-in-use.ts';
import type { PinCounts } from './pin-counts.ts';
import { pinField, refusalOf, tokenGroup, tryPins } from './pin-tries.ts';

/** What asking for the PIN of one use needs of the app. */
export interface UseWorld {
  readonly secretWindows: Pick<SecretWindows, 'ask'>;
  readonly pinCounts: PinCounts;
}

/**
 * Asks for the PIN of one use of a key and runs the job that takes it. Every PIN that is typed is good for one try: where
 * it is wrong the window says so and waits for the next. Nothing of it is written down here: the act that the key is used
 * for has its own lines.
 * @see Tokens.withPin
 */
export async function runWithPin<T>(
  token: NamedToken,
  module: ModuleInUse,
  use: KeyUse,
  caller: Caller,
  { secretWindows, pinCounts }: UseWorld,
  job: (pin: number) => Promise<Result<T>>,
): Promise<Result<T>> {
  // Both may have come while another use was asked about.
  if (use.signal.aborted) return fail('app.cancelled');
  if (use.rest.isStopped) return fail('token.pin-stopped');
  const refused = refusalOf(token);
  if (!refused.ok) return refused;
  const asked = await secretWindows.ask(questionFor(token, module, use, pinCounts), caller.webContentsId);
  if (!asked.ok) return asked;
  const prompt = asked.value;
  const takeBack = () => prompt.close();
  use.signal.addEventListener('abort', takeBack);
  if (use.signal.aborted) takeBack();
  // Nobody may come for hours: until then the token is at work on nothing, and a login ends by idle time as ever.
  const goOn = use.whileAsking();
  try {
    const tried = await tryPins(token, module, prompt, pinCounts, job);
    if (tried.ok) return tried;
    if (use.signal.aborted) return fail('app.cancelled');
    if (!prompt.isRestRefused()) return tried;
    use.rest.isStopped = true;
    return fail('token.pin-stopped');
  } finally {
    use.signal.removeEventListener('abort', takeBack);
    prompt.close();
    goOn();
  }
}

function questionFor(
  token: NamedToken,
  module: ModuleInUse,
  { key, file, fileTurn, useTurn }: KeyUse,
  pinCounts: PinCounts,
): SecretQuestion {
  const keyName = key.label || key.id;
  const turns: Fact[] = [
    ...(fileTurn.of === 1 ? [] : [text('File', `${fileTurn.which} of ${fileTurn.of} that want this PIN`)]),
    ...(useTurn.of === 1 ? [] : [text('Use', `${useTurn.which} of at most ${useTurn.of} for this file`)]),
  ];
  return {
    kind: 'pin-at-use',
    title: 'This key wants its PIN at every use',
    lead: 'It goes straight to the token for this one use and is forgotten. However long you stay logged in, this key asks again.',
    ...pinField(token, pinCounts),
    rest: fileTurn.which < fileTurn.of ? 'Stop the rest' : null,
    facts: [
      { title: 'What it is for', facts: [text('Decrypt', file), ...turns] },
      {
        title: 'Key',
        facts: [
          text('Label', keyName),
          ...(key.label === '' || key.id === ''
            ? []
            : [{ label: 'CKA_ID', value: { kind: 'mono', text: key.id } } as const]),
        ],
      },
      tokenGroup(token, module),
    ],
  };
}

function text(label: string, words: string): Fact {
  return { label, value: { kind: 'text', text: words } };
}
