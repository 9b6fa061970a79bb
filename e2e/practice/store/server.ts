import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { uploadLimit } from '../../../app/platform/modes.ts';
import { disturb } from '../faults/disturb.ts';
import type { Faults } from '../faults/faults.ts';
import type { KeyedCertificate } from '../tls/authority.ts';
import type { Objects } from './objects.ts';
import { checkLink, type StoreCredentials } from './presign.ts';

/** S3's codes of refusal, with what it says. */
const refusals = {
  AccessDenied: { status: 403, message: 'Request has expired' },
  SignatureDoesNotMatch: { status: 403, message: 'The request signature we calculated does not match' },
  NoSuchKey: { status: 404, message: 'The specified key does not exist.' },
  MethodNotAllowed: { status: 405, message: 'The specified method is not allowed against this resource.' },
  MissingContentLength: { status: 411, message: 'You must provide the Content-Length HTTP header.' },
  EntityTooLarge: { status: 400, message: 'Your proposed upload exceeds the maximum allowed object size.' },
  NotImplemented: { status: 501, message: 'A header you provided implies functionality that is not implemented.' },
} as const;

/** The bucket's name, the first part of every path. */
export const bucket = 'northwind-practice';

/** An object store that answers presigned links as S3 does: one PUT with a Content-Length, or one GET. */
export function makeStoreServer(options: {
  certificate: KeyedCertificate;
  objects: Objects;
  credentials: StoreCredentials;
  faults: Faults;
  /** Milliseconds before every answer. */
  latency: () => number;
}): Server {
  const { objects, credentials, faults } = options;
  const server = createServer({ key: options.certificate.keyPem, cert: options.certificate.certificatePem });
  // Five gibibytes over a slow line take longer than Node's five minutes.
  server.requestTimeout = 0;
  server.on('request', (request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  return server;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (options.latency() > 0) await pause(options.latency());
    if (await disturb(faults, 'store', request, response)) return;
    const url = new URL(request.url ?? '/', 'https://localhost');
    const method = request.method ?? 'GET';
    if (method !== 'GET' && method !== 'PUT') return refuse(request, response, 'MethodNotAllowed');
    const host = request.headers.host ?? '';
    const verdict = checkLink(credentials, { method, host, path: url.pathname, query: url.searchParams });
    if (verdict === 'wrong') return refuse(request, response, 'SignatureDoesNotMatch');
    if (verdict === 'expired') return refuse(request, response, 'AccessDenied');
    const key = url.pathname.slice(`/${bucket}/`.length);
    if (method === 'PUT') await put(key, request, response);
    else await get(key, request, response);
  }

  async function put(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers['transfer-encoding'] !== undefined) return refuse(request, response, 'NotImplemented');
    const length = request.headers['content-length'];
    if (length === undefined) return refuse(request, response, 'MissingContentLength');
    if (Number(length) > uploadLimit) return refuse(request, response, 'EntityTooLarge');
    const { etag } = await objects.put(key, request);
    if (drops(request)) return;
    response.writeHead(200, { etag: `"${etag}"` }).end();
  }

  async function get(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const stored = objects.find(key);
    if (stored === undefined) return refuse(request, response, 'NoSuchKey');
    if (drops(request)) return;
    const met = { at: 'store', method: 'GET', path: request.url ?? '' } as const;
    const swapped = faults.take(['swapped-ciphertext'], met) !== undefined;
    const slow = faults.take(['slow'], met);
    const cut = faults.take(['truncated'], met) !== undefined;
    response.writeHead(200, {
      'content-type': 'binary/octet-stream',
      'content-length': stored.size,
      etag: `"${stored.etag}"`,
      'accept-ranges': 'bytes',
    });
    let sent = 0;
    for await (const chunk of objects.read(key)) {
      // As if another object of the same length lay there.
      if (swapped) for (let index = 0; index < chunk.length; index += 1) chunk[index] = (chunk[index] ?? 0) ^ 0x5a;
      if (slow !== undefined) await pause((slow.ms * chunk.length) / stored.size);
      sent += chunk.length;
      if (cut && sent * 2 >= stored.size) {
        response.write(chunk.subarray(0, Math.max(0, chunk.length - Math.ceil(stored.size / 2))));
        response.destroy();
        return;
      }
      if (!response.write(chunk)) await drained(response);
      if (response.destroyed) return;
    }
    response.end();
  }

  function drops(request: IncomingMessage): boolean {
    const met = { at: 'store', method: request.method ?? '', path: request.url ?? '' } as const;
    if (faults.take(['drop-after'], met) === undefined) return false;
    request.socket.destroy();
    return true;
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

function refuse(request: IncomingMessage, response: ServerResponse, code: keyof typeof refusals): void {
  const { status, message } = refusals[code];
  response.writeHead(status, { 'content-type': 'application/xml', connection: 'close' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  );
  // What is still being sent is not wanted, and is not waited for.
  response.once('finish', () => request.destroy());
}
