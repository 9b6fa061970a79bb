import { z } from 'zod';
import { FactGroups, Warning } from '../facts.ts';
import { ItemId } from './shapes.ts';
import { LocalId } from './token-shapes.ts';

const Iso = z.string().max(40);
const Short = z.string().max(300);
const State = z.strictObject({ value: z.number().int(), name: z.string().max(80), final: z.boolean() });

export const ClientRow = z.strictObject({
  id: ItemId,
  title: Short,
  /** "SecurityEngineer", as the platform names it. */
  clientType: z.string().max(60),
  subtitle: z.array(Short).max(6),
  state: State,
  /** The signed-in person is its clientUser. */
  isYours: z.boolean(),
});
export type ClientRow = z.output<typeof ClientRow>;

/** A client of the platform, and what of it lies on this machine's tokens. */
export const ClientItem = z.strictObject({
  id: ItemId,
  title: Short,
  sentence: z.string().max(600),
  clientType: z.string().max(60),
  state: State,
  /** SHA-256 of the registered SubjectPublicKeyInfo, hex; null where there is no key that can be read. */
  fingerprint: z.string().max(64).nullable(),
  warnings: z.array(Warning).max(12),
  groups: FactGroups,
  notReadable: z.array(z.string().max(300)).max(12),
  /** Whether retiring may be asked for now, and if not, why. */
  retirable: z.discriminatedUnion('can', [
    z.strictObject({ can: z.literal(true) }),
    z.strictObject({ can: z.literal(false), why: z.string().max(400) }),
  ]),
  /** ProductionPC only: the product whose secrets it may fetch. */
  secretsOf: z.strictObject({ product: ItemId, name: Short }).nullable(),
  readAt: Iso,
});
export type ClientItem = z.output<typeof ClientItem>;

/** Where a private key is: on a token, or by explicit choice in a file ("opening key in a file"). */
export const KeyPlace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('token'), token: LocalId, object: LocalId }),
  /** A key file that main has opened; its id comes from `clients.chooseKeyFile`. */
  z.strictObject({ kind: z.literal('file'), key: LocalId }),
]);
export type KeyPlace = z.output<typeof KeyPlace>;

/** A key that can be a client's, as the window shows it. */
export const ClientKey = z.strictObject({
  place: KeyPlace,
  label: Short,
  /** "EC P-256", "RSA 3072". */
  type: Short,
  /** "Line 3 HSM · hardware", or the file's name. */
  where: Short,
  /** SHA-256 of the SubjectPublicKeyInfo, hex. */
  fingerprint: z.string().max(64),
  isFile: z.boolean(),
  /** Clients on the platform that have this key registered; null where they may not be read or nobody is signed in. */
  registeredAs: z
    .array(z.strictObject({ id: ItemId, name: Short, state: Short, product: Short }))
    .max(50)
    .nullable(),
  warnings: z.array(Warning).max(8),
});
export type ClientKey = z.output<typeof ClientKey>;

/** What became of asking for a registration or a retirement. `asked`: the platform has it and somebody else decides. */
export const AskOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('asked'), id: ItemId, stateName: z.string().max(80) }),
  z.strictObject({ kind: z.literal('cancelled') }),
]);

/** Secrets of a product for a ProductionPC, shown after a confirmation. None of them is a private key. */
export const ProductSecrets = z.strictObject({
  product: Short,
  items: z
    .array(
      z.strictObject({
        name: Short,
        /** As the platform gave it. */
        value: z.string().max(65_536),
        /** "base64 of 16 bytes"; empty where nothing is known. */
        note: Short,
      }),
    )
    .max(500),
  groups: FactGroups,
  readAt: Iso,
});
export type ProductSecrets = z.output<typeof ProductSecrets>;
