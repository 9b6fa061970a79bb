import { curves, isPointOf } from '../../../app/crypto/curves.ts';
import { sameOctets } from '../../../app/crypto/octets.ts';
import { writeSpki } from '../../../app/crypto/spki.ts';
import { type Capabilities, firstLacking } from '../capabilities.ts';
import type { JobName, JobParams, JobResult } from '../protocol.ts';
import { innerKekRungs } from '../strategies/rungs.ts';
import type { ObjectRef, TokenRef } from '../token-shapes.ts';
import { makeKeyPair, publicKeyOf } from './client-keys.ts';
import type { Desk } from './desk.ts';
import { openEnvelope } from './envelope.ts';
import { decryptPiece, fileKey } from './file-keys.ts';
import { importKey, type KekOrigin, wrapInfo } from './import-key.ts';
import { JobFailure } from './job-failure.ts';
import { mechanismName, mechanisms, mechanismUses } from './mechanisms.ts';
import { describeObject, isNamedBy } from './objects.ts';
import { logIn, usingKey } from './pins.ts';
import { probe } from './probe.ts';
import { openSecrets } from './product-secrets.ts';
import { opensRecord } from './proof.ts';
import type { SecretPorts } from './secret-ports.ts';
import { climb } from './steps/steps.ts';
import type { TokenSession } from './token-session.ts';
import { type Agreement, Work } from './work.ts';

/** What a job works with. */
export interface JobBench {
  readonly desk: Desk;
  readonly ports: SecretPorts;
}

type Client = JobParams<'openEnvelope'>['client'];

type Jobs = { readonly [Name in JobName]: (bench: JobBench, params: JobParams<Name>) => JobResult<Name> };

/** What each job of the protocol does: synchronous, so one at a time. Expected failures are thrown as CkError or JobFailure. */
export const jobHandlers: Jobs = {
  describe: ({ desk }) => desk.describe(),

  login: logIn,

  logout: ({ desk }, { token }) => {
    desk.logout(token);
    return {};
  },

  objects: ({ desk }, { token }) =>
    desk.withSession(token, 'reading', (session) => session.find({}).map((object) => describeObject(session, object))),

  mechanisms: ({ desk }, { token }) =>
    desk.cryptoki.mechanisms(desk.find(token)).map(({ mechanism, flags: uses }) => ({
      name: mechanismName(mechanism),
      number: mechanism,
      uses: mechanismUses.filter(([flag]) => (uses & flag) !== 0).map(([, word]) => word),
    })),

  probe: ({ desk }, { token, clientKey }) => {
    const capabilities = probeToken(desk, token, clientKey);
    return { capabilities, kind: handsOutKeys(capabilities) ? 'unenforced' : desk.describeToken(token).kind };
  },

  makeKeyPair: ({ desk }, { token, purpose, label, id }) =>
    desk.withSession(token, 'writing', (session) => makeKeyPair(session, purpose, label, id)),

  publicKey: ({ desk }, { token, key }) =>
    desk.withSession(token, 'reading', (session) => writeSpki(publicKeyOf(session, desk.resolve(session, token, key)))),

  signDigest: ({ desk }, { token, key, digest }) =>
    desk.withSession(token, 'reading', (session) =>
      session.sign({ mechanism: mechanisms.ECDSA }, desk.resolve(session, token, key), digest),
    ),

  openEnvelope: ({ desk }, { client, jwe, floor }) =>
    desk.withSession(client.token, 'reading', (session) =>
      openEnvelope(
        session,
        desk.resolve(session, client.token, client.key),
        capabilitiesOf(desk, client.token, client.key),
        desk.native,
        jwe,
        floor,
      ),
    ),

  openSecrets: ({ desk }, { token, key, jwe }) =>
    desk.withSession(token, 'reading', (session) =>
      openSecrets(session, desk.resolve(session, token, key), () => capabilitiesOf(desk, token, key), desk.native, jwe),
    ),

  importKey: ({ desk, ports }, params) =>
    desk.withSession(params.token, 'writing', (session) =>
      withOrigin({ desk, ports }, params, session, (origin) =>
        importKey(
          {
            session,
            capabilities: capabilitiesOf(desk, params.token, undefined),
            native: desk.native,
            origin,
            knownBlocks: desk.memory(params.token).knownBlocks,
          },
          params,
        ),
      ),
    ),

  sendKek: ({ desk, ports }, { client, peerPoint, port }) =>
    desk.withSession(client.token, 'reading', (session) => {
      const capabilities = capabilitiesOf(desk, client.token, client.key);
      const rung = innerKekRungs.find(
        (row) => row.yields === 'bytes' && firstLacking(capabilities, row.needs) === undefined,
      );
      if (rung === undefined) throw new JobFailure('import.no-rung', { why: 'no way to a key that can be sent' });
      const agreement = agreementOf(desk, session, client, peerPoint);
      const nothing = new Uint8Array(0);
      const work = new Work(agreement, session, capabilities, desk.native, {
        kind: 'inner',
        info: wrapInfo,
        wrapped: nothing,
        form: 'kwp',
        material: 'aes',
        keyLength: 0,
        template: {},
        ecPoint: undefined,
      });
      try {
        climb(rung.steps, work);
        if (!ports.send(port, work.get('kekBytes'))) throw new JobFailure('token.process-ended');
        return { rung: rung.id, grade: rung.grade };
      } finally {
        work.wipe();
      }
    }),

  fileKey: (bench, { way, port, ...used }) =>
    usingKey(bench, used, (session, key, pin) => sendTo(bench.ports, port, fileKey(session, key, way, pin))),

  decryptPiece: ({ desk, ports }, { token, key, cipher, data, port }) =>
    desk.withSession(token, 'reading', (session) =>
      sendTo(ports, port, decryptPiece(session, desk.resolve(session, token, key), cipher, data)),
    ),

  proveKey: ({ desk }, { token, key, iv, aad, sealed }) =>
    desk.withSession(token, 'reading', (session) => ({
      isProven: opensRecord(session, desk.resolve(session, token, key), iv, aad, sealed),
    })),

  forget: ({ ports }, { port }) => {
    ports.forget(port);
    return {};
  },

  destroyObject: ({ desk }, { token, key }) =>
    desk.withSession(token, 'writing', (session) => {
      const object = desk.resolve(session, token, key);
      session.destroy(object);
      // A handle may be given again at once, to an object of another program (opencryptoki): it must also be the same one.
      if (session.find({}).some((other) => sameOctets(other, object) && isNamedBy(session, other, key))) {
        throw new JobFailure('import.left-behind', { label: key.label, problem: 'the token says it is destroyed' });
      }
      return {};
    }),
};

function sendTo(ports: SecretPorts, port: number, octets: Uint8Array): Record<string, never> {
  if (!ports.sendData(port, octets)) throw new JobFailure('token.process-ended');
  return {};
}

/** Whether the probe saw a key leave that must not. A token without AES key wrap has shown nothing either way. */
function handsOutKeys(capabilities: Capabilities): boolean {
  const finding = capabilities['enforces:non-extractable'];
  return finding?.works === false && finding.why.startsWith('CKR_OK');
}

/** Found before, in this process and login, or found now. */
function capabilitiesOf(desk: Desk, token: TokenRef, clientKey: ObjectRef | undefined): Capabilities {
  const { capabilities, isProbedWithKey } = desk.memory(token);
  const isEnough = clientKey === undefined || isProbedWithKey || hasEcdh(capabilities);
  return capabilities !== undefined && isEnough ? capabilities : probeToken(desk, token, clientKey);
}

function hasEcdh(found: Capabilities | undefined): boolean {
  return found?.['ecdh:sensitive']?.works === true || found?.['ecdh:readable']?.works === true;
}

function probeToken(desk: Desk, token: TokenRef, clientKey: ObjectRef | undefined): Capabilities {
  const known =
    clientKey &&
    desk.withSession(token, 'reading', (session) => {
      const key = desk.resolve(session, token, clientKey);
      const publicKey = publicKeyOf(session, key);
      return publicKey.kind === 'EC' && publicKey.curve === 'P-256' ? { key, point: publicKey.point } : undefined;
    });
  const isWritable = desk.describeToken(token).isWritable;
  const capabilities = probe(
    (act) => desk.withSession(token, isWritable ? 'writing' : 'reading', act),
    desk.native,
    known,
  );
  const memory = desk.memory(token);
  // A later probe without the key knows less: cards make no keys of a session to try ECDH with.
  if (known !== undefined || !memory.isProbedWithKey) memory.capabilities = capabilities;
  memory.isProbedWithKey ||= known !== undefined;
  return capabilities;
}

function agreementOf(desk: Desk, session: TokenSession, client: Client, peerPoint: Uint8Array): Agreement {
  // Before any key touches it: a point off the curve would tell the private key away, whatever the token checks.
  if (!isPointOf(curves['P-256'], peerPoint)) {
    throw new JobFailure('envelope.unreadable', { problem: 'the ephemeral key is no point of P-256' });
  }
  const sourceCapabilities = capabilitiesOf(desk, client.token, client.key);
  return { source: session, sourceCapabilities, clientKey: desk.resolve(session, client.token, client.key), peerPoint };
}

/** The KEK's origin for an import: the same session, a session on another token of this module, or a port. */
function withOrigin<T>(
  { desk, ports }: JobBench,
  { kek, token }: JobParams<'importKey'>,
  session: TokenSession,
  act: (origin: KekOrigin) => T,
): T {
  if (kek.kind === 'port') {
    const bytes = ports.peek(kek.port);
    if (bytes?.length !== 32) throw new JobFailure('token.process-ended');
    return act({ kind: 'bytes', kek: bytes });
  }
  const { client, peerPoint } = kek;
  if (client.token.slot === token.slot) {
    return act({
      kind: 'agreement',
      agreement: agreementOf(desk, session, client, peerPoint),
      isSameToken: true,
    });
  }
  return desk.withSession(client.token, 'reading', (source) =>
    act({ kind: 'agreement', agreement: agreementOf(desk, source, client, peerPoint), isSameToken: false }),
  );
}
