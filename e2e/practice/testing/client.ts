import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { type Visited, Visitor } from '../../support/browser/visit.ts';
import type { Practice, PracticeUser } from '../world.ts';

/** An answer as it came: nothing is parsed for the reader. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  /** @throws SyntaxError when it is not JSON */
  json<T = Record<string, unknown>>(): T;
}

const redirectUri = 'http://localhost:9';

/** One who uses the practice world as any program would: over TLS, with a token of the sign-in service. */
export class Client {
  readonly practice: Practice;
  readonly ca: string;
  token = '';
  refreshToken = '';

  constructor(practice: Practice) {
    this.practice = practice;
    this.ca = readFileSync(practice.caFile, 'utf8');
  }

  /** Authorization code with PKCE through the plain form. @param who the beginning of a user name */
  static async signedIn(practice: Practice, who: string): Promise<Client> {
    const client = new Client(practice);
    await client.signIn(userOf(practice, who));
    return client;
  }

  async signIn({ user, password }: Pick<PracticeUser, 'user' | 'password'>): Promise<void> {
    const verifier = randomBytes(32).toString('base64url');
    const { visitor, form } = await this.openForm({
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    });
    const done = await visitor.submit(form, { username: user, password });
    const code = /name="code" value="([^"]+)"/.exec(done.body)?.[1];
    if (code === undefined) throw new Error(`no code: ${done.status}`);
    await this.#takeTokens({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
  }

  /** The sign-in page, for a program that asks with these parameters more. */
  async openForm(
    more: Readonly<Record<string, string>>,
    visitor = new Visitor(this.practice.caFile),
  ): Promise<{ visitor: Visitor; form: Visited }> {
    const { issuer, clientId, scope } = this.practice;
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      response_mode: 'form_post',
      redirect_uri: redirectUri,
      scope: `${scope} openid profile offline_access`,
      code_challenge_method: 'S256',
      state: 'state',
      ...more,
    });
    const form = await visitor.open(`${issuer.replace('/v2.0', '/oauth2/v2.0')}/authorize?${query.toString()}`);
    return { visitor, form };
  }

  async refresh(): Promise<void> {
    await this.#takeTokens({
      grant_type: 'refresh_token',
      refresh_token: this.refreshToken,
      scope: `${this.practice.scope} openid profile offline_access`,
    });
  }

  async #takeTokens(fields: Readonly<Record<string, string>>): Promise<void> {
    const answer = await this.send('POST', `${this.practice.issuer.replace('/v2.0', '/oauth2/v2.0')}/token`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(new URLSearchParams({ client_id: this.practice.clientId, ...fields }).toString()),
    });
    const tokens = answer.json<{ access_token?: string; refresh_token?: string; error?: string }>();
    if (tokens.access_token === undefined) throw new Error(tokens.error ?? 'no token');
    this.token = tokens.access_token;
    this.refreshToken = tokens.refresh_token ?? this.refreshToken;
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', `${this.practice.apiUrl}${path}`, { headers: { authorization: `Bearer ${this.token}` } });
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.send('POST', `${this.practice.apiUrl}${path}`, {
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    });
  }

  /** One request, without anything added. */
  send(
    method: string,
    url: string,
    options: { headers?: Readonly<Record<string, string>>; body?: Buffer; chunked?: boolean } = {},
  ): Promise<Answer> {
    const { body } = options;
    return new Promise((resolve, reject) => {
      const sent = request(
        url,
        {
          method,
          ca: this.ca,
          agent: false,
          headers: {
            ...options.headers,
            ...(body === undefined || options.chunked === true ? {} : { 'content-length': String(body.length) }),
          },
        },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('error', reject);
          response.on('end', () => {
            const bytes = Buffer.concat(pieces);
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              bytes,
              json: <T>() => JSON.parse(bytes.toString()) as T,
            });
          });
        },
      );
      sent.on('error', reject);
      if (body !== undefined) sent.write(body);
      sent.end();
    });
  }

  /** Uploads a file and asks for an operation. @returns the id of the request, still Created */
  async ask(options: {
    name: string;
    productId: string;
    operationId: string;
    file: Buffer;
    parameters: readonly Readonly<Record<string, string>>[];
  }): Promise<string> {
    const link = (await this.get('/imagesignings/presigneduploadlinks')).json<{
      s3ResourceID: string;
      s3Url: string;
    }>();
    const uploaded = await this.send('PUT', link.s3Url, { body: Buffer.from(options.file.toString('base64')) });
    const answer = await this.post('/imagesignings', {
      name: options.name,
      description: '',
      productId: options.productId,
      idProductOperation: options.operationId,
      payload: {
        name: 'file.bin',
        s3ResourceID: link.s3ResourceID,
        s3Etag: String(uploaded.headers['etag']).replaceAll('"', ''),
        optionalParameters: options.parameters,
      },
    });
    if (answer.status !== 202) throw new Error(`${answer.status} ${answer.bytes.toString()}`);
    return answer.json<{ id: string }>().id;
  }

  /** Reads an item until it is in one of these states. @param patience milliseconds until it gives up */
  async until(path: string, states: readonly number[], patience = 8_000): Promise<Record<string, unknown>> {
    const end = Date.now() + patience;
    for (;;) {
      const item = (await this.get(path)).json();
      if (states.includes(Number(item['state']))) return item;
      if (Date.now() > end) throw new Error(`${path} stays in state ${String(item['state'])}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

export function userOf(practice: Practice, who: string): PracticeUser {
  const user = practice.users.find((candidate) => candidate.user.startsWith(who));
  if (user === undefined) throw new Error(`nobody called ${who}`);
  return user;
}
