import { fail, ok, type Result } from '../../app/result.ts';
import { networkErrorOf } from './network-error.ts';

/**
 * Reads the body of an answer, but never more than a limit, whatever its headers promise.
 * @param limit in bytes
 * @param host for people, should the connection break off
 * @param seconds the time limit of the request, for people
 * @returns `platform.unreadable` where the body is longer
 * @throws NetworkError where the body does not arrive whole
 */
export async function readBody(
  response: Response,
  limit: number,
  host: string,
  seconds = 30,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
  if (response.body === null) return ok(new Uint8Array());
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.byteLength;
      if (length > limit) {
        await reader.cancel();
        return fail('platform.unreadable', { problem: 'longer than expected' });
      }
      chunks.push(value);
    }
  } catch (error) {
    throw networkErrorOf(error, host, seconds);
  }
  return ok(Buffer.concat(chunks, length));
}
