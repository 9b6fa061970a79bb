import type { KoaContextWithOIDC } from 'oidc-provider';

const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * What Microsoft's library expects of Entra ID and a strict provider does otherwise, in one place:
 * - it sends `offline_access` on refresh, which the provider strips from the grant unless consent was prompted;
 * - it sends `grant_type=device_code` instead of the URN of RFC 8628;
 * - it needs `interval` in the device answer, else it polls without a pause;
 * - it reads `client_info` to name the account `oid.tid`.
 * @see identity.md section 1, incompatibilities
 */
export function entraCompatibility({ deviceInterval }: { deviceInterval: number }) {
  return async (context: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    if (context.path === '/oauth2/v2.0/token' && context.method === 'POST') {
      const form = await readForm(context.req);
      if (form.get('grant_type') === 'device_code') form.set('grant_type', deviceCodeGrant);
      const scope = form.get('scope');
      if (scope !== null) {
        form.set(
          'scope',
          scope
            .split(' ')
            .filter((part) => part !== 'offline_access')
            .join(' '),
        );
      }
      Object.assign(context.req, { body: Object.fromEntries(form) });
      await next();
      addClientInfo(context);
      return;
    }
    await next();
    if (context.path === '/oauth2/v2.0/devicecode' && context.status === 200 && isRecord(context.body)) {
      context.body['interval'] = deviceInterval;
      context.body['message'] =
        `To sign in, open ${String(context.body['verification_uri'])} in a browser and enter the code ${String(context.body['user_code'])}.`;
    }
  };
}

function addClientInfo(context: KoaContextWithOIDC): void {
  const body: unknown = context.body;
  if (context.status !== 200 || !isRecord(body) || typeof body['id_token'] !== 'string') return;
  const claims: unknown = JSON.parse(Buffer.from(body['id_token'].split('.')[1] ?? '', 'base64url').toString());
  if (!isRecord(claims)) return;
  body['client_info'] = Buffer.from(JSON.stringify({ uid: claims['oid'], utid: claims['tid'] })).toString('base64url');
  body['ext_expires_in'] = body['expires_in'];
}

/** Reads a form body of at most 64 KiB. */
export async function readForm(request: AsyncIterable<Buffer>): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > 65_536) throw new Error('form too large');
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
