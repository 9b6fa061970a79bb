import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

/** One answer, after redirects. */
export interface Visited {
  readonly url: string;
  readonly status: number;
  readonly body: string;
}

interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly text: string;
}

/** A browser without scripts: follows redirects, keeps cookies, fills forms. It trusts the one CA it is given. */
export class Visitor {
  private readonly ca: Buffer;
  private readonly cookies = new Map<string, Cookie>();

  constructor(caFile: string) {
    this.ca = readFileSync(caFile);
  }

  /** Opens a page. A form to send makes it a POST. */
  async open(address: string, form?: URLSearchParams): Promise<Visited> {
    let url = new URL(address);
    let body = form?.toString();
    for (let hops = 0; hops < 20; hops++) {
      const answer = await this.request(url, body);
      this.keep(url, answer.cookies);
      if (answer.status < 300 || answer.status >= 400 || answer.location === undefined) {
        return { url: url.href, status: answer.status, body: answer.body };
      }
      url = new URL(answer.location, url);
      body = undefined;
    }
    throw new Error(`Too many redirects from ${new URL(address).origin}`);
  }

  /** Sends the first form of a page, with these fields set over its own. */
  submit(page: Visited, fields: Readonly<Record<string, string>> = {}): Promise<Visited> {
    const form = /<form[\s\S]*?<\/form>/i.exec(page.body)?.[0];
    if (form === undefined) throw new Error(`No form at ${new URL(page.url).pathname} (${page.status})`);
    const values = new URLSearchParams();
    for (const [input] of form.matchAll(/<(?:input|button)[^>]*>/gi)) {
      const name = attribute(input, 'name');
      // A button counts only when it is pressed, that is, named in `fields`.
      if (name !== undefined && input.startsWith('<input')) values.set(name, attribute(input, 'value') ?? '');
    }
    for (const [name, value] of Object.entries(fields)) values.set(name, value);
    return this.open(new URL(attribute(form, 'action') ?? '', page.url).href, values);
  }

  private request(url: URL, body: string | undefined) {
    const headers = {
      cookie: this.cookiesFor(url),
      ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const method = body === undefined ? 'GET' : 'POST';
    const options = { method, headers, family: 4 };
    return new Promise<{ status: number; location?: string; cookies: string[]; body: string }>((resolve, reject) => {
      const answered = (response: http.IncomingMessage): void => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { location } = response.headers;
          resolve({
            status: response.statusCode ?? 0,
            ...(location !== undefined && { location }),
            cookies: response.headers['set-cookie'] ?? [],
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      };
      const request =
        url.protocol === 'https:'
          ? https.request(url, { ...options, ca: this.ca, agent: false }, answered)
          : http.request(url, { ...options, agent: false }, answered);
      request.on('error', reject).end(body);
    });
  }

  private keep(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const [text = '', ...attributes] = line.split(/; ?/);
      const path = attributes.find((part) => /^path=/i.test(part))?.slice(5) ?? '/';
      const name = text.slice(0, text.indexOf('='));
      const key = `${url.hostname} ${path} ${name}`;
      if (text.endsWith('=')) this.cookies.delete(key);
      else this.cookies.set(key, { host: url.hostname, path, text });
    }
  }

  private cookiesFor(url: URL): string {
    return [...this.cookies.values()]
      .filter(({ host, path }) => host === url.hostname && url.pathname.startsWith(path))
      .map(({ text }) => text)
      .join('; ');
  }
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`^<[^>]*?\\s${name}=(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : unescaped(value);
}

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', lt: '<', gt: '>', amp: '&', apos: "'" };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return ENTITIES[name] ?? whole;
  });
}
