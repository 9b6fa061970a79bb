import { generateKeyPair, randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JWK, Provider } from 'oidc-provider';
import type { Profile } from '../../app/profile.ts';
import { apiPath, makeApi } from './api/server.ts';
import { makeTokenCheck, type TokenCheck } from './api/tokens.ts';
import { type Person, people } from './company/people.ts';
import { type ControlAnswer, type ControlInput, type ControlName, makeControlServer, runControl } from './control.ts';
import { makeControlHandlers } from './control-handlers.ts';
import { openDataFolder } from './data-folder.ts';
import { makeFaults } from './faults/faults.ts';
import { type IdpSettings, makeProvider } from './idp/provider.ts';
import { makeRecords } from './idp/records.ts';
import { makeIdpServer } from './idp/server.ts';
import { type Kept, readKept } from './kept.ts';
import { openAudit } from './platform/audit.ts';
import { makeKeyRing } from './platform/key-ring.ts';
import { defaultPace, makeLifecycle, type Pace } from './platform/lifecycle.ts';
import type { Platform } from './platform/platform.ts';
import type { RequestRecord } from './platform/records.ts';
import { settle } from './platform/settle.ts';
import { Shelf } from './platform/shelf.ts';
import { practiceProfile } from './practice-profile.ts';
import { openObjects } from './store/objects.ts';
import { presign } from './store/presign.ts';
import { bucket, makeStoreServer } from './store/server.ts';
import { issueServerCertificate, makeAuthority } from './tls/authority.ts';
import { listen } from './tls/listen.ts';

/** How a practice world is to be. Everything has a default. */
export interface PracticeOptions {
  /** Port of the API; sign-in service and object store take the two after it. 0 takes any free ones. */
  readonly port?: number;
  /** How many generated requests wait for approval beside those of the company. */
  readonly requests?: number;
  /** Milliseconds before every answer of API and object store. */
  readonly latencyMs?: number;
  /** A folder to keep the world in; without it the world is gone when it closes. */
  readonly dataDir?: string;
  /** Life of access tokens in seconds. */
  readonly accessTokenTtl?: number;
  /** How long the states take, in milliseconds. */
  readonly pace?: Partial<Pace>;
  /** Is told of bugs of ours; they go to the error output otherwise. */
  readonly report?: (error: unknown) => void;
}

/** What `npm run practice` prints of a person. */
export interface PracticeUser {
  readonly user: string;
  readonly password: string;
  readonly oid: string;
  readonly groups: readonly string[];
  readonly role: string;
}

/** A world that runs. */
export interface Practice {
  readonly apiUrl: string;
  /** The issuer of tokens; the sign-in library is given `profile.authority`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** PEM file of the authority that signed the certificates of all three services. */
  readonly caFile: string;
  readonly users: readonly PracticeUser[];
  /** For tests only. @see control.ts */
  readonly controlUrl: string;
  readonly profile: Profile;
  /** The same profile as a file that can be imported. */
  readonly profileFile: string;
  /** Asks the world for something only tests may ask. */
  control<Name extends ControlName>(name: Name, input: ControlInput<Name>): Promise<ControlAnswer<Name>>;
  close(): Promise<void>;
}

// The tenant of Northwind Devices. Fixed, so that a profile made yesterday names the same one.
const tenantId = '4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e001';
const clientId = '4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e002';
const apiId = '4d7c1e52-90a6-4b3e-8f0d-6c2b7a91e003';
const resource = `api://${apiId}`;
const scope = `${resource}/.default`;

/** Starts the whole world: API, sign-in service, object store and control, each on an origin of its own. */
export async function startPractice(options: PracticeOptions = {}): Promise<Practice> {
  // The slowest part runs on another thread while the rest begins.
  const freshSigningKey = makeSigningKey();
  const report = options.report ?? ((error: unknown) => console.error(error));
  const folder = await openDataFolder(options.dataDir, (): Kept => save());
  const kept = readKept(folder.kept);
  const changed = () => folder.changed();

  const beganAt = kept?.beganAt ?? Date.now();
  const authority = kept?.authority ?? (await makeAuthority('Northwind Devices practice CA'));
  const certificate = await issueServerCertificate(authority);
  const signingKey = kept?.signingKey ?? (await freshSigningKey);
  const cookieKeys = kept?.cookieKeys ?? [randomUUID()];
  const credentials = kept?.credentials ?? {
    accessKeyId: `PRACTICE${randomBytes(6).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
  const records = makeRecords(kept?.signedIn);
  const idpSettings: IdpSettings = { accessTokenTtl: options.accessTokenTtl ?? 3_600 };

  let storeOrigin = '';
  const requests = new Shelf<RequestRecord>(changed);
  const platform: Platform = {
    products: new Shelf(() => {
      changed();
      // Who may decide a request depends on the rule of its product's operation.
      requests.lookAgain();
    }),
    requests,
    clients: new Shelf(changed),
    productChanges: new Shelf(changed),
    clientChanges: new Shelf(changed),
    templates: new Shelf(changed),
    auditTrails: new Shelf(changed),
    keys: makeKeyRing(changed, kept?.keys),
    objects: await openObjects(join(folder.path, 'objects'), changed, kept?.objects),
    lifecycle: makeLifecycle({ ...defaultPace, ...options.pace }, report),
    audit: await openAudit(join(folder.path, 'audit.jsonl')),
    faults: makeFaults(),
    settings: {
      latencyMs: options.latencyMs ?? 0,
      resultForm: 'raw',
      wrapForm: 'kwp',
      containerAtTop: false,
      linkLifeSeconds: 3_600,
    },
    link: (method, key) =>
      presign(credentials, {
        method,
        origin: storeOrigin,
        path: `/${bucket}/${key}`,
        expiresIn: platform.settings.linkLifeSeconds,
      }),
  };
  const more = options.requests ?? 0;
  await settle(platform, { beganAt, kept, more });

  const everybody: readonly Person[] = Object.values(people);
  const port = options.port ?? 0;
  let provider: Provider | undefined;
  let tokens: TokenCheck | undefined;
  const idp = await listen(
    makeIdpServer({
      certificate,
      tenantId,
      people: everybody,
      faults: platform.faults,
      provider: () => started(provider),
    }),
    port === 0 ? 0 : port + 1,
  );
  const identity = {
    issuer: `https://localhost:${idp.port}/${tenantId}/v2.0`,
    tenantId,
    clientId,
    resource,
  };
  provider = makeProvider({
    identity,
    settings: idpSettings,
    people: everybody,
    records,
    signingKey,
    cookieKeys,
  });
  const { kty = '', n = '', e = '', kid = '' } = signingKey;
  tokens = makeTokenCheck({
    issuer: identity.issuer,
    audience: [resource, apiId],
    keys: { keys: [{ kty, n, e, kid, alg: 'RS256', use: 'sig' }] },
  });

  const store = await listen(
    makeStoreServer({
      certificate,
      objects: platform.objects,
      credentials,
      faults: platform.faults,
      latency: () => platform.settings.latencyMs,
    }),
    port === 0 ? 0 : port + 2,
  );
  storeOrigin = `https://localhost:${store.port}`;

  const api = makeApi({ certificate, platform, tokens: () => started(tokens), report });
  const apiAddress = await api.listen({ port, host: '127.0.0.1' });
  const apiUrl = `https://localhost:${new URL(apiAddress).port}${apiPath}`;

  const handlers = makeControlHandlers({
    platform,
    idp: idpSettings,
    records,
    tokens: () => started(tokens),
    more,
  });
  const control = makeControlServer(handlers);
  const controlAddress = await control.app.listen({ port: 0, host: '127.0.0.1' });

  const profile = practiceProfile({
    apiUrl,
    authority: `https://localhost:${idp.port}/${tenantId}`,
    clientId,
    scope,
    storeHost: `localhost:${store.port}`,
    caPem: authority.certificatePem,
  });
  const caFile = await folder.write('ca.pem', authority.certificatePem);
  const profileFile = await folder.write('profile.json', `${JSON.stringify(profile, null, 2)}\n`);

  function save(): Kept {
    const { products, requests, clients, productChanges, clientChanges, templates, auditTrails } = platform;
    return {
      version: 1,
      beganAt,
      authority,
      signingKey,
      cookieKeys,
      credentials,
      keys: platform.keys.save(),
      objects: platform.objects.index(),
      signedIn: [...records.rows],
      removed: [...products.removed(), ...requests.removed(), ...clients.removed()],
      products: products.touched(),
      requests: requests.touched(),
      clients: clients.touched(),
      productChanges: productChanges.touched(),
      clientChanges: clientChanges.touched(),
      templates: templates.touched(),
      auditTrails: auditTrails.touched(),
    };
  }

  return {
    apiUrl,
    issuer: identity.issuer,
    clientId,
    scope,
    caFile,
    users: everybody.map(({ username, password, oid, groups, role }) => ({
      user: username,
      password,
      oid,
      groups,
      role,
    })),
    controlUrl: `${controlAddress}/${control.secret}`,
    profile,
    profileFile,
    control: (name, input) => runControl(handlers, name, input),
    async close() {
      await platform.lifecycle.stop();
      await Promise.all([api.close(), control.app.close(), idp.close(), store.close()]);
      await platform.audit.close();
      await folder.close();
    },
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('a part was asked before it began');
  return part;
}

/** RS256, as Entra ID signs. */
async function makeSigningKey(): Promise<JWK> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 });
  const jwk = privateKey.export({ format: 'jwk' });
  return { ...jwk, kty: 'RSA', use: 'sig', alg: 'RS256', kid: randomUUID() };
}
