import type { Result } from '../../app/result.ts';
import type { Network } from '../network/network.ts';

/** What the client needs of the network: one way to ask, which answers whatever the status or throws NetworkError. */
export type Reach = Pick<Network, 'fetch'>;

/** What the client needs of the session: a token and whose it is, so that a decision cannot be sent in another name. */
export interface Tokens {
  /** @param options.fresh true after a 401: a token that was not in use before */
  token(options?: { readonly fresh?: boolean }): Promise<Result<{ readonly token: string; readonly identity: string }>>;
}
