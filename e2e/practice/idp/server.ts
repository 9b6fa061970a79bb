import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Provider } from 'oidc-provider';
import type { Person } from '../company/people.ts';
import { disturb } from '../faults/disturb.ts';
import type { Faults } from '../faults/faults.ts';
import type { KeyedCertificate } from '../tls/authority.ts';
import { readForm } from './entra.ts';
import { page, paragraph, signInPage } from './pages.ts';

const discovery = '/.well-known/openid-configuration';

/**
 * The sign-in service under `/<tenant>/`, as Entra ID has it: discovery under `/v2.0`, the form under `/login/<uid>`.
 * The provider is made once the port is known, because its issuer holds it.
 */
export function makeIdpServer(options: {
  certificate: KeyedCertificate;
  tenantId: string;
  people: readonly Person[];
  faults: Faults;
  provider: () => Provider;
}): Server {
  const { tenantId, people, faults } = options;
  const server = createServer({ key: options.certificate.keyPem, cert: options.certificate.certificatePem });
  server.on('request', (request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  return server;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (await disturb(faults, 'idp', request, response)) return;
    const url = new URL(request.url ?? '/', 'https://localhost');
    if (!url.pathname.startsWith(`/${tenantId}/`)) {
      response.writeHead(404).end();
      return;
    }
    const path = url.pathname.slice(tenantId.length + 1);
    if (/^\/login\/[\w-]+$/.test(path)) {
      await signIn(options.provider(), request, response);
      return;
    }
    const mounted = path === `/v2.0${discovery}` ? discovery : path;
    // The provider finds where it is mounted by comparing originalUrl with url.
    Object.assign(request, { originalUrl: `/${tenantId}${mounted}${url.search}` });
    request.url = `${mounted}${url.search}`;
    await options.provider().callback()(request, response);
  }

  async function signIn(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
    if (interaction === undefined) {
      send(response, 400, page('Sign-in has expired', paragraph('Go back to the program and begin again.')));
      return;
    }
    if (request.method !== 'POST') {
      send(response, 200, signInPage({ username: String(interaction.params['login_hint'] ?? '') }));
      return;
    }
    const form = await readForm(request);
    const finish = (result: Parameters<Provider['interactionFinished']>[2]) =>
      provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    if (form.has('cancel')) {
      await finish({ error: 'access_denied', error_description: 'AADSTS65004: the user declined to sign in.' });
      return;
    }
    const username = form.get('username') ?? '';
    const person = people.find((candidate) => candidate.username === username.trim().toLowerCase());
    if (person === undefined || !sameText(person.password, form.get('password') ?? '')) {
      send(response, 401, signInPage({ username, error: 'The user name or the password is not right.' }));
      return;
    }
    await finish({ login: { accountId: person.oid, remember: true }, select_account: {} });
  }
}

function sameText(expected: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(html);
}
