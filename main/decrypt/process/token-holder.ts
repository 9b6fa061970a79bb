import { curves } from '../../../app/crypto/curves.ts';
import { concat, fromBase64Url } from '../../../app/crypto/octets.ts';
import type { KeyNeed } from '../../../app/formats/formats.ts';
import type { Result } from '../../../app/result.ts';
import { TokenAsk } from '../token-ask.ts';
import type { DataPort } from './data-port.ts';
import type { KeyHolder, PublicPoint } from './key-holder.ts';
import { Stopped } from './stopped.ts';

/** What main knows of a key on a token. */
export interface TokenKeyFacts {
  readonly kinds: readonly KeyNeed[];
  readonly where: string;
  readonly publicPoint: PublicPoint | undefined;
}

/**
 * The holder of a key that stays on its token. One question at a time: the answers on the port carry no names.
 * @param ask puts a question to main, which has the token do it and says whether octets are on their way
 */
export function tokenHolder(
  facts: TokenKeyFacts,
  port: DataPort,
  ask: (question: TokenAsk, job: number | undefined) => Promise<Result<null>>,
): KeyHolder {
  let last: Promise<unknown> = Promise.resolve();
  const answerTo = async (question: TokenAsk, job: number | undefined): Promise<Uint8Array> => {
    const answered = await ask(question, job);
    if (!answered.ok) throw new Stopped(answered.error.code, answered.error.facts);
    const octets = await port.next();
    if (octets === undefined) throw new Stopped('token.process-ended');
    return octets;
  };
  const inTurn = (question: TokenAsk, job: number | undefined): Promise<Uint8Array> => {
    const answer = last.then(() => answerTo(question, job));
    last = answer.catch(() => undefined);
    return answer;
  };
  const holderFor = (job: number | undefined): KeyHolder => {
    /** The lengths are the file's. Main ends this process for a question that breaks its limits, and every file with it. */
    const put = async (question: TokenAsk): Promise<Uint8Array> => {
      if (TokenAsk.safeParse(question).success) return inTurn(question, job);
      if (question.job === 'fileKey') throw new Stopped('decrypt.key-check'); // no key wraps to that length
      throw new Stopped('decrypt.token-too-large', { limit: '64 MiB with 64 KiB of additional data' });
    };
    /** What did not open is undefined, as with a key in a file; everything else that a token says stops the job. */
    const orUndefined = async (question: TokenAsk): Promise<Uint8Array | undefined> => {
      try {
        return await put(question);
      } catch (error) {
        if (error instanceof Stopped && error.failure.code === 'decrypt.key-check') return undefined;
        throw error;
      }
    };
    return {
      kinds: new Set(facts.kinds),
      type: '',
      grade: 'K',
      where: facts.where,
      symmetric: undefined,
      passPhrase: undefined,
      publicPoint: facts.publicPoint,
      oaep: (hashes, ciphertext, turn) =>
        orUndefined({ job: 'fileKey', way: { kind: 'oaep', hashes: [...hashes], ciphertext }, ...(turn && { turn }) }),
      unwrap: (scheme, wrapped) => orUndefined({ job: 'fileKey', way: { kind: 'unwrap', scheme, wrapped } }),
      async agree(peer) {
        const point = uncompressed(peer);
        return point === undefined ? undefined : orUndefined({ job: 'fileKey', way: { kind: 'agree', ...point } });
      },
      token: {
        gcm: (iv, aad, data) => put({ job: 'decryptPiece', cipher: { kind: 'gcm', iv, aad }, data }),
        cbc: (iv, data) => put({ job: 'decryptPiece', cipher: { kind: 'cbc', iv }, data }),
      },
      forJob: holderFor,
      dispose: () => port.close(),
    };
  };
  return holderFor(undefined);
}

function uncompressed({ crv, x, y }: PublicPoint) {
  const curve = Object.values(curves).find(({ name }) => name === crv);
  const [left, right] = [fromBase64Url(x), fromBase64Url(y ?? '')];
  const isWhole = left?.length === curve?.coordinateLength && right?.length === curve?.coordinateLength;
  if (curve === undefined || left === undefined || right === undefined || !isWhole) return undefined;
  return { curve: curve.name, point: concat(Uint8Array.of(4), left, right) };
}
