import { z } from 'zod';
import { TokenKind } from '../../app/exposure.ts';

/** What a token process tells about modules, tokens and objects: public values only, with limits on everything. */

/** Octets, of any kind of array that passes between processes. */
export const Bytes = (least: number, most: number) =>
  z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length >= least && value.length <= most,
    `not ${least} to ${most} bytes`,
  );

export const Hex = (mostOctets: number) =>
  z
    .string()
    .max(2 * mostOctets)
    .regex(/^([0-9a-f]{2})*$/, 'not hexadecimal');

/** Tokens fill fixed fields, but what is in them is anybody's. */
const Text = z.string().max(256);

/** A token as it was when it was looked at: a job that names it is refused once another one is in the slot. */
export const TokenRef = z.object({ slot: Hex(8), serial: Text, label: Text });
export type TokenRef = z.output<typeof TokenRef>;

/** How near a token is to locking. `low`: at least one wrong PIN since the last right one. Some say so late or never. */
export const PinState = z.enum(['untouched', 'low', 'final-try', 'locked', 'unset']);
export type PinState = z.output<typeof PinState>;

export const TokenDescription = TokenRef.extend({
  model: Text,
  manufacturer: Text,
  hardware: Text,
  firmware: Text,
  /** What the slot claims, corrected for libraries that are known. The probe may add "not enforced". */
  kind: TokenKind,
  isInitialised: z.boolean(),
  isWritable: z.boolean(),
  isRemovable: z.boolean(),
  needsLogin: z.boolean(),
  isLoggedIn: z.boolean(),
  pin: z.object({
    state: PinState,
    shortest: z.number().int().nonnegative(),
    longest: z.number().int().nonnegative(),
    /** The reader has keys of its own for the PIN. */
    hasPad: z.boolean(),
  }),
});
export type TokenDescription = z.output<typeof TokenDescription>;

export const ModuleDescription = z.object({
  description: Text,
  manufacturer: Text,
  version: Text,
  cryptoki: Text,
  tokens: z.array(TokenDescription).max(256),
});
export type ModuleDescription = z.output<typeof ModuleDescription>;

export const ObjectClass = z.enum(['data', 'certificate', 'public-key', 'private-key', 'secret-key', 'other']);
export type ObjectClass = z.output<typeof ObjectClass>;

/** An object as it was when the list was read. */
export const ObjectRef = z.object({ handle: Hex(8), class: ObjectClass, id: Hex(256), label: z.string().max(1024) });
export type ObjectRef = z.output<typeof ObjectRef>;

/** The attributes that say what a key may do and whether it can leave. Absent: the module has none of it. */
export const KeyAttributes = z.object({
  token: z.boolean().optional(),
  private: z.boolean().optional(),
  sensitive: z.boolean().optional(),
  alwaysSensitive: z.boolean().optional(),
  extractable: z.boolean().optional(),
  neverExtractable: z.boolean().optional(),
  local: z.boolean().optional(),
  modifiable: z.boolean().optional(),
  copyable: z.boolean().optional(),
  encrypt: z.boolean().optional(),
  decrypt: z.boolean().optional(),
  sign: z.boolean().optional(),
  verify: z.boolean().optional(),
  wrap: z.boolean().optional(),
  unwrap: z.boolean().optional(),
  derive: z.boolean().optional(),
  /** The token wants its PIN again before each use. */
  alwaysAuthenticate: z.boolean().optional(),
});
export type KeyAttributes = z.output<typeof KeyAttributes>;

export const ObjectDescription = ObjectRef.extend({
  /** Made by Keydock and never finished: a crash or a removal came between. To be offered for destruction. */
  isLeftover: z.boolean(),
  /** `AES`, `RSA`, `EC`, `generic secret`, or the number of another type; empty where the class has none. */
  keyType: z.string().max(64),
  /** Bits of the key, where the module tells. */
  bits: z.number().int().positive().optional(),
  curve: z.enum(['P-256', 'P-384', 'P-521']).optional(),
  attributes: KeyAttributes,
});
export type ObjectDescription = z.output<typeof ObjectDescription>;

export const MechanismDescription = z.object({
  name: z.string().max(64),
  number: z.number().int().nonnegative(),
  uses: z.array(z.string().max(32)).max(16),
});
export type MechanismDescription = z.output<typeof MechanismDescription>;
