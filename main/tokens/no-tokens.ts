import { fail, type Result } from '../../app/result.ts';
import type { Tokens } from './tokens.ts';

const gone = async (): Promise<Result<never>> => fail('token.gone');

/** A machine without any token, for rooms that can work without one. */
export const noTokens: Pick<Tokens, 'ready' | 'find' | 'objectId' | 'objectOf' | 'onChange' | 'hold'> = {
  ready: gone,
  find: () => null,
  objectId: () => 'no-token',
  objectOf: gone,
  onChange: () => () => undefined,
  hold: () => () => undefined,
};
