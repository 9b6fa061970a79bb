import { type Grade, isAllowed, type TokenKind } from '../../app/exposure.ts';
import { fail, ok, type Result } from '../../app/result.ts';
import type { Capabilities } from '../tokens/capabilities.ts';
import type { ImportParams, JobResult } from '../tokens/protocol.ts';
import type { ClientKeyOpened, OpenChannel, TokenAtHand } from './needs.ts';
import { tokenNamed } from './token-facts.ts';

/** An envelope once it is open: ciphertext and names, nothing secret. */
export type OpenedEnvelope = JobResult<'openEnvelope'>;

/** What an import takes the KEK from, and the rung by which it was made where it comes from elsewhere. */
export interface KekForImport {
  readonly kek: ImportParams['kek'];
  /** The first part of the rung of every import with it; null where the import makes the KEK itself. */
  readonly madeBy: string | null;
}

/** Gives the KEK of one envelope to one token, key after key. */
export interface KekSupply {
  next(): Promise<Result<KekForImport>>;
  /** Wipes what was sent. */
  close(): Promise<void>;
}

/** The client key, wherever it is: it opens the envelope, and its process gives the KEK to the receiving token. */
export interface ClientKeyAtWork {
  readonly fingerprint: string;
  /** "Line 3 HSM, serial 0001" or "opening key in a file: sara.pem". */
  readonly where: string;
  /** Null for a key in a file. */
  readonly token: TokenAtHand | null;
  readonly capabilities: Capabilities;
  /** What the probe found its token to be; null for a key in a file. */
  readonly kind: TokenKind | null;
  /** Whether the KEK need not leave the token. */
  isOn(target: TokenAtHand): boolean;
  open(jwe: string, floor: Grade): Promise<Result<OpenedEnvelope>>;
  supplyTo(target: TokenAtHand, peerPoint: Uint8Array): KekSupply;
}

/** Words of a client key that is no object of a token. Everywhere the same ones. */
export const openingKeyInFile = 'opening key in a file';

/** A KEK that no import took is wiped by the token process after 60 s; a new one is sent well before. In ms. */
const kekServesFor = 20_000;

/**
 * Puts a client key to work. On a token, what that token does with this very key is probed first.
 * @param channel makes a channel between two processes
 */
export async function atWork(opened: ClientKeyOpened, channel: OpenChannel): Promise<Result<ClientKeyAtWork>> {
  if (opened.kind === 'file') return ok(inFile(opened, channel));
  const { token, object } = opened;
  const probed = await token.run('probe', { token: token.ref, clientKey: object });
  return probed.ok ? ok(onToken(opened, probed.value, channel)) : probed;
}

/** The same key, opened anew after what was found before: a token process that was started since probes by itself. */
export function atWorkAgain(opened: ClientKeyOpened, before: ClientKeyAtWork, channel: OpenChannel): ClientKeyAtWork {
  if (opened.kind === 'file') return inFile(opened, channel);
  const { capabilities, kind } = before;
  return onToken(opened, { capabilities, kind: kind ?? opened.token.description.kind }, channel);
}

function onToken(
  { token, object, fingerprint }: Extract<ClientKeyOpened, { kind: 'token' }>,
  { capabilities, kind }: JobResult<'probe'>,
  channel: OpenChannel,
): ClientKeyAtWork {
  const client = { token: token.ref, key: object };
  const isOneProcess = (target: TokenAtHand) => target.module.id === token.module.id;
  return {
    fingerprint,
    where: tokenNamed(token.description),
    token,
    capabilities,
    kind,
    isOn: (target) => isOneProcess(target) && target.ref.slot === token.ref.slot,
    open: (jwe, floor) => token.run('openEnvelope', { client, jwe, floor }),
    supplyTo(target, peerPoint) {
      if (isOneProcess(target)) {
        const own: KekForImport = { kek: { kind: 'client-key', client, peerPoint }, madeBy: null };
        return { next: async () => ok(own), close: async () => undefined };
      }
      return sentTo(target, channel, async (port) => {
        const given = await token.givePort(port);
        if (!given.ok) return given;
        const sent = await token.run('sendKek', { client, peerPoint, port: given.value });
        return sent.ok ? ok(sent.value.rung) : sent;
      });
    },
  };
}

/** What stands for the source in a plan: the agreement is made in a process, which counts as one that gives out Z. */
export const inAProcess: Capabilities = { 'ecdh:readable': { works: true } };
const fileRungs = { envelope: 'concat-in-process+cek-in-process', kek: 'hkdf-in-process' } as const;

function inFile(
  { name, fingerprint, engine, key }: Extract<ClientKeyOpened, { kind: 'file' }>,
  channel: OpenChannel,
): ClientKeyAtWork {
  return {
    fingerprint,
    where: `${openingKeyInFile}: ${name}`,
    token: null,
    capabilities: inAProcess,
    kind: null,
    isOn: () => false,
    async open(jwe, floor) {
      if (!isAllowed('K', floor)) return fail('import.floor', { grade: 'K', floor });
      const keys = await engine.openEnvelope(key, jwe);
      return keys.ok ? ok({ keys: keys.value, rung: fileRungs.envelope, grade: 'K', tried: [] }) : keys;
    },
    supplyTo: (target, peerPoint) =>
      sentTo(target, channel, async (port) => {
        const way = engine.givePort(port);
        const sent = await engine.sendKek(key, peerPoint, way);
        return sent.ok ? ok(fileRungs.kek) : sent;
      }),
  };
}

/**
 * Sends the KEK over a channel between the two processes, and anew when the last one is about to be wiped.
 * @param send makes the KEK in its own process and sends it. @returns the rung it was made by
 */
function sentTo(
  target: TokenAtHand,
  channel: OpenChannel,
  send: (port: unknown) => Promise<Result<string>>,
): KekSupply {
  let held: { readonly port: number; readonly madeBy: string; readonly until: number } | null = null;
  async function close(): Promise<void> {
    const last = held;
    held = null;
    if (last !== null) await target.run('forget', { port: last.port });
  }
  return {
    close,
    async next() {
      if (held === null || Date.now() > held.until) {
        await close();
        const [near, far] = await channel();
        const port = await target.givePort(far);
        if (!port.ok) return port;
        const arrived = target.secretArrived(port.value);
        const madeBy = await send(near);
        if (!madeBy.ok) return madeBy;
        if (!(await arrived)) return fail('token.process-ended');
        held = { port: port.value, madeBy: madeBy.value, until: Date.now() + kekServesFor };
      }
      return ok({ kek: { kind: 'port', port: held.port }, madeBy: held.madeBy });
    },
  };
}
