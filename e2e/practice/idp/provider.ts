import {
  type Configuration,
  errors,
  interactionPolicy,
  type JWK,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import type { Person } from '../company/people.ts';
import { entraCompatibility } from './entra.ts';
import { formPage, page, paragraph } from './pages.ts';
import type { Records } from './records.ts';

/** What a test may change while the service runs. */
export interface IdpSettings {
  /** Life of an access token in seconds. The sign-in library renews 300 s before the end. */
  accessTokenTtl: number;
}

export interface IdpIdentity {
  readonly issuer: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** `api://<uuid>`, the audience of access tokens. */
  readonly resource: string;
}

const day = 86_400;

/**
 * A certified OpenID provider set up to look like Entra ID: its paths, its claims, its scopes, access tokens as JWT.
 * @see identity.md section 1
 */
export function makeProvider(options: {
  identity: IdpIdentity;
  settings: IdpSettings;
  people: readonly Person[];
  records: Records;
  signingKey: JWK;
  cookieKeys: readonly string[];
}): Provider {
  const { identity, settings, people, records } = options;
  const { tenantId, clientId, resource } = identity;
  const resourceScopes = [`${resource}/access`, `${resource}/.default`];
  // Asked for each token, so that a test may change it.
  const lifeOfAccessTokens = () => settings.accessTokenTtl;
  const find = (oid: string | undefined) => people.find((person) => person.oid === oid);

  const configuration: Configuration = {
    adapter: (model) => records.adapter(model),
    clients: [
      {
        client_id: clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
        response_types: ['code'],
        // RFC 8252 section 7.3: a native client may use any port of this redirect.
        redirect_uris: ['http://localhost'],
        post_logout_redirect_uris: ['http://localhost'],
        id_token_signed_response_alg: 'RS256',
      },
    ],
    jwks: { keys: [options.signingKey] },
    cookies: { keys: [...options.cookieKeys] },
    routes: {
      authorization: '/oauth2/v2.0/authorize',
      token: '/oauth2/v2.0/token',
      // The library replaces "/token" by "/devicecode" and does not read the discovery document for it.
      device_authorization: '/oauth2/v2.0/devicecode',
      code_verification: '/oauth2/deviceauth',
      end_session: '/oauth2/v2.0/logout',
      jwks: '/discovery/v2.0/keys',
      userinfo: '/oidc/userinfo',
    },
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: { openid: ['sub', 'oid', 'tid', 'ver', 'groups', 'name', 'preferred_username'], profile: [], email: [] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    responseTypes: ['code'],
    interactions: { policy: withoutConsent(), url: (_context, { uid }) => `/${tenantId}/login/${uid}` },
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    // Entra does not kill the earlier refresh token; with rotation two programs sharing one would revoke the grant.
    rotateRefreshToken: () => false,
    ttl: {
      AccessToken: lifeOfAccessTokens,
      IdToken: 3_600,
      RefreshToken: 90 * day,
      AuthorizationCode: 600,
      DeviceCode: 900,
      Interaction: 3_600,
      Session: day,
      Grant: 90 * day,
    },
    findAccount: (_context, oid) => {
      const person = find(oid);
      return person && { accountId: person.oid, claims: () => claimsOf(person, tenantId) };
    },
    async loadExistingGrant(context) {
      const { client, session, result } = context.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
      const { Grant } = context.oidc.provider;
      const grant =
        (known === undefined ? undefined : await Grant.find(known)) ??
        new Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email offline_access');
      grant.addResourceScope(resource, resourceScopes.join(' '));
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: true },
      revocation: { enabled: true },
      deviceFlow: {
        enabled: true,
        charset: 'base-20',
        mask: '****-****',
        userCodeInputSource(context, form, _out, error) {
          const problem = error && ('userCode' in error ? 'That code is not known.' : error.message);
          html(context, formPage('Enter the code', form, '<button>Next</button>', problem));
        },
        userCodeConfirmSource(context, form, _client, _info, code) {
          const buttons = '<button>Continue</button><button name="abort" value="yes">Cancel</button>';
          html(context, formPage(`Is this your code: ${code}?`, form, buttons));
        },
        successSource: (context) => html(context, page('Signed in', paragraph('You can close this page.'))),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(context, form) {
          html(context, formPage('Sign out?', form, '<button name="logout" value="yes">Sign out</button>'));
        },
        postLogoutSuccessSource: (context) => html(context, page('Signed out', paragraph('You are signed out.'))),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource(context, _client, oneOf) {
          if (oneOf !== undefined) return oneOf;
          const asked = String(context.oidc.params?.['scope'] ?? '').split(' ');
          // An unknown scope would be dropped in silence, and the library would report it as granted.
          const unknown = asked.find((scope) => scope.includes('://') && !resourceScopes.includes(scope));
          if (unknown !== undefined) throw new errors.InvalidScope('AADSTS70011: the scope is not valid', unknown);
          return asked.some((scope) => scope.startsWith(`${resource}/`)) ? resource : undefined;
        },
        useGrantedResource: () => true,
        getResourceServerInfo(_context, asked) {
          if (asked !== resource) throw new errors.InvalidTarget();
          return {
            audience: resource,
            scope: resourceScopes.join(' '),
            accessTokenTTL: settings.accessTokenTtl,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
    formats: {
      customizers: {
        jwt(_context, _token, jwt) {
          const { sub, iat, client_id: azp } = jwt.payload;
          const person = find(typeof sub === 'string' ? sub : undefined);
          if (person === undefined) throw new errors.InvalidGrant('the account is gone');
          Object.assign(jwt.payload, claimsOf(person, tenantId), { azp, scp: 'access', nbf: iat });
          delete jwt.payload['scope'];
          delete jwt.payload['client_id'];
          // Entra writes JWT where RFC 9068 wants at+jwt.
          jwt.header = { ...jwt.header, typ: 'JWT' };
        },
      },
    },
    renderError(context, { error, error_description: description }) {
      html(context, page('Sign-in failed', paragraph(`${error}: ${description ?? ''}`)));
    },
  };
  const provider = new Provider(identity.issuer, configuration);
  provider.use(entraCompatibility({ deviceInterval: 1 }));
  return provider;
}

function html(context: KoaContextWithOIDC, body: string): void {
  context.type = 'html';
  context.body = body;
}

function claimsOf(person: Person, tenantId: string) {
  return {
    sub: person.oid,
    oid: person.oid,
    tid: tenantId,
    ver: '2.0',
    groups: [...person.groups],
    name: person.name,
    preferred_username: person.username,
  };
}

/** As in a tenant whose administrator has consented for everybody. */
function withoutConsent(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.clear();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}
