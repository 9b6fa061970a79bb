import { z } from 'zod';

/**
 * What Keydock does on this machine and writes into the journal, besides decisions. A new row is a new kind of act.
 * `done` is the mark of its outcome in the list, in a word or two.
 */
export const acts = {
  'module.allow': { done: 'allowed' },
  'module.forget': { done: 'forgotten' },
  'token.login': { done: 'logged in' },
  'token.probe': { done: 'probed' },
  'object.destroy': { done: 'destroyed' },
  /** An export that was broken off has left something on a token. */
  'leftover.found': { done: 'found' },
  /** A key made on a token, to be a client's or to sign records. */
  'key.make': { done: 'made' },
  'client.register': { done: 'asked' },
  'client.retire': { done: 'asked' },
  'secrets.fetch': { done: 'fetched' },
  'secrets.save': { done: 'saved' },
  'request.download': { done: 'downloaded' },
  /** A product's wrapped keys are fetched and the envelope is opened. */
  'export.open': { done: 'opened' },
  /** The person has confirmed which keys go onto which token. */
  'export.begin': { done: 'ended' },
  'export.key': { done: 'stored' },
  /** A key on a token is compared by a file of the platform. */
  'export.prove': { done: 'proven' },
  'export.record': { done: 'recorded' },
  /** An export with keys on a token goes without a record. */
  'export.discard': { done: 'discarded' },
  /** The thumbprint of a record-signing key, written down when it was made. */
  'record-key.pin': { done: 'pinned' },
  'key-file.open': { done: 'opened' },
  'key-file.move': { done: 'moved' },
  'file.decrypt': { done: 'decrypted' },
} as const satisfies Record<string, { readonly done: string }>;

export type ActId = keyof typeof acts;

/** An act out of the closed list. */
export const ActId = z.enum(Object.keys(acts) as [ActId, ...ActId[]]);
