import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultPlace, Faults } from './faults.ts';

const titles: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

const details: Readonly<Record<number, string>> = {
  401: 'Token has expired',
  403: 'The caller is not a member of a group that may do this',
  429: 'Too many requests',
  503: 'The HSM is being maintained',
};

/**
 * Lets the faults strike that come before a request is looked at.
 * @returns true when the request has been answered, or its connection broken, and nothing else must be done
 */
export async function disturb(
  faults: Faults,
  at: FaultPlace,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const met = { at, method: request.method ?? 'GET', path: request.url ?? '/' };
  const late = faults.take(['latency'], met);
  if (late !== undefined) await faults.pause(late.ms);
  const fault = faults.take(['status', 'html', 'drop-before', 'redirect'], met);
  if (fault === undefined) return false;
  // The body is read to its end, so that the client sees the answer and not a broken connection.
  if (fault.kind !== 'drop-before') request.resume();
  switch (fault.kind) {
    case 'drop-before':
      request.socket.destroy();
      return true;
    case 'redirect':
      response.writeHead(302, { location: fault.location }).end();
      return true;
    case 'html':
      response
        .writeHead(fault.status, { 'content-type': 'text/html' })
        .end('<html><body><h1>Proxy error</h1><p>The upstream server did not answer in time.</p></body></html>');
      return true;
    case 'status': {
      const { status } = fault;
      const detail = fault.detail ?? details[status] ?? 'The practice platform was told to fail';
      response
        .writeHead(status, {
          'content-type': 'application/problem+json',
          ...(fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }),
        })
        .end(JSON.stringify({ type: 'about:blank', title: titles[status] ?? 'Error', status, detail }));
      return true;
    }
    default:
      return fault satisfies never;
  }
}
