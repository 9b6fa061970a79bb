import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the browser brought back. */
export type Return =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'error'; readonly code: string; readonly description: string };

/** A small server on this machine that waits for the browser to come back (RFC 8252 section 7.3). */
export interface Loopback {
  /** `http://localhost:<port>`, as registered for native apps at Entra. */
  readonly redirectUri: string;
  /** Resolves once, with the first answer that carries our state. */
  readonly returned: Promise<Return>;
  /** Tells the person in the browser how it ended; call it once the code has been redeemed. */
  tell(isSignedIn: boolean): void;
  /** Frees the port. */
  close(): void;
}

const MAX_PARAMETER = 8192;
const style = `body{font:16px/1.5 system-ui,sans-serif;margin:18vh auto;max-width:30rem;padding:0 1.5rem;color-scheme:light dark}h1{font-size:1.4rem}`;
const styleHash = createHash('sha256').update(style).digest('base64');
const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  // The address of this page holds the code.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  connection: 'close',
} as const;

const pages = {
  done: { status: 200, title: 'You are signed in', text: 'You can close this page and go back to Keydock.' },
  failed: { status: 200, title: 'You are not signed in', text: 'Go back to Keydock: it says why.' },
  strange: { status: 400, title: 'Not for Keydock', text: 'This is not an answer that Keydock is waiting for.' },
} as const;

/** How often another port is tried, where somebody sits on the other half of "localhost". */
const TRIES = 5;

/** Starts a server on one address of this machine; rejects where the port is taken or the address is not there. */
export type Listen = (
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
  host: '127.0.0.1' | '::1',
  port: number,
) => Promise<Server>;

/**
 * Listens on 127.0.0.1, and on ::1 where the machine has it, so that nobody else can sit on the other half of
 * "localhost". An answer without our state is refused and does not end the wait.
 * @param state unguessable, as sent to the sign-in service
 * @throws where every port that was tried is somebody else's on ::1: browsers may ask there first
 */
export async function openLoopback(state: string, listen: Listen = listenOn): Promise<Loopback> {
  const waiting: ServerResponse[] = [];
  let resolve: (value: Return) => void = () => {};
  const returned = new Promise<Return>((settle) => {
    resolve = settle;
  });
  let isTaken = false;

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const answer = isTaken ? null : returnOf(request, port, state);
    if (answer === null) {
      send(response, pages.strange);
      return;
    }
    isTaken = true;
    waiting.push(response);
    resolve(answer);
  }

  const { servers, port } = await openBothHalves(onRequest, listen);

  return {
    redirectUri: `http://localhost:${port}`,
    returned,
    tell(isSignedIn) {
      for (const response of waiting.splice(0)) send(response, isSignedIn ? pages.done : pages.failed);
    },
    close() {
      for (const server of servers) {
        server.close();
        server.closeIdleConnections();
      }
      // Whoever has not been told by now will not be; an open page must not keep the port.
      setTimeout(() => servers.forEach((server) => void server.closeAllConnections()), 1000).unref();
    },
  };
}

async function openBothHalves(
  onRequest: Parameters<Listen>[0],
  listen: Listen,
): Promise<{ readonly servers: readonly Server[]; readonly port: number }> {
  for (let left = TRIES; ; left -= 1) {
    const first = await listen(onRequest, '127.0.0.1', 0);
    const { port } = first.address() as AddressInfo;
    try {
      return { servers: [first, await listen(onRequest, '::1', port)], port };
    } catch (error) {
      if (hasNoIpv6(error)) return { servers: [first], port };
      first.close();
      if (left <= 1) throw error;
    }
  }
}

/** Does this machine have no ::1 at all, so that nobody can listen there? */
function hasNoIpv6(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(String(error.code));
}

export const listenOn: Listen = (onRequest, host, port) => {
  return new Promise((resolve, reject) => {
    const server = createServer({ maxHeaderSize: 16_384, requestTimeout: 10_000, headersTimeout: 5_000 }, onRequest);
    server.maxConnections = 16;
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
};

/** The answer in a request, or null where it is not the browser coming back to us. */
function returnOf(
  { method, headers: { host }, url: target = '' }: IncomingMessage,
  port: number,
  state: string,
): Return | null {
  // A page elsewhere that got its own name to point here sends that name as Host.
  if (method !== 'GET' || host !== `localhost:${port}`) return null;
  if (!URL.canParse(target, `http://localhost:${port}`)) return null;
  const url = new URL(target, `http://localhost:${port}`);
  if (url.pathname !== '/') return null;
  const only = (name: string): string | undefined => {
    const [value, ...more] = url.searchParams.getAll(name);
    return more.length === 0 && value !== undefined && value.length <= MAX_PARAMETER ? value : undefined;
  };
  if (!isSame(only('state') ?? '', state)) return null;
  const code = only('code');
  const error = only('error');
  if (code !== undefined && error === undefined) return { kind: 'code', code };
  if (error !== undefined) return { kind: 'error', code: error, description: only('error_description') ?? '' };
  return null;
}

function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function send(response: ServerResponse, { status, title, text }: (typeof pages)[keyof typeof pages]): void {
  response.writeHead(status, headers);
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title} · Keydock</title><style>${style}</style><h1>${title}</h1><p>${text}</p></html>`,
  );
}
