import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { responseHeaders } from './policy.ts';

/** Kinds of file that a page is made of. An extension that is not here is not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** One origin of ours: what it answers to, and the folder it may read. */
export interface PageSource {
  /** e.g. `keydock://app`. */
  readonly origin: string;
  /** Absolute; nothing outside it is ever read, links included. */
  readonly folder: string;
}

/**
 * Answers one request of a page for one of its own files.
 * @returns 200 with the file, 405 for any method but GET, 403 for another origin or a kind of file that is not served,
 *   404 for what is not there or lies outside the folder
 */
export async function servePageFile(
  request: { readonly method: string; readonly url: string },
  source: PageSource,
): Promise<Response> {
  if (request.method !== 'GET') return refuse(405);
  const url = parse(request.url);
  if (url === null || `${url.protocol}//${url.host}` !== source.origin || url.username !== '' || url.password !== '') {
    return refuse(403);
  }
  const wanted = decode(url.pathname === '/' ? '/index.html' : url.pathname);
  if (wanted === null || wanted.includes('\0') || wanted.includes('\\')) return refuse(404);
  const contentType = contentTypes[path.posix.extname(wanted)];
  if (contentType === undefined) return refuse(403);
  try {
    const root = await realpath(source.folder);
    const file = await realpath(path.join(root, wanted));
    const inside = path.relative(root, file);
    if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) return refuse(404);
    return new Response(new Uint8Array(await readFile(file)), { status: 200, headers: responseHeaders(contentType) });
  } catch {
    // Absent, a folder, or unreadable: to the page they are one.
    return refuse(404);
  }
}

function refuse(status: 403 | 404 | 405): Response {
  return new Response(null, { status, headers: responseHeaders('text/plain; charset=utf-8') });
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
