import type { TokenKind } from '../../app/exposure.ts';

/** What holds a key, in the words of app/exposure.ts, which would bring zod along. A test keeps the two the same. */
export const tokenKindWords = {
  hardware: {
    name: 'hardware',
    means: 'The keys are kept and used in a device of their own.',
  },
  software: {
    name: 'software token',
    means: "A library: its keys lie encrypted on this computer's disk and are used in Keydock's token process.",
  },
  unenforced: {
    name: 'not enforced by this module',
    means: 'A library that gives out keys even when they are marked as not extractable. Treat its keys as copyable.',
  },
} as const satisfies Record<TokenKind, { readonly name: string; readonly means: string }>;
