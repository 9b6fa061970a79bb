import type { Result } from '../../app/result.ts';
import { socketPair } from '../../main/tokens/node-launcher.ts';
import type { JobName, JobParams, JobResult } from '../../main/tokens/protocol.ts';
import type { ModuleSupervisor } from '../../main/tokens/supervisor.ts';
import type { TokenDescription, TokenRef } from '../../main/tokens/token-shapes.ts';
import type { Provider } from './providers.ts';

/** The value of a Result that must be a success. */
export function successOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error.facts)}`);
  return result.value;
}

/** A job that must succeed. */
export async function must<Name extends JobName>(
  supervisor: ModuleSupervisor,
  name: Name,
  params: JobParams<Name>,
): Promise<JobResult<Name>> {
  return successOf(await supervisor.run(name, params));
}

export function refOf({ slot, serial, label }: TokenDescription): TokenRef {
  return { slot, serial, label };
}

/** Sends a PIN by a port of its own, as the PIN window does, and logs in with it. */
export async function logIn(
  supervisor: ModuleSupervisor,
  token: TokenRef,
  pin: string,
): Promise<Result<TokenDescription>> {
  const [near, far] = await socketPair();
  const port = successOf(await supervisor.givePort(far));
  const arrived = supervisor.secretArrived(port);
  const bytes = Buffer.from(pin);
  near.write(Buffer.concat([Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes]));
  if (!(await arrived)) throw new Error('the PIN did not arrive');
  const result = await supervisor.run('login', { token, pin: port });
  near.destroy();
  return result;
}

/** The tokens of a provider, each logged in. */
export async function tokensOf(supervisor: ModuleSupervisor, provider: Provider): Promise<TokenRef[]> {
  const { tokens } = await must(supervisor, 'describe', {});
  const refs = provider.labels.map((label) => refOf(tokens.find((token) => token.label === label)!));
  for (const ref of refs) successOf(await logIn(supervisor, ref, provider.pin));
  return refs;
}
