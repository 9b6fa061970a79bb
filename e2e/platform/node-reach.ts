import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { Readable } from 'node:stream';
import { NetworkError, networkErrorOf } from '../../main/network/network-error.ts';
import type { Reach } from '../../main/platform/reach.ts';

/** One request on its way out. */
export interface Sent {
  readonly method: string;
  readonly path: string;
}

/** The network of main under plain Node: https that trusts one authority, every answer or a NetworkError. */
export interface NodeReach extends Reach {
  /** All that was sent, oldest first. */
  readonly sent: Sent[];
  /** Waited for before a request goes out. */
  before: (request: Sent) => Promise<void> | void;
  /** Changes answers on their way in, as somebody in between would. */
  rewrite: ((body: string) => string) | null;
  close(): void;
}

export function nodeReach(caFile: string): NodeReach {
  const agent = new Agent({ ca: readFileSync(caFile), keepAlive: true });
  const reach: NodeReach = {
    sent: [],
    before: () => undefined,
    rewrite: null,
    async fetch(text, init = {}) {
      const { pathname, search } = new URL(text);
      const sent = { method: init.method ?? 'GET', path: pathname + search };
      await reach.before(sent);
      reach.sent.push(sent);
      const answer = await exchange(text, init);
      if (reach.rewrite === null || answer.body === null) return answer;
      const { status, headers } = answer;
      return new Response(reach.rewrite(await answer.text()), { status, headers });
    },
    close: () => agent.destroy(),
  };
  return reach;

  function exchange(text: string, init: NonNullable<Parameters<Reach['fetch']>[1]>): Promise<Response> {
    const { method = 'GET', headers = {}, body, timeoutMs = 30_000 } = init;
    return new Promise((resolve, reject) => {
      const url = new URL(text);
      const failed = (error: unknown) => reject(mapped(error, url.host));
      const sent = request(url, { method, headers, agent, signal: AbortSignal.timeout(timeoutMs) }, (answer) => {
        const status = answer.statusCode ?? 0;
        if (status >= 300 && status < 400) return failed(new Error('Attempted to redirect'));
        const isEmpty = status === 204;
        resolve(
          new Response(isEmpty ? null : (Readable.toWeb(answer) as ReadableStream), {
            status,
            headers: Object.entries(answer.headers).flatMap(([name, value]) =>
              value === undefined ? [] : [[name, String(value)] as [string, string]],
            ),
          }),
        );
        if (isEmpty) answer.resume();
      });
      sent.on('error', failed);
      sent.end(body);
    });
  }
}

function mapped(error: unknown, host: string): NetworkError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // What Chromium calls ERR_CONNECTION_REFUSED: nothing was sent.
  if (code === 'ECONNREFUSED') return new NetworkError('network.offline', { host }, 'no');
  return networkErrorOf(error, host, 30);
}
